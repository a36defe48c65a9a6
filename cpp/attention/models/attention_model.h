#ifndef ATTENTION_MODELS_ATTENTION_MODEL_H_
#define ATTENTION_MODELS_ATTENTION_MODEL_H_

#include "attention/models/run.h"

namespace attention {

/// Attention from given q, k and v: see RunModel. T x d is taken as one head.
template <typename Scalar>
void RunAttention(const RunSpec& spec, BasicTrace<Scalar>& trace,
                  Parameters& parameters);

extern template void RunAttention(const RunSpec&, BasicTrace<float>&,
                                  Parameters&);
extern template void RunAttention(const RunSpec&, BasicTrace<double>&,
                                  Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_ATTENTION_MODEL_H_
