#include "attention/kernels/patches.h"

#include <string>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

Index SizeOf(const Attributes& attributes) {
  return IndexOr(attributes, "size", 0);
}

/// The letters of one image or its patches, without that of a batch.
std::string Last(const std::string& letters, std::size_t count) {
  return letters.substr(letters.size() - count);
}

/// "yxs->tp": row y, column x and colour channel s of the image; patch t, pixel
/// p of it. Attribute `size` is a patch's side. A batch has b in front of both.
struct Patches {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const PatchGrid grid = MakePatchGrid(
        "patches", call.in[0].shape, call.out.shape, SizeOf(call.attributes));
    CutPatches<Scalar>(grid, call.in[0].data, call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const PatchGrid grid = MakePatchGrid(
        "patches", call.in[0].shape, call.out.shape, SizeOf(call.attributes));
    CutPatchesBackward<Scalar>(grid, call.out_gradient.data,
                               call.in_gradients[0].data);
  }

  static double Replay(Cell& cell) {
    const std::string image = Last(cell.rule().input(0), 3);
    const std::string patches = Last(cell.rule().output(), 2);
    const Index size = SizeOf(cell.attributes());
    const Index channels = cell.size(image[2]);
    const Index across = cell.size(image[1]) / size;
    const Index patch = cell.at(patches[0]);
    const Index pixel = cell.at(patches[1]) / channels;
    const Index channel = cell.at(patches[1]) - pixel * channels;
    const Index down = patch / across;
    const Index y = down * size + pixel / size;
    const Index x = (patch - down * across) * size + pixel % size;
    Reading source{};
    cell.At(image[0], y, [&] {
      cell.At(image[1], x, [&] {
        cell.At(image[2], channel, [&] { source = cell.Read(0); });
      });
    });
    cell.Term({source}, source.value);
    return source.value;
  }
};

/// "tp->yxs", the other way.
struct Unpatches {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const PatchGrid grid = MakePatchGrid(
        "unpatches", call.out.shape, call.in[0].shape, SizeOf(call.attributes));
    JoinPatches<Scalar>(grid, call.in[0].data, call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const PatchGrid grid = MakePatchGrid(
        "unpatches", call.out.shape, call.in[0].shape, SizeOf(call.attributes));
    JoinPatchesBackward<Scalar>(grid, call.out_gradient.data,
                                call.in_gradients[0].data);
  }

  static double Replay(Cell& cell) {
    const std::string patches = Last(cell.rule().input(0), 2);
    const std::string image = Last(cell.rule().output(), 3);
    const Index size = SizeOf(cell.attributes());
    const Index y = cell.at(image[0]);
    const Index x = cell.at(image[1]);
    const Index patch = y / size * (cell.size(image[1]) / size) + x / size;
    const Index place = y % size * size + x % size;
    Reading source{};
    cell.At(patches[0], patch, [&] {
      cell.At(patches[1], place * cell.size(image[2]) + cell.at(image[2]),
              [&] { source = cell.Read(0); });
    });
    cell.Term({source}, source.value);
    return source.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Patches, "patches");
ATTENTION_DEFINE_OP(Unpatches, "unpatches");

}  // namespace attention::ops
