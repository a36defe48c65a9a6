#ifndef ATTENTION_MODELS_SELF_ATTENTION_H_
#define ATTENTION_MODELS_SELF_ATTENTION_H_

#include "attention/models/run.h"

namespace attention {

/// The words of a spec (or its given embeddings) through embedding, positions
/// and multi-head attention: see RunModel. trace.config is resolved already.
template <typename Scalar>
void RunSelfAttention(const RunSpec& spec, BasicTrace<Scalar>& trace,
                      Parameters& parameters);

extern template void RunSelfAttention(const RunSpec&, BasicTrace<float>&,
                                      Parameters&);
extern template void RunSelfAttention(const RunSpec&, BasicTrace<double>&,
                                      Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_SELF_ATTENTION_H_
