#ifndef ATTENTION_KERNELS_DROPOUT_H_
#define ATTENTION_KERNELS_DROPOUT_H_

#include <cstdint>

#include "attention/core/random.h"
#include "attention/core/view.h"

namespace attention {

/// What a cell is multiplied by: 0 where the number drawn for its place is
/// below the rate, otherwise `kept`. The seed and the place decide, nothing
/// else.
template <typename Scalar>
Scalar DropoutFactor(std::uint64_t seed, Index place, double rate,
                     Scalar kept) {
  const float drawn =
      Random::UniformAt(seed, static_cast<std::uint64_t>(place));
  return static_cast<double>(drawn) >= rate ? kept : Scalar{0};
}

/// Inverted dropout: what is kept is divided by 1 - rate, so that the mean
/// stays; what is dropped is 0, even where it was NaN. Source: Srivastava et
/// al. 2014, section 10; S15 (tutorial 002).
template <typename Scalar>
void Dropout(View<const Scalar> in, std::uint64_t seed, double rate,
             View<Scalar> out) {
  const auto kept = static_cast<Scalar>(1 / (1 - rate));
  const Index count = in.size();
  for (Index i = 0; i < count; ++i) {
    const Scalar factor = DropoutFactor(seed, i, rate, kept);
    out.data[i] = factor == Scalar{0} ? Scalar{0} : in.data[i] * factor;
  }
}

/// in_gradient += the gradient of what was kept.
template <typename Scalar>
void DropoutBackward(View<const Scalar> out_gradient, std::uint64_t seed,
                     double rate, View<Scalar> in_gradient) {
  const auto kept = static_cast<Scalar>(1 / (1 - rate));
  const Index count = out_gradient.size();
  for (Index i = 0; i < count; ++i) {
    const Scalar factor = DropoutFactor(seed, i, rate, kept);
    in_gradient.data[i] +=
        factor == Scalar{0} ? Scalar{0} : out_gradient.data[i] * factor;
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_DROPOUT_H_
