#ifndef ATTENTION_LAYERS_DIAGNOSTICS_H_
#define ATTENTION_LAYERS_DIAGNOSTICS_H_

#include "attention/layers/multi_head_attention.h"
#include "attention/tape/tape.h"

namespace attention {

/// Records what shows why scores are divided by sqrt(d_k) (S06): the variances
/// `stats.var_q`, `stats.var_k`, `stats.var_scores`, `stats.var_scaled`, the
/// weights that the scores give with and without the division, and the entropy
/// of both: `stats.entropy`, `stats.weights_unscaled`,
/// `stats.entropy_unscaled`. `mask` is the one the weights were made with.
template <typename Scalar>
void RecordDiagnostics(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                       const DotProductTensors& pairs, TensorId mask);

extern template void RecordDiagnostics(BasicTape<float>&, TensorId, TensorId,
                                       const DotProductTensors&, TensorId);
extern template void RecordDiagnostics(BasicTape<double>&, TensorId, TensorId,
                                       const DotProductTensors&, TensorId);

}  // namespace attention

#endif  // ATTENTION_LAYERS_DIAGNOSTICS_H_
