#ifndef ATTENTION_KERNELS_DROPOUT_H_
#define ATTENTION_KERNELS_DROPOUT_H_

#include <cstdint>

#include "attention/core/random.h"
#include "attention/core/view.h"

namespace attention {

/// Calls keep(i) for each of `count` cells that is not dropped: cell i is kept
/// where the i-th number drawn from the seed is not below the rate. The seed
/// and the cell's place decide, nothing else.
template <typename Keep>
void ForEachKept(std::uint64_t seed, double rate, Index count, Keep&& keep) {
  Random random(seed);
  for (Index i = 0; i < count; ++i) {
    if (static_cast<double>(random.Uniform()) >= rate) keep(i);
  }
}

/// Inverted dropout: what is kept is divided by 1 - rate, so that the mean
/// stays. Source: Srivastava et al. 2014, section 10; S15 (tutorial 002).
template <typename Scalar>
void Dropout(View<const Scalar> in, std::uint64_t seed, double rate,
             View<Scalar> out) {
  for (Scalar& number : out.span()) number = Scalar{0};
  const auto kept = static_cast<Scalar>(1 / (1 - rate));
  ForEachKept(seed, rate, in.size(),
              [&](Index i) { out.data[i] = in.data[i] * kept; });
}

/// in_gradient += the gradient of what was kept.
template <typename Scalar>
void DropoutBackward(View<const Scalar> out_gradient, std::uint64_t seed,
                     double rate, View<Scalar> in_gradient) {
  const auto kept = static_cast<Scalar>(1 / (1 - rate));
  ForEachKept(seed, rate, out_gradient.size(), [&](Index i) {
    in_gradient.data[i] += out_gradient.data[i] * kept;
  });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_DROPOUT_H_
