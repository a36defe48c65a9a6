#ifndef ATTENTION_MODELS_ENCODER_H_
#define ATTENTION_MODELS_ENCODER_H_

#include "attention/models/run.h"

namespace attention {

/// tokens, embedding.*, positions, x, [dropout], encoder.mask, then
/// encoder.0.*, encoder.1.*, ... and with norm_order pre encoder.norm.*; see
/// block.h. Source: Vaswani et al. 2017, section 3.1; S12.
template <typename Scalar>
void RunEncoder(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters);

extern template void RunEncoder(const RunSpec&, BasicTrace<float>&,
                                Parameters&);
extern template void RunEncoder(const RunSpec&, BasicTrace<double>&,
                                Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_ENCODER_H_
