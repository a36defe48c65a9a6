#ifndef ATTENTION_DECODING_DISTRIBUTION_H_
#define ATTENTION_DECODING_DISTRIBUTION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// Natural log-probabilities of one position's logits. -inf stays -inf. Throws
/// Error("[decode] ...") for NaN, +inf, or when all are -inf.
std::vector<double> LogSoftmax(std::span<const float> logits);

/// Ids by falling value, the lower id first among equals; at most `count`.
std::vector<Index> Largest(std::span<const double> values, std::size_t count);

struct SamplingOptions {
  double temperature = 1;  // 0: always the most probable
  Index top_k = 0;         // only the k most probable; 0: all
  double top_p = 1;        // only the most probable that reach this sum
};

/// What a token is drawn from: log-probabilities divided by the temperature,
/// of which first top_k and then top_p leave the most probable (the lower id
/// of equals), and what is left is scaled to sum to 1. Sources: Fan, Lewis,
/// Dauphin 2018 (top-k); Holtzman et al. 2020 (top-p, "nucleus"), the token
/// that reaches the sum included.
std::vector<double> SamplingDistribution(
    std::span<const double> log_probabilities, const SamplingOptions& options);

/// The token in whose part of [0, 1) `uniform` lies, parts by id; never one of
/// probability 0.
Index Pick(std::span<const double> probabilities, double uniform);

}  // namespace attention

#endif  // ATTENTION_DECODING_DISTRIBUTION_H_
