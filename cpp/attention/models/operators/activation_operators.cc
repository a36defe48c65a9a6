#include "attention/models/operators/activation_operators.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"
#include "attention/kernels/four_activations.h"

namespace attention {

GivenTensor RunGeluOperator(const GivenTensor& input,
                            std::string_view approximate) {
  const bool tanh = approximate == "tanh";
  if (!tanh && approximate != "none") {
    Fail("gelu", "approximate is \"", approximate,
         "\"; it can be none or tanh");
  }
  GivenTensor output = input;
  std::ranges::transform(output.data, output.data.begin(), [tanh](float x) {
    return tanh ? GeluTanh(x) : Gelu(x);
  });
  return output;
}

GivenTensor RunSwigluOperator(const GivenTensor& a, const GivenTensor& b,
                              double alpha) {
  if (a.shape != b.shape) {
    Fail("swiglu", "a of shape ", a.shape, " and b of shape ", b.shape,
         " must have the same shape");
  }
  if (!std::isfinite(alpha)) {
    Fail("swiglu", "alpha is ", alpha, "; it must be a finite number");
  }
  const auto factor = static_cast<float>(alpha);
  GivenTensor output = a;
  std::ranges::transform(
      a.data, b.data, output.data.begin(),
      [factor](float x, float y) { return Swiglu(x, y, factor); });
  return output;
}

}  // namespace attention
