#ifndef ATTENTION_KERNELS_ROTARY_H_
#define ATTENTION_KERNELS_ROTARY_H_

#include <algorithm>
#include <cmath>

#include "attention/core/scratch.h"
#include "attention/core/shape.h"

namespace attention {

/// Turns one head's vector of `width` numbers: pair i of its first
/// `rotary_width` numbers by the angle whose cosine and sine are cos[i] and
/// sin[i], the rest copied. A pair is (i, i + rotary_width / 2), or neighbours
/// (2i, 2i + 1) when interleaved. Source: Su et al. 2021, eq. (15), (34).
template <typename Scalar>
void Rotate(const Scalar* in, Index width, Index rotary_width,
            const Scalar* cos, const Scalar* sin, bool interleaved,
            Scalar* out) {
  const Index half = rotary_width / 2;
  for (Index i = 0; i < half; ++i) {
    const Index first = interleaved ? 2 * i : i;
    const Index second = interleaved ? 2 * i + 1 : i + half;
    const Scalar real = in[first];
    const Scalar imaginary = in[second];
    out[first] = cos[i] * real - sin[i] * imaginary;
    out[second] = sin[i] * real + cos[i] * imaginary;
  }
  std::copy(in + rotary_width, in + width, out + rotary_width);
}

/// How much of each pair there is at a position: pair i is turned by
/// position * base^(-2 i / width). Source: Su et al. 2021, eq. (15).
template <typename Scalar>
struct RotaryAngles {
  Scratch<Scalar> cos;
  Scratch<Scalar> sin;

  /// Computed in double whatever the scalar. `turn` is -1 to turn back.
  RotaryAngles(double position, Index width, double base, double turn = 1)
      : cos(static_cast<std::size_t>(width / 2)),
        sin(static_cast<std::size_t>(width / 2)) {
    for (Index i = 0; i < width / 2; ++i) {
      const double angle =
          position * std::pow(base, -2.0 * static_cast<double>(i) /
                                        static_cast<double>(width));
      const auto pair = static_cast<std::size_t>(i);
      cos[pair] = static_cast<Scalar>(std::cos(angle));
      sin[pair] = static_cast<Scalar>(std::sin(angle) * turn);
    }
  }
};

}  // namespace attention

#endif  // ATTENTION_KERNELS_ROTARY_H_
