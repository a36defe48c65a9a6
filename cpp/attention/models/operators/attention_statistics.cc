#include "attention/models/operators/attention_statistics.h"

#include <cmath>
#include <utility>
#include <vector>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr const char* kOp = "attentionStatistics";

/// The axes before the last two: heads, a batch.
std::vector<Index> LeadOf(const Shape& shape) {
  const auto sizes = shape.sizes();
  return {sizes.begin(), sizes.end() - 2};
}

GivenTensor Zeros(std::vector<Index> lead, std::initializer_list<Index> axes) {
  lead.insert(lead.end(), axes);
  const Shape shape{std::span<const Index>(lead)};
  return {shape,
          std::vector<float>(static_cast<std::size_t>(shape.elements()))};
}

std::vector<Index> CheckedLead(const GivenTensor& weights,
                               const std::optional<GivenTensor>& value) {
  if (weights.shape.rank() < 2) {
    Fail(kOp, "weights of shape ", weights.shape,
         " must have queries and keys as their last axes");
  }
  std::vector<Index> lead = LeadOf(weights.shape);
  if (!value) return lead;
  const Shape& shape = value->shape;
  const Index rank = weights.shape.rank();
  if (shape.rank() != rank || LeadOf(shape) != lead ||
      shape[rank - 2] != weights.shape[rank - 1]) {
    Fail(kOp, "weights of shape ", weights.shape, " and value of shape ", shape,
         " need the same heads and the same number of keys");
  }
  return lead;
}

/// sum_k of term(w, k) over one row.
template <typename Term>
double Sum(const float* row, Index keys, Term term) {
  double sum = 0;
  for (Index k = 0; k < keys; ++k) sum += term(static_cast<double>(row[k]), k);
  return sum;
}

double EntropyTerm(double weight) {
  return weight == 0 ? 0 : -weight * std::log(weight);
}

void AddNorms(const GivenTensor& weights, const GivenTensor& value,
              AttentionStatistics& statistics) {
  const Index rank = weights.shape.rank();
  const Index keys = weights.shape[rank - 1];
  const Index queries = weights.shape[rank - 2];
  const Index width = value.shape[rank - 1];
  GivenTensor norms = Zeros(LeadOf(weights.shape), {keys});
  for (std::size_t k = 0; k < norms.data.size(); ++k) {
    const float* row = value.data.data() + static_cast<Index>(k) * width;
    norms.data[k] = static_cast<float>(
        std::sqrt(Sum(row, width, [](double v, Index) { return v * v; })));
  }
  GivenTensor weighted = weights;
  for (std::size_t i = 0; i < weighted.data.size(); ++i) {
    const Index cell = static_cast<Index>(i);
    const Index head = keys == 0 ? 0 : cell / (queries * keys);
    const Index key = head * keys + cell % keys;
    // As in the sum itself, a weight of 0 takes nothing, whatever the value.
    if (weighted.data[i] != 0) {
      weighted.data[i] *= norms.data[static_cast<std::size_t>(key)];
    }
  }
  statistics.value_norms = std::move(norms);
  statistics.weighted_norms = std::move(weighted);
}

}  // namespace

AttentionStatistics RunAttentionStatistics(
    const GivenTensor& weights, const std::optional<GivenTensor>& value) {
  const std::vector<Index> lead = CheckedLead(weights, value);
  const Index rank = weights.shape.rank();
  const Index queries = weights.shape[rank - 2];
  const Index keys = weights.shape[rank - 1];
  AttentionStatistics statistics{Zeros(lead, {queries}),
                                 Zeros(lead, {queries}),
                                 Zeros(lead, {}),
                                 Zeros(lead, {}),
                                 Zeros(lead, {keys}),
                                 std::nullopt,
                                 std::nullopt};
  const auto count = static_cast<double>(queries);
  for (std::size_t head = 0; head < statistics.mean_entropy.data.size();
       ++head) {
    const auto first = static_cast<Index>(head) * queries;
    double entropies = 0;
    double distances = 0;
    std::vector<double> received(static_cast<std::size_t>(keys), 0);
    for (Index q = 0; q < queries; ++q) {
      const float* row = weights.data.data() + (first + q) * keys;
      const double entropy =
          Sum(row, keys, [](double w, Index) { return EntropyTerm(w); });
      const double distance = Sum(row, keys, [&](double w, Index k) {
        return w * static_cast<double>(std::abs(q - k));
      });
      for (Index k = 0; k < keys; ++k) {
        received[static_cast<std::size_t>(k)] += static_cast<double>(row[k]);
      }
      const auto at = static_cast<std::size_t>(first + q);
      statistics.entropy.data[at] = static_cast<float>(entropy);
      statistics.distance.data[at] = static_cast<float>(distance);
      entropies += entropy;
      distances += distance;
    }
    if (queries == 0) continue;
    statistics.mean_entropy.data[head] = static_cast<float>(entropies / count);
    statistics.mean_distance.data[head] = static_cast<float>(distances / count);
    for (std::size_t k = 0; k < received.size(); ++k) {
      statistics.received.data[head * received.size() + k] =
          static_cast<float>(received[k] / count);
    }
  }
  if (value) AddNorms(weights, *value, statistics);
  return statistics;
}

}  // namespace attention
