#include "attention/models/image_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/models/bounds.h"
#include "attention/models/sizes.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

std::string CommonDivisors(Index a, Index b) {
  std::string divisors;
  for (Index n = 1; n <= std::gcd(a, b); ++n) {
    if (a % n != 0 || b % n != 0) continue;
    divisors += (n == 1 ? "" : ", ") + ToText(n);
  }
  return divisors;
}

}  // namespace

ImageGrid CheckImage(const RunSpec& spec, Index size, bool batches) {
  const std::string& op = spec.model;
  if (!spec.image)
    Fail(op, "inputs.image is needed: height x width x channels");
  const bool words = !spec.texts.empty() || !spec.tokens.empty();
  if (words || spec.x || spec.q || spec.k || spec.v) {
    Fail(op, "takes an image and nothing beside it: no text, no x, q, k or v");
  }
  const Shape& shape = spec.image->shape;
  const bool batched = batches && shape.rank() == 4;
  if (shape.rank() != 3 && !batched) {
    Fail(op, "the image has shape ", shape,
         "; it must be height x width x channels",
         batches ? ", or images x height x width x channels" : "");
  }
  const Index first = batched ? 1 : 0;
  const auto side = [&](Index axis, const Bound& bound) {
    return CheckedSize(op, bound, static_cast<double>(shape[axis]));
  };
  ImageGrid grid{side(first, bounds::kImageSide),
                 side(first + 1, bounds::kImageSide),
                 side(first + 2, bounds::kChannels),
                 size,
                 0,
                 0,
                 batched,
                 batched ? side(0, bounds::kBatch) : 1};
  if (grid.height % size != 0 || grid.width % size != 0) {
    Fail(op, "patch_size ", size, " does not divide an image of ", grid.height,
         " x ", grid.width, "; it can be ",
         CommonDivisors(grid.height, grid.width));
  }
  if (!std::ranges::all_of(spec.image->data,
                           [](float pixel) { return std::isfinite(pixel); })) {
    Fail(op, "the image of shape ", shape, " has a pixel that is no number");
  }
  grid.patches = grid.height / size * (grid.width / size);
  grid.pixels = size * size * grid.channels;
  CheckedSize(op, TokenBound(spec.config), static_cast<double>(grid.patches));
  return grid;
}

template <typename Scalar>
TensorId RecordPatches(BasicTape<Scalar>& tape, const GivenTensor& image,
                       const ImageGrid& grid) {
  const std::vector<Scalar> numbers(image.data.begin(), image.data.end());
  const std::string b = grid.batched ? "b" : "";
  const TensorId given =
      tape.Give("image", b + "yxs", image.shape, Role::kInput, numbers);
  return tape.Record(ops::kPatches, "patches", b + "yxs->" + b + "tp", {given},
                     {{"size", static_cast<double>(grid.size)}},
                     {{'t', grid.patches}, {'p', grid.pixels}});
}

template TensorId RecordPatches(BasicTape<float>&, const GivenTensor&,
                                const ImageGrid&);
template TensorId RecordPatches(BasicTape<double>&, const GivenTensor&,
                                const ImageGrid&);

}  // namespace attention
