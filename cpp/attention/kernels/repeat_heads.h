#ifndef ATTENTION_KERNELS_REPEAT_HEADS_H_
#define ATTENTION_KERNELS_REPEAT_HEADS_H_

#include <algorithm>

#include "attention/core/view.h"

namespace attention {

/// Each of `groups` blocks of `block` numbers `times` times over: query heads
/// in a row share one key head. Groups of all sentences count as one list.
/// Source: Ainslie et al. 2023, section 2.2 (Shazeer 2019 for one group).
template <typename Scalar>
void RepeatHeads(const Scalar* in, Index groups, Index times, Index block,
                 Scalar* out) {
  for (Index g = 0; g < groups; ++g) {
    for (Index r = 0; r < times; ++r) {
      out = std::copy_n(in + g * block, block, out);
    }
  }
}

/// gradient += the sum over a group's heads.
template <typename Scalar>
void RepeatHeadsBackward(const Scalar* out_gradient, Index groups, Index times,
                         Index block, Scalar* gradient) {
  for (Index g = 0; g < groups; ++g) {
    for (Index r = 0; r < times; ++r) {
      for (Index i = 0; i < block; ++i) {
        gradient[g * block + i] += *out_gradient++;
      }
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_REPEAT_HEADS_H_
