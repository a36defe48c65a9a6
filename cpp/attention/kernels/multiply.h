#ifndef ATTENTION_KERNELS_MULTIPLY_H_
#define ATTENTION_KERNELS_MULTIPLY_H_

#include <array>

#include "attention/core/loops.h"
#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/kernels/broadcast.h"

namespace attention {

/// out = a * b, cell by cell, each repeated along the letters it lacks:
/// "tf,tf->tf" is the gate of SwiGLU (Shazeer 2020, eq. (6)).
template <typename Scalar>
void Multiply(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
              View<Scalar> out) {
  CopyInto<Scalar>(a, rule.input(0), out, rule.output());
  BroadcastInto<Scalar>(b, rule.input(1), out, rule.output(),
                        [](Scalar x, Scalar y) { return x * y; });
}

/// gradient += out_gradient * other, summed over the letters that the operand
/// lacks.
template <typename Scalar>
void MultiplyBackward(View<const Scalar> out_gradient,
                      std::string_view out_letters, View<const Scalar> other,
                      std::string_view other_letters, View<Scalar> gradient,
                      std::string_view letters) {
  LetterMap sizes(kUnknownSize);
  BindSizes("multiply", out_letters, out_gradient.shape, sizes);
  ForEachOffset(
      out_letters, sizes,
      std::array<LetterMap, 3>{StridesOf(out_letters, out_gradient.shape),
                               StridesOf(other_letters, other.shape),
                               StridesOf(letters, gradient.shape)},
      [&](const std::array<Index, 3>& at) {
        gradient.data[at[2]] += out_gradient.data[at[0]] * other.data[at[1]];
      });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_MULTIPLY_H_
