#ifndef ATTENTION_MODELS_DECODER_ONLY_H_
#define ATTENTION_MODELS_DECODER_ONLY_H_

#include "attention/models/run.h"

namespace attention {

/// A language model: tokens, embedding.*, positions, x, [dropout], decoder.mask
/// (causal, whatever the rules say), decoder.0.*, ..., [decoder.norm.*], then
/// output.W, output.b, logits (row t: what may follow word t) and
/// probabilities. Its vocabulary begins with the special words. Source: Radford
/// et al. 2018.
template <typename Scalar>
void RunDecoderOnly(const RunSpec& spec, BasicTrace<Scalar>& trace,
                    Parameters& parameters);

extern template void RunDecoderOnly(const RunSpec&, BasicTrace<float>&,
                                    Parameters&);
extern template void RunDecoderOnly(const RunSpec&, BasicTrace<double>&,
                                    Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_DECODER_ONLY_H_
