#ifndef ATTENTION_KERNELS_ACTIVATIONS_H_
#define ATTENTION_KERNELS_ACTIVATIONS_H_

#include <cmath>
#include <numbers>

/// The formulas, number by number. Floats have forms of their own, see
/// four_activations.h.
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

/// Their slopes: Phi(x) + x phi(x), phi being the density, and that of the
/// approximation.
template <typename Scalar>
Scalar GeluSlope(Scalar x) {
  const Scalar density = std::exp(-x * x / Scalar{2}) *
                         std::numbers::inv_sqrtpi_v<Scalar> /
                         std::numbers::sqrt2_v<Scalar>;
  return Scalar{0.5} * std::erfc(-x / std::numbers::sqrt2_v<Scalar>) +
         x * density;
}

template <typename Scalar>
Scalar GeluTanhSlope(Scalar x) {
  const Scalar root =
      std::numbers::sqrt2_v<Scalar> * std::numbers::inv_sqrtpi_v<Scalar>;
  const Scalar cubic = static_cast<Scalar>(0.044715);
  const Scalar tanh = std::tanh(root * (x + cubic * x * x * x));
  return Scalar{0.5} * (Scalar{1} + tanh) +
         Scalar{0.5} * x * (Scalar{1} - tanh * tanh) * root *
             (Scalar{1} + Scalar{3} * cubic * x * x);
}

/// max(0, x), and NaN stays NaN. Source: S11; Vaswani et al. 2017, eq. (2).
template <typename Scalar>
Scalar Relu(Scalar x) {
  return x < Scalar{} ? Scalar{} : x;
}

/// 0 at the kink, as PyTorch has it.
template <typename Scalar>
Scalar ReluSlope(Scalar x) {
  return x > Scalar{} ? Scalar{} + 1 : Scalar{};
}

/// x / (1 + exp(-x)), swish with alpha = 1. Source: Shazeer 2020, section 2.
template <typename Scalar>
Scalar Silu(Scalar x) {
  return x / (Scalar{1} + std::exp(-x));
}

template <typename Scalar>
Scalar SiluSlope(Scalar x) {
  const Scalar sigmoid = Scalar{1} / (Scalar{1} + std::exp(-x));
  return sigmoid * (Scalar{1} + x * (Scalar{1} - sigmoid));
}

template <typename Scalar>
Scalar Tanh(Scalar x) {
  return std::tanh(x);
}

/// 1 - tanh(x)^2.
template <typename Scalar>
Scalar TanhSlope(Scalar x) {
  const Scalar tanh = std::tanh(x);
  return Scalar{1} - tanh * tanh;
}

/// swish(a) * b with swish(a) = a / (1 + exp(-alpha a)).
/// Source: Shazeer 2020, eq. (6).
template <typename Scalar>
Scalar Swiglu(Scalar a, Scalar b, Scalar alpha) {
  return a / (Scalar{1} + std::exp(-alpha * a)) * b;
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_ACTIVATIONS_H_
