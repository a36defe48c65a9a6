#ifndef ATTENTION_KERNELS_PATCHES_H_
#define ATTENTION_KERNELS_PATCHES_H_

#include "attention/core/error.h"
#include "attention/core/view.h"

namespace attention {

/// Images of height x width x channels in square patches: patch t counts
/// along the rows of patches, pixel p of a patch along its rows and then its
/// channels. Source: Dosovitskiy et al. 2020, section 3.1; S24.
struct PatchGrid {
  Index height;
  Index width;
  Index channels;
  Index size;        // of a patch's side
  Index images = 1;  // one behind the other

  Index columns() const { return width / size; }
  Index patches() const { return height / size * columns(); }
  Index pixels() const { return size * size * channels; }

  /// body(patch cell, image cell), offsets, for every number, in the patches'
  /// order; the numbers of a patch's row stand side by side in the image too.
  template <typename Body>
  void ForEach(Body&& body) const {
    Index cell = 0;
    for (Index n = 0; n < images * patches(); ++n) {
      const Index t = n % patches();
      const Index top = n / patches() * height + t / columns() * size;
      const Index left = t % columns() * size;
      for (Index row = 0; row < size; ++row) {
        const Index start = ((top + row) * width + left) * channels;
        for (Index i = 0; i < size * channels; ++i) body(cell++, start + i);
      }
    }
  }
};

/// Throws Error(op) unless the image, height x width x channels, is made up of
/// patches x pixels. Both may have a first axis of images.
inline PatchGrid MakePatchGrid(const char* op, const Shape& image,
                               const Shape& patches, Index size) {
  const Index first = image.rank() - 3;
  const bool batch =
      first == 1 && patches.rank() == 3 && patches[0] == image[0];
  if (!batch && (first != 0 || patches.rank() != 2)) {
    Fail(op, "an image of shape ", image, " and patches of shape ", patches,
         " must be height x width x channels and patches x pixels");
  }
  const PatchGrid grid{image[first], image[first + 1], image[first + 2], size,
                       batch ? image[0] : 1};
  const bool fits =
      size >= 1 && grid.height % size == 0 && grid.width % size == 0 &&
      patches[first] == grid.patches() && patches[first + 1] == grid.pixels();
  if (!fits) {
    Fail(op, "patches of ", size, " x ", size, " and shape ", patches,
         " do not make up an image of shape ", image);
  }
  return grid;
}

/// "yxs->tp" or "byxs->btp": the image cut into patches, a row each.
template <typename Scalar>
void CutPatches(const PatchGrid& grid, const Scalar* image, Scalar* patches) {
  grid.ForEach([&](Index to, Index from) { patches[to] = image[from]; });
}

/// "tp->yxs": the image put together again.
template <typename Scalar>
void JoinPatches(const PatchGrid& grid, const Scalar* patches, Scalar* image) {
  grid.ForEach([&](Index from, Index to) { image[to] = patches[from]; });
}

/// Each way's gradient is the other way, added.
template <typename Scalar>
void CutPatchesBackward(const PatchGrid& grid, const Scalar* patch_gradient,
                        Scalar* image_gradient) {
  grid.ForEach([&](Index from, Index to) {
    image_gradient[to] += patch_gradient[from];
  });
}

template <typename Scalar>
void JoinPatchesBackward(const PatchGrid& grid, const Scalar* image_gradient,
                         Scalar* patch_gradient) {
  grid.ForEach([&](Index to, Index from) {
    patch_gradient[to] += image_gradient[from];
  });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_PATCHES_H_
