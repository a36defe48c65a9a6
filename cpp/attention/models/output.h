#ifndef ATTENTION_MODELS_OUTPUT_H_
#define ATTENTION_MODELS_OUTPUT_H_

#include <optional>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

/// Records output.W, output.b, `logits` and `probabilities`: a linear map of
/// x's last axis to `columns` numbers under the letter, and their softmax.
/// With a tied table, v x d, that stands in for output.W, transposed. Source:
/// Vaswani et al. 2017, section 3.4; S16, S17.
template <typename Scalar>
TensorId RecordOutput(BasicTape<Scalar>& tape, TensorId x, Index columns,
                      char letter, Parameters& parameters,
                      std::optional<TensorId> tied = std::nullopt);

extern template TensorId RecordOutput(BasicTape<float>&, TensorId, Index, char,
                                      Parameters&, std::optional<TensorId>);
extern template TensorId RecordOutput(BasicTape<double>&, TensorId, Index, char,
                                      Parameters&, std::optional<TensorId>);

}  // namespace attention

#endif  // ATTENTION_MODELS_OUTPUT_H_
