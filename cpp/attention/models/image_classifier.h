#ifndef ATTENTION_MODELS_IMAGE_CLASSIFIER_H_
#define ATTENTION_MODELS_IMAGE_CLASSIFIER_H_

#include "attention/models/run.h"

namespace attention {

/// A small vision transformer (Dosovitskiy et al. 2020, section 3.1; S24), with
/// the mean of the patches instead of a class token: `image`, `patches`,
/// embedding.W, [embedding.b,] embedding.out, positions, x, [dropout],
/// encoder.*, `pooled`, output.W, output.b, logits (n_classes, "l") and
/// probabilities. spec.image is height x width x channels, or a batch of such.
template <typename Scalar>
void RunImageClassifier(const RunSpec& spec, BasicTrace<Scalar>& trace,
                        Parameters& parameters);

extern template void RunImageClassifier(const RunSpec&, BasicTrace<float>&,
                                        Parameters&);
extern template void RunImageClassifier(const RunSpec&, BasicTrace<double>&,
                                        Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_IMAGE_CLASSIFIER_H_
