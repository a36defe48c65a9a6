#ifndef TESTS_CPP_MODELS_ATTENTION_REFERENCE_H_
#define TESTS_CPP_MODELS_ATTENTION_REFERENCE_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "attention/models/operators/attention_operator.h"

namespace attention::testing {

/// The operator's definition in double, a number at a time.
struct AttentionReference {
  const AttentionOperatorSpec& spec;
  bool packed = spec.query.shape.rank() == 3;
  Index batch = spec.query.shape[0];
  Index heads = packed ? Index(*spec.q_num_heads) : spec.query.shape[1];
  Index groups = packed ? Index(*spec.kv_num_heads) : spec.key.shape[1];
  Index queries = spec.query.shape[packed ? 1 : 2];
  Index new_keys = spec.key.shape[packed ? 1 : 2];
  Index past = spec.past_key ? spec.past_key->shape[2] : 0;
  Index keys = past + new_keys;
  Index d_k = packed ? spec.query.shape[2] / heads : spec.query.shape[3];
  Index d_v = packed ? spec.value.shape[2] / groups : spec.value.shape[3];

  double Take(const GivenTensor& tensor, Index b, Index count, Index h,
              Index length, Index t, Index width, Index d) const {
    const Index at = packed ? (b * length + t) * count * width + h * width + d
                            : ((b * count + h) * length + t) * width + d;
    return static_cast<double>(tensor.data[static_cast<std::size_t>(at)]);
  }
  double Memory(const GivenTensor& now,
                const std::optional<GivenTensor>& before, Index b, Index g,
                Index k, Index width, Index d) const {
    if (k >= past) {
      return Take(now, b, groups, g, new_keys, k - past, width, d);
    }
    const Index at = ((b * groups + g) * past + k) * width + d;
    return static_cast<double>(before->data[static_cast<std::size_t>(at)]);
  }
  double Key(Index b, Index h, Index k, Index d) const {
    return Memory(spec.key, spec.past_key, b, h / (heads / groups), k, d_k, d);
  }
  double Value(Index b, Index h, Index k, Index d) const {
    return Memory(spec.value, spec.past_value, b, h / (heads / groups), k, d_v,
                  d);
  }

  /// What is added to a score: 0, the bias, or -inf.
  double Bias(Index b, Index h, Index q, Index k) const {
    constexpr double kBlocked = -std::numeric_limits<double>::infinity();
    const bool has_lengths = spec.nonpad_kv_seqlen.has_value();
    const Index length =
        has_lengths ? Index(spec.nonpad_kv_seqlen->data[std::size_t(b)]) : keys;
    if (has_lengths && k >= length) return kBlocked;
    const Index offset =
        has_lengths && !spec.past_key ? length - queries : past;
    if (spec.is_causal && k > q + offset) return kBlocked;
    if (!spec.mask) return 0;
    const Shape& shape = spec.mask->shape;
    const std::array<Index, 4> full{b, h, q, k};
    std::vector<Index> index;
    for (Index axis = 0; axis < shape.rank(); ++axis) {
      const bool last = axis == shape.rank() - 1;
      const Index at = full[static_cast<std::size_t>(4 - shape.rank() + axis)];
      if (last && at >= shape[axis]) return kBlocked;
      index.push_back(!last && shape[axis] == 1 ? 0 : at);
    }
    const float cell =
        spec.mask->data[static_cast<std::size_t>(shape.Offset(index))];
    if (spec.mask_is_boolean) return cell != 0 ? 0 : kBlocked;
    return static_cast<double>(cell);
  }

  /// The row of scores at one stage: 0 scaled, 1 capped, 2 masked, 3 weights.
  std::vector<double> Row(Index b, Index h, Index q, int stage) const {
    const double scale =
        spec.scale.value_or(1 / std::sqrt(static_cast<double>(d_k)));
    std::vector<double> row;
    for (Index k = 0; k < keys; ++k) {
      double score = 0;
      for (Index d = 0; d < d_k; ++d) {
        score +=
            Take(spec.query, b, heads, h, queries, q, d_k, d) * Key(b, h, k, d);
      }
      score *= scale;
      if (stage >= 1 && spec.softcap > 0) {
        score = spec.softcap * std::tanh(score / spec.softcap);
      }
      if (stage >= 2) score += Bias(b, h, q, k);
      row.push_back(score);
    }
    if (stage < 3) return row;
    double max = -std::numeric_limits<double>::infinity();
    for (const double score : row) max = std::max(max, score);
    double sum = 0;
    for (double& score : row) {
      score = std::isinf(max) ? 0 : std::exp(score - max);
      sum += score;
    }
    for (double& score : row) score = sum == 0 ? 0 : score / sum;
    return row;
  }

  std::vector<double> Output() const {
    std::vector<double> output(
        static_cast<std::size_t>(batch * heads * queries * d_v));
    for (Index b = 0; b < batch; ++b) {
      for (Index h = 0; h < heads; ++h) {
        for (Index q = 0; q < queries; ++q) {
          const auto weights = Row(b, h, q, 3);
          for (Index d = 0; d < d_v; ++d) {
            const Index at = packed
                                 ? (b * queries + q) * heads * d_v + h * d_v + d
                                 : ((b * heads + h) * queries + q) * d_v + d;
            for (Index k = 0; k < keys; ++k) {
              output[static_cast<std::size_t>(at)] +=
                  weights[static_cast<std::size_t>(k)] * Value(b, h, k, d);
            }
          }
        }
      }
    }
    return output;
  }

  std::vector<double> Scores() const {
    std::vector<double> scores;
    for (Index b = 0; b < batch; ++b) {
      for (Index h = 0; h < heads; ++h) {
        for (Index q = 0; q < queries; ++q) {
          const auto row = Row(b, h, q, static_cast<int>(*spec.output_scores));
          scores.insert(scores.end(), row.begin(), row.end());
        }
      }
    }
    return scores;
  }
};

}  // namespace attention::testing

#endif  // TESTS_CPP_MODELS_ATTENTION_REFERENCE_H_
