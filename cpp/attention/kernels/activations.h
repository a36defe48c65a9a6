#ifndef ATTENTION_KERNELS_ACTIVATIONS_H_
#define ATTENTION_KERNELS_ACTIVATIONS_H_

#include <cmath>
#include <numbers>

namespace attention {

/// x Phi(x), Phi being the normal distribution's. erfc keeps the digits that
/// 1 + erf loses far below zero. Source: Hendrycks and Gimpel 2016, section 2.
template <typename Scalar>
Scalar Gelu(Scalar x) {
  return Scalar{0.5} * x * std::erfc(-x / std::numbers::sqrt2_v<Scalar>);
}

/// The same paper's approximation,
/// 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
template <typename Scalar>
Scalar GeluTanh(Scalar x) {
  const Scalar root =
      std::numbers::sqrt2_v<Scalar> * std::numbers::inv_sqrtpi_v<Scalar>;
  const Scalar cubic = static_cast<Scalar>(0.044715);
  return Scalar{0.5} * x *
         (Scalar{1} + std::tanh(root * (x + cubic * x * x * x)));
}

/// swish(a) * b with swish(a) = a / (1 + exp(-alpha a)).
/// Source: Shazeer 2020, eq. (6).
template <typename Scalar>
Scalar Swiglu(Scalar a, Scalar b, Scalar alpha) {
  return a / (Scalar{1} + std::exp(-alpha * a)) * b;
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_ACTIVATIONS_H_
