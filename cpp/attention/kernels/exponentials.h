#ifndef ATTENTION_KERNELS_EXPONENTIALS_H_
#define ATTENTION_KERNELS_EXPONENTIALS_H_

#include <cmath>

#include "attention/core/shape.h"
#include "attention/kernels/four.h"

namespace attention {

/// out = exp(in - shift), number by number; no difference may be above 88, and
/// NaN stays NaN. Floats go four at a time: each is off by at most 2^-22 of
/// itself, and 0 where it were below exp(-87), see Exp.
template <typename Scalar>
void ExpOfDifferences(const Scalar* in, Scalar shift, Index count,
                      Scalar* out) {
  for (Index i = 0; i < count; ++i) out[i] = std::exp(in[i] - shift);
}

template <>
inline void ExpOfDifferences(const float* in, float shift, Index count,
                             float* out) {
  const Four shifts = Repeat(shift);
  Index i = 0;
  for (; i + 4 <= count; i += 4) Store(Exp(Load(in + i) - shifts), out + i);
  for (; i < count; ++i) out[i] = Exp(Repeat(in[i]) - shifts)[0];
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_EXPONENTIALS_H_
