#ifndef ATTENTION_MODELS_ENCODER_CLASSIFIER_H_
#define ATTENTION_MODELS_ENCODER_CLASSIFIER_H_

#include "attention/models/run.h"

namespace attention {

/// What "encoder" records, then [pooled.at,] `pooled` (see pooling.h),
/// output.W, output.b, logits (n_classes, "l") and probabilities. With pooling
/// "word" the classes are read from one word alone, so that all it knows of the
/// others has come by attention. Source: Devlin et al. 2019, section 3.2.
template <typename Scalar>
void RunEncoderClassifier(const RunSpec& spec, BasicTrace<Scalar>& trace,
                          Parameters& parameters);

extern template void RunEncoderClassifier(const RunSpec&, BasicTrace<float>&,
                                          Parameters&);
extern template void RunEncoderClassifier(const RunSpec&, BasicTrace<double>&,
                                          Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_ENCODER_CLASSIFIER_H_
