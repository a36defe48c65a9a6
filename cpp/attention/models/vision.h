#ifndef ATTENTION_MODELS_VISION_H_
#define ATTENTION_MODELS_VISION_H_

#include "attention/models/run.h"

namespace attention {

/// Attention over the patches of an image, put together as an image again
/// (S24; Dosovitskiy et al. 2020, section 3.1). spec.image is height x width x
/// channels; config.patch_size divides both sides.
///
/// Records `image`, `patches` (patches x pixels), `embedding.W`,
/// `embedding.out`, `positions`, `x`, attn.*, `reconstruction.W`,
/// `reconstruction.patches` and `reconstruction`, the image again. With
/// patch_embedding "raw" there are no parameters: the pixels are queries, keys
/// and values, divided among the heads (1 unless n_heads says otherwise), and
/// what is put together is weights x patches, as in tutorial 000; positions,
/// where asked for, are added for queries and keys alone.
///
/// Throws Error naming the sizes that divide the image, or for an image that is
/// none, or not finite.
template <typename Scalar>
void RunVision(const RunSpec& spec, BasicTrace<Scalar>& trace,
               Parameters& parameters);

extern template void RunVision(const RunSpec&, BasicTrace<float>&, Parameters&);
extern template void RunVision(const RunSpec&, BasicTrace<double>&,
                               Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_VISION_H_
