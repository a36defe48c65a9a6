#include "attention/models/operators/axis_operators.h"

#include <cmath>
#include <string>
#include <string_view>

#include "attention/core/error.h"
#include "attention/kernels/broadcast.h"
#include "attention/kernels/normalization.h"
#include "attention/kernels/softmax.h"

namespace attention {
namespace {

/// A shape as seen from one of its axes.
struct AxisView {
  Index axis;
  Index outer = 1;  // the product of the sizes before
  Index inner = 1;  // and behind
};

AxisView ViewFrom(std::string_view op, const Shape& shape, double axis) {
  const auto rank = static_cast<double>(shape.rank());
  if (!(axis >= -rank && axis < rank) || axis != std::floor(axis)) {
    Fail(op, "there is no axis ", axis, " in shape ", shape);
  }
  AxisView view{static_cast<Index>(axis < 0 ? axis + rank : axis)};
  for (Index i = 0; i < shape.rank(); ++i) {
    if (i < view.axis) view.outer *= shape[i];
    if (i > view.axis) view.inner *= shape[i];
  }
  return view;
}

GivenTensor Empty(const Shape& shape) {
  return {shape,
          std::vector<float>(static_cast<std::size_t>(shape.elements()))};
}

/// target = combine(target, given), given broadcast as NumPy does it: axes
/// aligned at the end, those of size 1 repeated.
template <typename Combine>
void Broadcast(std::string_view op, const char* name, const GivenTensor& given,
               GivenTensor& target, Combine&& combine) {
  const std::string letters = "abcdefgh";
  const Index rank = target.shape.rank();
  const Index missing = rank - given.shape.rank();
  std::string given_letters;
  std::vector<Index> sizes;
  bool fits = missing >= 0;
  for (Index axis = 0; fits && axis < given.shape.rank(); ++axis) {
    const Index size = given.shape[axis];
    const Index wanted = target.shape[axis + missing];
    fits = size == wanted || size == 1;
    if (size == 1) continue;
    given_letters += letters[static_cast<std::size_t>(axis + missing)];
    sizes.push_back(size);
  }
  if (!fits) {
    Fail(op, name, " of shape ", given.shape, " cannot be broadcast to ",
         target.shape);
  }
  BroadcastInto<float>({given.data.data(), Shape(sizes)}, given_letters,
                       {target.data.data(), target.shape},
                       letters.substr(0, static_cast<std::size_t>(rank)),
                       combine);
}

void ScaleAndShift(std::string_view op, const NormalizationSpec& spec,
                   GivenTensor& output) {
  if (spec.weight) {
    Broadcast(op, "weight", *spec.weight, output,
              [](float x, float weight) { return x * weight; });
  }
  if (spec.bias) {
    Broadcast(op, "bias", *spec.bias, output,
              [](float x, float bias) { return x + bias; });
  }
}

void CheckEpsilon(std::string_view op, double epsilon) {
  if (!(epsilon >= 0) || !std::isfinite(epsilon)) {
    Fail(op, "epsilon is ", epsilon, "; it must be 0 or a number above");
  }
}

}  // namespace

GivenTensor RunSoftmaxOperator(const GivenTensor& input, double axis) {
  const AxisView view = ViewFrom("softmax", input.shape, axis);
  GivenTensor output = Empty(input.shape);
  Softmax<float>(input.data.data(), view.outer, input.shape[view.axis],
                 view.inner, EmptyRow::kNan, output.data.data());
  return output;
}

GivenTensor RunLogSoftmaxOperator(const GivenTensor& input, double axis) {
  const AxisView view = ViewFrom("logSoftmax", input.shape, axis);
  GivenTensor output = Empty(input.shape);
  LogSoftmax<float>(input.data.data(), view.outer, input.shape[view.axis],
                    view.inner, output.data.data());
  return output;
}

LayerNormResult RunLayerNormOperator(const NormalizationSpec& spec) {
  constexpr const char* kOp = "layerNorm";
  const Shape& shape = spec.input.shape;
  const AxisView view = ViewFrom(kOp, shape, spec.axis);
  CheckEpsilon(kOp, spec.epsilon);
  std::vector<Index> reduced(shape.sizes().begin(), shape.sizes().end());
  for (auto i = static_cast<std::size_t>(view.axis); i < reduced.size(); ++i) {
    reduced[i] = 1;
  }
  const Shape rows(reduced);
  LayerNormResult result{Empty(shape), Empty(rows), Empty(rows)};
  LayerNorm<float>(spec.input.data.data(), view.outer,
                   shape[view.axis] * view.inner, spec.epsilon,
                   NormFormula::kVariance, result.output.data.data(),
                   result.mean.data.data(), result.inv_std_dev.data.data());
  ScaleAndShift(kOp, spec, result.output);
  return result;
}

GivenTensor RunRmsNormOperator(const NormalizationSpec& spec) {
  constexpr const char* kOp = "rmsNorm";
  const Shape& shape = spec.input.shape;
  const AxisView view = ViewFrom(kOp, shape, spec.axis);
  CheckEpsilon(kOp, spec.epsilon);
  GivenTensor output = Empty(shape);
  RmsNorm<float>(spec.input.data.data(), view.outer,
                 shape[view.axis] * view.inner, spec.epsilon,
                 output.data.data());
  ScaleAndShift(kOp, spec, output);
  return output;
}

}  // namespace attention
