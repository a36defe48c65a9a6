#include "attention/training/clip.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "attention/core/error.h"
#include "attention/core/matrix.h"

namespace attention {

template <typename Scalar>
double NormOf(std::span<const std::span<const Scalar>> gradients) {
  double squares = 0;
  for (const std::span<const Scalar> gradient : gradients) {
    const ConstArrayMap<Scalar> numbers(gradient.data(), std::ssize(gradient));
    squares += numbers.template cast<double>().square().sum();
  }
  return std::sqrt(squares);
}

double ClipCoefficient(double norm, double max_norm) {
  return std::min(1.0, max_norm / (norm + 1e-6));
}

template <typename Scalar>
ClipResult ClipByNorm(std::span<const std::span<Scalar>> gradients,
                      double max_norm) {
  if (!(max_norm > 0)) {
    Fail("clip", "the largest norm is ", max_norm, "; it must be above 0");
  }
  const std::vector<std::span<const Scalar>> read(gradients.begin(),
                                                  gradients.end());
  ClipResult result{NormOf<Scalar>(read), 1};
  if (!std::isfinite(result.norm)) {
    Fail("clip", "the gradients' norm is ", result.norm);
  }
  result.coefficient = ClipCoefficient(result.norm, max_norm);
  if (result.coefficient == 1) return result;
  const auto coefficient = static_cast<Scalar>(result.coefficient);
  for (const std::span<Scalar> gradient : gradients) {
    for (Scalar& g : gradient) g *= coefficient;
  }
  return result;
}

template double NormOf(std::span<const std::span<const float>>);
template double NormOf(std::span<const std::span<const double>>);
template ClipResult ClipByNorm(std::span<const std::span<float>>, double);
template ClipResult ClipByNorm(std::span<const std::span<double>>, double);

}  // namespace attention
