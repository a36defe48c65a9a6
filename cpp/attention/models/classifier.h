#ifndef ATTENTION_MODELS_CLASSIFIER_H_
#define ATTENTION_MODELS_CLASSIFIER_H_

#include "attention/models/run.h"

namespace attention {

/// tokens, embedding.*, positions, x, attn.mask, attn.*, then `pooled`, the
/// mean of a sentence's words, output.W, output.b, logits (n_classes, "l") and
/// probabilities. Source: S16 (tutorial 002).
template <typename Scalar>
void RunClassifier(const RunSpec& spec, BasicTrace<Scalar>& trace,
                   Parameters& parameters);

extern template void RunClassifier(const RunSpec&, BasicTrace<float>&,
                                   Parameters&);
extern template void RunClassifier(const RunSpec&, BasicTrace<double>&,
                                   Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_CLASSIFIER_H_
