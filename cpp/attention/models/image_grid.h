#ifndef ATTENTION_MODELS_IMAGE_GRID_H_
#define ATTENTION_MODELS_IMAGE_GRID_H_

#include "attention/models/spec.h"
#include "attention/tape/tape.h"

namespace attention {

/// A spec's image, or images, and the patches that they are cut into.
struct ImageGrid {
  Index height;
  Index width;
  Index channels;
  Index size;     // of a patch's side
  Index patches;  // of an image
  Index pixels;   // of a patch, channels included
  bool batched = false;
  Index images = 1;
};

/// The sizes of spec.image in patches of size x size: height x width x
/// channels, or with `batches` images x height x width x channels. Throws
/// Error(spec.model) naming the sizes that divide the image, or for an image
/// that is none, not finite, or has words beside it.
ImageGrid CheckImage(const RunSpec& spec, Index size, bool batches);

/// Records `image`, "yxs" or "byxs", and `patches`, "tp" or "btp".
template <typename Scalar>
TensorId RecordPatches(BasicTape<Scalar>& tape, const GivenTensor& image,
                       const ImageGrid& grid);

extern template TensorId RecordPatches(BasicTape<float>&, const GivenTensor&,
                                       const ImageGrid&);
extern template TensorId RecordPatches(BasicTape<double>&, const GivenTensor&,
                                       const ImageGrid&);

}  // namespace attention

#endif  // ATTENTION_MODELS_IMAGE_GRID_H_
