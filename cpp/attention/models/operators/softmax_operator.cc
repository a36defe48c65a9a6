#include "attention/models/operators/softmax_operator.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/kernels/softmax.h"

namespace attention {

Index ResolveAxis(std::string_view op, const Shape& shape, double axis) {
  const auto rank = static_cast<double>(shape.rank());
  if (!(axis >= -rank && axis < rank) || axis != std::floor(axis)) {
    Fail(op, "there is no axis ", axis, " in shape ", shape);
  }
  return static_cast<Index>(axis < 0 ? axis + rank : axis);
}

GivenTensor RunSoftmaxOperator(const GivenTensor& input, double axis) {
  const Shape& shape = input.shape;
  const Index middle = ResolveAxis("softmax", shape, axis);
  Index outer = 1;
  Index inner = 1;
  for (Index i = 0; i < shape.rank(); ++i) {
    if (i < middle) outer *= shape[i];
    if (i > middle) inner *= shape[i];
  }
  GivenTensor output{shape, std::vector<float>(input.data.size())};
  Softmax<float>(input.data.data(), outer, shape[middle], inner, EmptyRow::kNan,
                 output.data.data());
  return output;
}

}  // namespace attention
