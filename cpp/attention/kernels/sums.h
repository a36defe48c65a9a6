#ifndef ATTENTION_KERNELS_SUMS_H_
#define ATTENTION_KERNELS_SUMS_H_

#include "attention/core/shape.h"
#include "attention/kernels/four.h"

/// Sums that don't wait for each addition before the next: several are made
/// side by side and added in the end, so each rounds less often than one sum.
namespace attention {

inline float SumOfLanes(const Four& four) {
  return (four[0] + four[1]) + (four[2] + four[3]);
}

template <typename Scalar>
Scalar SumOf(const Scalar* numbers, Index count) {
  Scalar sum{0};
  for (Index i = 0; i < count; ++i) sum += numbers[i];
  return sum;
}

template <>
inline float SumOf(const float* numbers, Index count) {
  Four sums{};
  Index i = 0;
  for (; i + 4 <= count; i += 4) sums += Load(numbers + i);
  float sum = SumOfLanes(sums);
  for (; i < count; ++i) sum += numbers[i];
  return sum;
}

/// The sum of term(0) to term(count - 1), in double.
template <typename Term>
double DoubleSumOf(Index count, Term&& term) {
  double a = 0;
  double b = 0;
  double c = 0;
  double d = 0;
  Index i = 0;
  for (; i + 4 <= count; i += 4) {
    a += term(i);
    b += term(i + 1);
    c += term(i + 2);
    d += term(i + 3);
  }
  for (; i < count; ++i) a += term(i);
  return (a + b) + (c + d);
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_SUMS_H_
