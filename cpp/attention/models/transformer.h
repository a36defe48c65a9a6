#ifndef ATTENTION_MODELS_TRANSFORMER_H_
#define ATTENTION_MODELS_TRANSFORMER_H_

#include "attention/models/run.h"

namespace attention {

/// Encoder and decoder: source.{tokens, embedding.*, positions, x},
/// encoder.mask, encoder.0.*, ..., target.{tokens, embedding.*, positions, x},
/// decoder.mask (causal, and the padding of targets), decoder.cross_mask (the
/// padding of sources), decoder.0.{attn, cross, ffn, ...}, ..., output.*,
/// logits and probabilities. The rules of spec.mask are the encoder's. A target
/// begins with <start>, so that row t of the logits says what follows its first
/// t words. Source: Vaswani et al. 2017, section 3; S12, S13, S17.
template <typename Scalar>
void RunTransformer(const RunSpec& spec, BasicTrace<Scalar>& trace,
                    Parameters& parameters);

extern template void RunTransformer(const RunSpec&, BasicTrace<float>&,
                                    Parameters&);
extern template void RunTransformer(const RunSpec&, BasicTrace<double>&,
                                    Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_TRANSFORMER_H_
