#ifndef ATTENTION_KERNELS_FEATURE_MAP_H_
#define ATTENTION_KERNELS_FEATURE_MAP_H_

#include <algorithm>
#include <cmath>

#include "attention/core/view.h"

namespace attention {

/// elu(x) + 1: x + 1 above zero, exp(x) below. Always positive, so that sums of
/// products of features can be divided by. Source: Katharopoulos et al. 2020,
/// eq. (7); S26.
template <typename Scalar>
void Elu1(View<const Scalar> in, View<Scalar> out) {
  for (Index i = 0; i < in.size(); ++i) {
    const Scalar x = in.data[i];
    out.data[i] = x > Scalar{0} ? x + Scalar{1} : std::exp(x);
  }
}

/// Adds out_gradient times the slope: 1 above zero, exp(x) below.
template <typename Scalar>
void Elu1Backward(View<const Scalar> in, View<const Scalar> out_gradient,
                  View<Scalar> in_gradient) {
  for (Index i = 0; i < in.size(); ++i) {
    const Scalar x = in.data[i];
    const Scalar slope = x > Scalar{0} ? Scalar{1} : std::exp(x);
    in_gradient.data[i] += slope * out_gradient.data[i];
  }
}

/// 1 / (1 + exp(-x)).
template <typename Scalar>
Scalar Sigmoid(Scalar x) {
  return Scalar{1} / (Scalar{1} + std::exp(-x));
}

/// ln sigmoid(x), which does not overflow: a decay of the running state, from
/// forgetting everything to keeping it (Yang et al. 2023, section 4.3).
template <typename Scalar>
Scalar LogSigmoid(Scalar x) {
  return std::min(x, Scalar{0}) - std::log1p(std::exp(-std::abs(x)));
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_FEATURE_MAP_H_
