#ifndef ATTENTION_KERNELS_REDUCE_H_
#define ATTENTION_KERNELS_REDUCE_H_

#include <string_view>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/matrix.h"
#include "attention/core/view.h"

namespace attention {

/// The sum of all numbers, summed in double; 0 for none.
template <typename Scalar>
Scalar Sum(View<const Scalar> in) {
  double sum = 0;
  for (const Scalar value : in.span()) sum += static_cast<double>(value);
  return static_cast<Scalar>(sum);
}

/// Adds to every number's gradient the one of their sum times `factor`, which
/// is 1 for a sum and 1 / count for a mean.
template <typename Scalar>
void SumBackward(Scalar out_gradient, Scalar factor, View<Scalar> in_gradient) {
  ArrayMap<Scalar>(in_gradient.data, in_gradient.size()) +=
      out_gradient * factor;
}

/// A cell written as text, "0,2,1": its position in row-major order. Throws
/// Error(op) for anything but one number an axis, each within its size.
inline Index CellNamed(std::string_view op, std::string_view text,
                       const Shape& shape) {
  std::vector<Index> index;
  bool digits = false;
  bool well_formed = true;
  Index number = 0;
  const auto finish = [&] {
    well_formed = well_formed && digits;
    index.push_back(number);
    number = 0;
    digits = false;
  };
  for (const char c : text) {
    if (c >= '0' && c <= '9' && number < Shape::kMaxElements) {
      number = number * 10 + (c - '0');
      digits = true;
    } else if (c == ',') {
      finish();
    } else {
      well_formed = false;
    }
  }
  if (!text.empty()) finish();
  if (!well_formed || !shape.Contains(index)) {
    Fail(op, "index \"", text, "\" is no cell of shape ", shape);
  }
  return shape.Offset(index);
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_REDUCE_H_
