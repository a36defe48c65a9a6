#ifndef ATTENTION_MODELS_USE_LITE_H_
#define ATTENTION_MODELS_USE_LITE_H_

#include "attention/models/run.h"

namespace attention {

/// The encoder of the Universal Sentence Encoder Lite: tokens, embedding.*
/// (d_embedding wide), positions, x, encoder.mask, encoder.0.*, which widens to
/// d_model, encoder.1.*, ..., all with their norms first and none at the end;
/// `pooled`, the mean of a sentence's words, then sentence.W, sentence.b,
/// sentence.projected, sentence.activated (tanh) and `sentence.vector`, of
/// length 1; with n_classes also output.W, output.b, logits and probabilities
/// of classes, read off the vector. Each layer's heads share the width of what
/// it reads. Source: Cer et al. 2018, section 3.1; the graph of the published
/// model.
template <typename Scalar>
void RunUseLite(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters);

extern template void RunUseLite(const RunSpec&, BasicTrace<float>&,
                                Parameters&);
extern template void RunUseLite(const RunSpec&, BasicTrace<double>&,
                                Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_USE_LITE_H_
