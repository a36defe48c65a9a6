#ifndef ATTENTION_KERNELS_FOUR_H_
#define ATTENTION_KERNELS_FOUR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Vectors of four floats, which is what WebAssembly has.
namespace attention {

/// Clang's and GCC's own type, which Clang turns into WebAssembly's SIMD
/// instructions.
using Four = float __attribute__((vector_size(16)));
using FourIntegers = std::uint32_t __attribute__((vector_size(16)));

inline Four Load(const float* from) {
  Four four;
  std::memcpy(&four, from, sizeof(four));
  return four;
}

inline void Store(const Four& four, float* to) {
  std::memcpy(to, &four, sizeof(four));
}

inline Four Repeat(float number) {
  return Four{number, number, number, number};
}

/// Four rows of four become columns.
[[gnu::always_inline]] inline void Transpose(const Four& a, const Four& b,
                                             const Four& c, const Four& d,
                                             std::array<Four, 4>& columns) {
  for (std::size_t i = 0; i < 4; ++i) {
    const int at = static_cast<int>(i);
    columns[i] = Four{a[at], b[at], c[at], d[at]};
  }
}

/// The larger of each two; NaN only where `b` is NaN.
inline Four Larger(const Four& a, const Four& b) { return a > b ? a : b; }

/// exp of each number up to 88, relative error at most 2^-22 (2 roundings); 0
/// below -87, where results would be denormal; NaN stays NaN.
/// Source: Cody and Waite 1980: exp(x) = 2^n exp(x - n ln 2), n a whole number,
/// and a polynomial for what is left, at most ln 2 / 2.
[[gnu::always_inline]] inline Four Exp(const Four& x) {
  constexpr float kLowest = -87;
  constexpr float kLog2E = 1.44269504F;
  // ln 2 in two parts, the first so short that its products with n are exact.
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  // Added and taken away again, this rounds to whole numbers.
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23
  const Four shifted = x * Repeat(kLog2E) + Repeat(kRound);
  const Four n = shifted - Repeat(kRound);
  const Four r = (x - n * Repeat(kLn2High)) - n * Repeat(kLn2Low);
  Four sum = Repeat(1.9875691500e-4F);
  sum = sum * r + Repeat(1.3981999507e-3F);
  sum = sum * r + Repeat(8.3334519073e-3F);
  sum = sum * r + Repeat(4.1665795894e-2F);
  sum = sum * r + Repeat(1.6666665459e-1F);
  sum = sum * r + Repeat(5.0000001201e-1F);
  sum = sum * r * r + r + Repeat(1);
  // n stands in the last bits of `shifted`; as an exponent it is 2^n.
  FourIntegers bits;
  std::memcpy(&bits, &shifted, sizeof(bits));
  bits = (bits << 23U) + 0x3F800000U;
  Four power;
  std::memcpy(&power, &bits, sizeof(power));
  return x < Repeat(kLowest) ? Repeat(0) : sum * power;
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_FOUR_H_
