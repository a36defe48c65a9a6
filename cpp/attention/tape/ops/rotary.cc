#include "attention/kernels/rotary.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/core/scratch.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

constexpr double kBase = 10000;

/// "hqd->hqd": each query turned by its position, the second last letter.
/// Attributes `base`, `offset` (the first row's position) and `interleaved`: 1
/// pairs neighbours, 0 the two halves of a vector.
struct Rotary {
  /// The vector of every row, and its position.
  template <typename Body>
  static void ForEachRow(const Shape& shape, Index offset, Body&& body) {
    const Index width = shape[shape.rank() - 1];
    const Index length = shape[shape.rank() - 2];
    const Index rows = width == 0 ? 0 : shape.elements() / width;
    for (Index row = 0; row < rows; ++row) {
      body(row * width, row % length + offset);
    }
  }

  static void Check(const Shape& shape) {
    const Index rank = shape.rank();
    if (rank < 2 || shape[rank - 1] % 2 != 0) {
      Fail("rotary", "vectors of shape ", shape,
           " cannot be turned in pairs; an even d_k is needed");
    }
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Shape& shape = call.out.shape;
    Check(shape);
    const Index width = shape[shape.rank() - 1];
    const double base = NumberOr(call.attributes, "base", kBase);
    const bool interleaved = NumberOr(call.attributes, "interleaved", 0) != 0;
    ForEachRow(shape, IndexOr(call.attributes, "offset", 0),
               [&](Index at, Index position) {
                 const RotaryAngles<Scalar> angles(
                     static_cast<double>(position), width, base);
                 Rotate<Scalar>(call.in[0].data + at, width, width,
                                angles.cos.data(), angles.sin.data(),
                                interleaved, call.out.data + at);
               });
  }

  /// A turn's transpose is the turn back.
  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const Shape& shape = call.out.shape;
    const Index width = shape[shape.rank() - 1];
    const double base = NumberOr(call.attributes, "base", kBase);
    const bool interleaved = NumberOr(call.attributes, "interleaved", 0) != 0;
    Scratch<Scalar> turned(static_cast<std::size_t>(width));
    ForEachRow(shape, IndexOr(call.attributes, "offset", 0),
               [&](Index at, Index position) {
                 const RotaryAngles<Scalar> angles(
                     static_cast<double>(position), width, base, -1);
                 Rotate<Scalar>(call.out_gradient.data + at, width, width,
                                angles.cos.data(), angles.sin.data(),
                                interleaved, turned.data());
                 for (Index i = 0; i < width; ++i) {
                   call.in_gradients[0].data[at + i] +=
                       turned[static_cast<std::size_t>(i)];
                 }
               });
  }

  static double Replay(Cell& cell) {
    const std::string& letters = cell.rule().output();
    const char vector = letters.back();
    const char row = letters[letters.size() - 2];
    const Index width = cell.size(vector);
    const Index here = cell.at(vector);
    const bool interleaved = NumberOr(cell.attributes(), "interleaved", 0) != 0;
    const Index half = width / 2;
    const Index pair = interleaved ? here / 2 : here % half;
    const bool second = interleaved ? here % 2 == 1 : here >= half;
    const Index partner = interleaved ? (second ? here - 1 : here + 1)
                                      : (second ? here - half : here + half);
    const Index position =
        cell.at(row) + IndexOr(cell.attributes(), "offset", 0);
    const double rate = 1 / std::pow(NumberOr(cell.attributes(), "base", kBase),
                                     2.0 * static_cast<double>(pair) /
                                         static_cast<double>(width));
    const double angle = static_cast<double>(position) * rate;
    const Reading own = cell.Read(0);
    Reading other{};
    cell.At(vector, partner, [&] { other = cell.Read(0); });
    const double across = (second ? 1 : -1) * std::sin(angle);
    cell.Part("position", position);
    cell.Part("pair", pair);
    cell.Part("rate", rate);
    cell.Part("angle", angle);
    cell.Part("cos", std::cos(angle));
    cell.Part("sin", std::sin(angle));
    cell.Term({own}, own.value * std::cos(angle));
    cell.Term({other}, other.value * across);
    return own.value * std::cos(angle) + other.value * across;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Rotary, "rotary");

}  // namespace attention::ops
