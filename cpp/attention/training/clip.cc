#include "attention/training/clip.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"

namespace attention {

template <typename Scalar>
ClipResult ClipByNorm(std::span<const std::span<Scalar>> gradients,
                      double max_norm) {
  if (!(max_norm > 0)) {
    Fail("clip", "the largest norm is ", max_norm, "; it must be above 0");
  }
  double squares = 0;
  for (const std::span<Scalar> gradient : gradients) {
    for (const Scalar g : gradient) {
      squares += static_cast<double>(g) * static_cast<double>(g);
    }
  }
  ClipResult result{std::sqrt(squares), 1};
  if (!std::isfinite(result.norm)) {
    Fail("clip", "the gradients' norm is ", result.norm);
  }
  result.coefficient = std::min(1.0, max_norm / (result.norm + 1e-6));
  if (result.coefficient == 1) return result;
  const auto coefficient = static_cast<Scalar>(result.coefficient);
  for (const std::span<Scalar> gradient : gradients) {
    for (Scalar& g : gradient) g *= coefficient;
  }
  return result;
}

template ClipResult ClipByNorm(std::span<const std::span<float>>, double);
template ClipResult ClipByNorm(std::span<const std::span<double>>, double);

}  // namespace attention
