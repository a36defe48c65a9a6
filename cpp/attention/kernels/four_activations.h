#ifndef ATTENTION_KERNELS_FOUR_ACTIVATIONS_H_
#define ATTENTION_KERNELS_FOUR_ACTIVATIONS_H_

#include "attention/core/shape.h"
#include "attention/kernels/activations.h"
#include "attention/kernels/four.h"

/// The activations of floats, four at a time. Each, and each slope, is off by
/// at most 2^-22 (1 + |x|), and a float gives the same number wherever it
/// stands in a row. NaN stays NaN.
namespace attention {
namespace internal {

inline Four SizeOf(const Four& x) { return x < Repeat(0) ? -x : x; }

/// Phi(x), the normal distribution's, and exp(-x^2 / 2).
struct Normal {
  Four below;
  Four bell;
};

/// 1 - Phi(t) = exp(-t^2 / 2) u P(u) with u = 1 / (1 + 0.35 t): P is a
/// Chebyshev fit for t from 0 to 13.3, off by 4e-8 of itself at most; beyond,
/// the exponential is 0. Source of the form: Abramowitz and Stegun
/// 1964, 7.1.26.
[[gnu::always_inline]] inline Normal NormalAt(const Four& x) {
  const Four t = SizeOf(x);
  const Four u = Repeat(1) / (Repeat(1) + Repeat(0.35F) * t);
  Four p = Repeat(-0.029576543287F);
  p = p * u + Repeat(0.14606903293F);
  p = p * u + Repeat(-0.26003290007F);
  p = p * u + Repeat(0.16406349499F);
  p = p * u + Repeat(-0.026422695026F);
  p = p * u + Repeat(0.10687646165F);
  p = p * u + Repeat(0.11949814138F);
  p = p * u + Repeat(0.13990597446F);
  p = p * u + Repeat(0.13961901641F);
  const Four bell = Exp(Repeat(-0.5F) * t * t);
  const Four beyond = bell * (p * u);
  return {x < Repeat(0) ? beyond : Repeat(1) - beyond, bell};
}

/// 1 / (1 + exp(-x)), and its slope.
struct Sigmoid {
  Four share;
  Four slope;
};

[[gnu::always_inline]] inline Sigmoid SigmoidAt(const Four& x) {
  const Four small = Exp(-SizeOf(x));
  const Four factor = Repeat(1) / (Repeat(1) + small);
  return {x < Repeat(0) ? small * factor : factor, small * factor * factor};
}

/// What GeluTanh takes the tangent of, doubled: (1 + tanh(y)) / 2 is the
/// sigmoid of 2 y.
inline constexpr float kTwiceRoot = 1.59576912161F;  // 2 sqrt(2 / pi)
inline constexpr float kCubic = 0.044715F;

}  // namespace internal

inline Four Gelu(const Four& x) { return x * internal::NormalAt(x).below; }

inline Four GeluSlope(const Four& x) {
  constexpr float kDensity = 0.398942280401F;  // 1 / sqrt(2 pi)
  const internal::Normal normal = internal::NormalAt(x);
  return normal.below + x * (normal.bell * Repeat(kDensity));
}

inline Four GeluTanh(const Four& x) {
  const Four grown = x + Repeat(internal::kCubic) * x * x * x;
  return x * internal::SigmoidAt(Repeat(internal::kTwiceRoot) * grown).share;
}

inline Four GeluTanhSlope(const Four& x) {
  const Four square = Repeat(internal::kCubic) * x * x;
  const internal::Sigmoid sigmoid =
      internal::SigmoidAt(Repeat(internal::kTwiceRoot) * (x + x * square));
  // Where it is cut off the sigmoid's slope is 0; 0 times infinity is not.
  const Four finite = square < Repeat(1e6F) ? square : Repeat(1e6F);
  const Four steep =
      Repeat(internal::kTwiceRoot) * (Repeat(1) + Repeat(3) * finite);
  return sigmoid.share + x * sigmoid.slope * steep;
}

inline Four Silu(const Four& x) { return x * internal::SigmoidAt(x).share; }

inline Four SiluSlope(const Four& x) {
  const internal::Sigmoid sigmoid = internal::SigmoidAt(x);
  return sigmoid.share + x * sigmoid.slope;
}

/// Near 0 a polynomial, so that small numbers keep their digits.
/// Source: Moshier 1992, Cephes, tanhf.
inline Four Tanh(const Four& x) {
  const Four t = internal::SizeOf(x);
  const Four square = x * x;
  Four p = Repeat(-5.70498872745e-3F);
  p = p * square + Repeat(2.06390887954e-2F);
  p = p * square + Repeat(-5.37397155531e-2F);
  p = p * square + Repeat(1.33314422036e-1F);
  p = p * square + Repeat(-3.33332819422e-1F);
  const Four near = p * square * x + x;
  const Four small = Exp(Repeat(-2) * t);
  const Four far = Repeat(1) - Repeat(2) * small / (Repeat(1) + small);
  return t < Repeat(0.625F) ? near : x < Repeat(0) ? -far : far;
}

inline Four TanhSlope(const Four& x) {
  const Four tanh = Tanh(x);
  return Repeat(1) - tanh * tanh;
}

inline float Gelu(float x) { return Gelu(Repeat(x))[0]; }
inline float GeluSlope(float x) { return GeluSlope(Repeat(x))[0]; }
inline float GeluTanh(float x) { return GeluTanh(Repeat(x))[0]; }
inline float GeluTanhSlope(float x) { return GeluTanhSlope(Repeat(x))[0]; }
inline float Silu(float x) { return Silu(Repeat(x))[0]; }
inline float SiluSlope(float x) { return SiluSlope(Repeat(x))[0]; }
inline float Tanh(float x) { return Tanh(Repeat(x))[0]; }
inline float TanhSlope(float x) { return TanhSlope(Repeat(x))[0]; }

/// out[i] = function(in[i]), which takes and gives doubles or Fours.
template <typename Function>
void ForEachNumber(const double* in, Index count, double* out,
                   Function&& function) {
  for (Index i = 0; i < count; ++i) out[i] = function(in[i]);
}

template <typename Function>
void ForEachNumber(const float* in, Index count, float* out,
                   Function&& function) {
  Index i = 0;
  for (; i + 4 <= count; i += 4) Store(function(Load(in + i)), out + i);
  for (; i < count; ++i) out[i] = function(Repeat(in[i]))[0];
}

/// to[i] += by[i] function(in[i]).
template <typename Function>
void AddForEachNumber(const double* in, const double* by, Index count,
                      double* to, Function&& function) {
  for (Index i = 0; i < count; ++i) to[i] += by[i] * function(in[i]);
}

template <typename Function>
void AddForEachNumber(const float* in, const float* by, Index count, float* to,
                      Function&& function) {
  Index i = 0;
  for (; i + 4 <= count; i += 4) {
    Store(Load(to + i) + Load(by + i) * function(Load(in + i)), to + i);
  }
  for (; i < count; ++i) to[i] += by[i] * function(Repeat(in[i]))[0];
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_FOUR_ACTIVATIONS_H_
