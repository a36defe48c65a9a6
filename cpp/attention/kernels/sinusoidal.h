#ifndef ATTENTION_KERNELS_SINUSOIDAL_H_
#define ATTENTION_KERNELS_SINUSOIDAL_H_

#include <cmath>

#include "attention/core/view.h"

namespace attention {

/// out is length x d_model:
///   out[t, 2i] = sin(t / 10000^(2i / d_model)), out[t, 2i + 1] = cos(the
///   same).
/// An odd d_model ends in a sine without its cosine. Source: Vaswani et al.
/// 2017, section 3.5; S09. Computed in double whatever the scalar: at t = 511 a
/// float's angle would be off by 3e-5.
template <typename Scalar>
void Sinusoidal(Index offset, View<Scalar> out) {
  const Index length = out.shape[0];
  const Index d_model = out.shape[1];
  const double log_base = std::log(10000.0);
  for (Index column = 0; column < d_model; ++column) {
    const Index pair = column - column % 2;
    const double rate = std::exp(-log_base * static_cast<double>(pair) /
                                 static_cast<double>(d_model));
    for (Index t = 0; t < length; ++t) {
      const double angle = static_cast<double>(t + offset) * rate;
      out.data[t * d_model + column] = static_cast<Scalar>(
          column % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_SINUSOIDAL_H_
