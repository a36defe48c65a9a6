#include "attention/models/operators/difference_operator.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"

namespace attention {

GivenTensor RunDifferenceOperator(const GivenTensor& a, const GivenTensor& b) {
  if (a.shape != b.shape) {
    Fail("difference", "a of shape ", a.shape, " and b of shape ", b.shape,
         " must have the same shape");
  }
  GivenTensor output = a;
  std::ranges::transform(
      a.data, b.data, output.data.begin(), [](float x, float y) {
        const bool same = x == y || (std::isnan(x) && std::isnan(y));
        return same ? 0.0F : x - y;
      });
  return output;
}

}  // namespace attention
