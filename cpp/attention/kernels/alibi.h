#ifndef ATTENTION_KERNELS_ALIBI_H_
#define ATTENTION_KERNELS_ALIBI_H_

#include <cmath>
#include <cstdlib>

#include "attention/core/view.h"

namespace attention {

/// How fast head h of n forgets: for a power of two the geometric sequence
/// 2^(-8/n), 2^(-16/n), ...; otherwise that of the nearest smaller power p,
/// then every other one of 2p's. Source: Press, Smith, Lewis 2022, section 3
/// and its published code.
inline double AlibiSlope(Index head, Index n_heads) {
  Index power = 1;
  while (2 * power <= n_heads) power *= 2;
  const bool within = head < power;
  const auto steps =
      static_cast<double>(within ? head + 1 : 2 * (head - power) + 1);
  const auto heads = static_cast<double>(within ? power : 2 * power);
  return std::exp2(-8.0 * steps / heads);
}

/// out[h, q, k] = -slope_h * distance of q and k. Query q stands at position
/// q + offset. With a causal mask this is the paper's bias; keys ahead, where
/// they are allowed, are as far as keys behind.
template <typename Scalar>
void Alibi(Index offset, View<Scalar> out) {
  Scalar* to = out.data;
  for (Index h = 0; h < out.shape[0]; ++h) {
    const double slope = AlibiSlope(h, out.shape[0]);
    for (Index q = 0; q < out.shape[1]; ++q) {
      for (Index k = 0; k < out.shape[2]; ++k) {
        const Index distance = std::abs(q + offset - k);
        *to++ = static_cast<Scalar>(-slope * static_cast<double>(distance));
      }
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_ALIBI_H_
