#ifndef ATTENTION_IO_HALF_H_
#define ATTENTION_IO_HALF_H_

#include <bit>
#include <cmath>
#include <cstdint>

namespace attention {

/// IEEE 754 binary16, as files store it: 1 bit of sign, 5 of exponent, 10 of
/// fraction.
inline double FromHalf(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1F;
  const double fraction = half & 0x3FF;
  double value = 0;
  if (exponent == 0x1F) {
    value = fraction == 0 ? INFINITY : NAN;
  } else if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else {
    value = std::ldexp(1024 + fraction, exponent - 25);
  }
  return (half & 0x8000) != 0 ? -value : value;
}

/// The nearest half, ties to even. What is beyond the largest becomes
/// infinite.
inline std::uint16_t ToHalf(float number) {
  const auto sign = static_cast<std::uint16_t>(
      (std::bit_cast<std::uint32_t>(number) >> 16) & 0x8000);
  const double size = std::abs(static_cast<double>(number));
  if (std::isnan(size)) return static_cast<std::uint16_t>(sign | 0x7E00);
  if (size >= 65520) return static_cast<std::uint16_t>(sign | 0x7C00);
  int exponent = 0;
  std::frexp(size, &exponent);  // size < 2^exponent
  // Below 2^-14 halves are 2^-24 apart, above it 2^-10 of their power of two.
  const int unit = size < std::ldexp(1, -14) ? -24 : exponent - 11;
  // nearbyint rounds ties to even; a fraction that rounds up to 2048 carries
  // into the exponent by the addition.
  const auto steps =
      static_cast<std::uint32_t>(std::nearbyint(std::ldexp(size, -unit)));
  const std::uint32_t bits =
      unit == -24
          ? steps
          : steps - 1024 + (static_cast<std::uint32_t>(unit + 25) << 10);
  return static_cast<std::uint16_t>(sign | bits);
}

}  // namespace attention

#endif  // ATTENTION_IO_HALF_H_
