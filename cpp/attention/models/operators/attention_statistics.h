#ifndef ATTENTION_MODELS_OPERATORS_ATTENTION_STATISTICS_H_
#define ATTENTION_MODELS_OPERATORS_ATTENTION_STATISTICS_H_

#include <optional>

#include "attention/layers/parameters.h"

namespace attention {

/// Of weights [..., q, k] and, where given, values [..., k, d].
struct AttentionStatistics {
  GivenTensor entropy;        // [..., q]: -sum_k w ln w, in nats; 0 ln 0 is 0
  GivenTensor distance;       // [..., q]: sum_k w |q - k|, in words
  GivenTensor mean_entropy;   // [...]: over all queries
  GivenTensor mean_distance;  // [...]
  GivenTensor received;       // [..., k]: the mean weight that the key gets
  std::optional<GivenTensor> value_norms;     // [..., k]: ||v_k||
  std::optional<GivenTensor> weighted_norms;  // [..., q, k]: w ||v_k||
};

/// What attention does with its weights, summed in double. Rows need not add
/// up to 1; a negative weight has no entropy and gives NaN. Throws
/// Error("[attentionStatistics] ...") where the weights have fewer than two
/// axes or the values' heads or keys are not theirs. Entropy: Shannon 1948;
/// distance: Vig and Belinkov 2019, section 4.2; weighted norms: Kobayashi et
/// al. 2020, section 3.
AttentionStatistics RunAttentionStatistics(
    const GivenTensor& weights, const std::optional<GivenTensor>& value);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_ATTENTION_STATISTICS_H_
