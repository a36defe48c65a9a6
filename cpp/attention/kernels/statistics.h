#ifndef ATTENTION_KERNELS_STATISTICS_H_
#define ATTENTION_KERNELS_STATISTICS_H_

#include <cmath>

#include "attention/core/view.h"

namespace attention {

/// The mean squared distance from the mean over all numbers (numpy's `var`),
/// as tutorial 001 prints it (S06). Two passes, summed in double.
template <typename Scalar>
Scalar Variance(View<const Scalar> in) {
  if (in.size() == 0) return Scalar{0};
  const double count = static_cast<double>(in.size());
  double sum = 0;
  for (const Scalar value : in.span()) sum += static_cast<double>(value);
  const double mean = sum / count;
  double squares = 0;
  for (const Scalar value : in.span()) {
    const double distance = static_cast<double>(value) - mean;
    squares += distance * distance;
  }
  return static_cast<Scalar>(squares / count);
}

/// d variance / d x = 2 (x - mean) / count; that the mean moves too cancels
/// out.
template <typename Scalar>
void VarianceBackward(View<const Scalar> in, Scalar out_gradient,
                      View<Scalar> in_gradient) {
  const double count = static_cast<double>(in.size());
  double sum = 0;
  for (const Scalar value : in.span()) sum += static_cast<double>(value);
  const double mean = sum / count;
  const double factor = 2 * static_cast<double>(out_gradient) / count;
  for (Index i = 0; i < in.size(); ++i) {
    in_gradient.data[i] +=
        static_cast<Scalar>(factor * (static_cast<double>(in.data[i]) - mean));
  }
}

/// out[row] = -sum of p ln p, in nats, of each row of `length` weights; a
/// weight of 0 adds nothing. ln(length) when even, 0 when one key has it all.
template <typename Scalar>
void Entropy(View<const Scalar> weights, Index length, View<Scalar> out) {
  for (Index row = 0; row < out.size(); ++row) {
    double sum = 0;
    for (Index k = 0; k < length; ++k) {
      const double p = static_cast<double>(weights.data[row * length + k]);
      if (p != 0) sum -= p * std::log(p);
    }
    out.data[row] = static_cast<Scalar>(sum);
  }
}

/// d (-p ln p) / dp = -(ln p + 1); a weight of 0 adds nothing and gets nothing.
template <typename Scalar>
void EntropyBackward(View<const Scalar> weights, Index length,
                     View<const Scalar> out_gradient,
                     View<Scalar> weights_gradient) {
  for (Index row = 0; row < out_gradient.size(); ++row) {
    for (Index k = row * length; k < (row + 1) * length; ++k) {
      const Scalar p = weights.data[k];
      if (p == Scalar{0}) continue;
      weights_gradient.data[k] -=
          out_gradient.data[row] * (std::log(p) + Scalar{1});
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_STATISTICS_H_
