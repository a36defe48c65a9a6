#include "attention/decoding/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "attention/core/error.h"

namespace attention {

std::vector<double> LogSoftmax(std::span<const float> logits) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  float largest = -kInfinity;
  for (std::size_t id = 0; id < logits.size(); ++id) {
    if (std::isnan(logits[id]) || logits[id] == kInfinity) {
      Fail("decode", "the logit of token ", id, " is ", logits[id],
           "; it must be a number or -inf");
    }
    largest = std::max(largest, logits[id]);
  }
  if (largest == -kInfinity) Fail("decode", "no token can come next");
  double sum = 0;
  for (const float logit : logits) {
    sum += std::exp(static_cast<double>(logit) - static_cast<double>(largest));
  }
  const double shift = static_cast<double>(largest) + std::log(sum);
  std::vector<double> logs(logits.size());
  std::ranges::transform(logits, logs.begin(), [&](float logit) {
    return static_cast<double>(logit) - shift;
  });
  return logs;
}

std::vector<Index> Largest(std::span<const double> values, std::size_t count) {
  std::vector<Index> ids(values.size());
  std::iota(ids.begin(), ids.end(), Index{0});
  const auto end =
      ids.begin() + static_cast<Index>(std::min(count, ids.size()));
  std::partial_sort(ids.begin(), end, ids.end(), [&](Index a, Index b) {
    const double left = values[static_cast<std::size_t>(a)];
    const double right = values[static_cast<std::size_t>(b)];
    return left != right ? left > right : a < b;
  });
  ids.erase(end, ids.end());
  return ids;
}

std::vector<double> SamplingDistribution(
    std::span<const double> log_probabilities, const SamplingOptions& options) {
  const std::size_t size = log_probabilities.size();
  std::vector<double> probabilities(size, 0.0);
  const auto at = [](auto& list, Index id) -> auto& {
    return list[static_cast<std::size_t>(id)];
  };
  if (options.temperature == 0) {
    at(probabilities, Largest(log_probabilities, 1).front()) = 1;
    return probabilities;
  }
  const double largest = std::ranges::max(log_probabilities);
  const auto weight = [&](Index id) {
    const double log = at(log_probabilities, id);
    return std::exp((log - largest) / options.temperature);
  };
  const auto kept =
      options.top_k > 0
          ? std::min(size, static_cast<std::size_t>(options.top_k))
          : size;
  const std::vector<Index> ids = Largest(log_probabilities, kept);
  double total = 0;
  for (const Index id : ids) total += weight(id);
  double sum = 0;  // of what is kept
  for (const Index id : ids) {
    if (options.top_p < 1 && sum >= options.top_p * total) break;
    at(probabilities, id) = weight(id);
    sum += weight(id);
  }
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

Index Pick(std::span<const double> probabilities, double uniform) {
  double sum = 0;
  Index last = 0;
  for (std::size_t id = 0; id < probabilities.size(); ++id) {
    if (probabilities[id] <= 0) continue;
    last = static_cast<Index>(id);
    sum += probabilities[id];
    if (uniform < sum) break;
  }
  return last;
}

}  // namespace attention
