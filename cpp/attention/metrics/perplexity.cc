#include "attention/metrics/perplexity.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "perplexity";
/// What rounding may leave of a certain word's log-probability.
constexpr double kRounding = 1e-6;

double LogProbability(std::span<const float> logits, std::size_t target) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const float logit : logits) {
    if (std::isnan(logit) || logit == std::numeric_limits<float>::infinity()) {
      Fail(kOp, "a logit is ", logit, "; it must be a number or -inf");
    }
    largest = std::max(largest, static_cast<double>(logit));
  }
  if (std::isinf(largest)) Fail(kOp, "all logits of a position are -inf");
  double sum = 0;
  for (const float logit : logits) {
    sum += std::exp(static_cast<double>(logit) - largest);
  }
  return static_cast<double>(logits[target]) - largest - std::log(sum);
}

}  // namespace

PerplexityResult Perplexity(std::span<const double> log_probabilities) {
  if (log_probabilities.empty()) Fail(kOp, "there is nothing that counts");
  PerplexityResult result;
  for (const double one : log_probabilities) {
    if (std::isnan(one) || one > kRounding) {
      Fail(kOp, "a log-probability is ", one, "; it must be at most 0");
    }
    result.cross_entropy -= one;
    result.log_probabilities.push_back(one);
  }
  result.cross_entropy /= static_cast<double>(log_probabilities.size());
  result.perplexity = std::exp(result.cross_entropy);
  return result;
}

PerplexityResult Perplexity(View<const float> logits,
                            std::span<const Index> targets,
                            std::optional<Index> ignored) {
  const auto count = static_cast<Index>(targets.size());
  if (logits.shape.rank() != 2 || logits.shape[0] != count) {
    Fail(kOp, "logits of shape ", logits.shape, " are not ", count,
         " targets x words");
  }
  const auto words = static_cast<std::size_t>(logits.shape[1]);
  std::vector<double> counted;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    if (targets[t] == ignored) continue;
    if (targets[t] < 0 || targets[t] >= logits.shape[1]) {
      Fail(kOp, "target ", targets[t], " is none of the ", words, " words");
    }
    counted.push_back(LogProbability(logits.span().subspan(t * words, words),
                                     static_cast<std::size_t>(targets[t])));
  }
  return Perplexity(counted);
}

}  // namespace attention
