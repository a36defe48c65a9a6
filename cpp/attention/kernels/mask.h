#ifndef ATTENTION_KERNELS_MASK_H_
#define ATTENTION_KERNELS_MASK_H_

#include <limits>
#include <string_view>

#include "attention/core/view.h"
#include "attention/kernels/broadcast.h"

namespace attention {

/// out = scores where the mask is not 0, fill elsewhere. What a blocked score
/// held, even NaN, is gone. fill is -inf, or -1e9 as tutorials 000 and 002 have
/// it (S08). scores and out have the same shape; the mask is broadcast.
template <typename Scalar>
void Mask(View<const Scalar> scores, View<const Scalar> mask,
          std::string_view mask_letters, Scalar fill, View<Scalar> out,
          std::string_view letters) {
  CopyInto<Scalar>(scores, letters, out, letters);
  BroadcastInto<Scalar>(mask, mask_letters, out, letters,
                        [fill](Scalar score, Scalar allowed) {
                          return allowed != Scalar{0} ? score : fill;
                        });
}

/// What is blocked gets no gradient; a mask has none.
template <typename Scalar>
void MaskBackward(View<const Scalar> mask, std::string_view mask_letters,
                  View<const Scalar> out_gradient, View<Scalar> scores_gradient,
                  std::string_view letters) {
  ReduceInto<Scalar>(out_gradient, letters, mask, mask_letters, scores_gradient,
                     letters, [](Scalar gradient, Scalar allowed) {
                       return allowed != Scalar{0} ? gradient : Scalar{0};
                     });
}

/// bias = 0 where the mask is not 0, -inf elsewhere: the additive spelling of
/// the same mask (S08, tutorial 001).
template <typename Scalar>
void MaskBias(View<const Scalar> mask, View<Scalar> bias) {
  for (Index i = 0; i < mask.size(); ++i) {
    bias.data[i] = mask.data[i] != Scalar{0}
                       ? Scalar{0}
                       : -std::numeric_limits<Scalar>::infinity();
  }
}

/// out = scores + bias, but -inf wherever the bias is -inf: a blocked score of
/// NaN or +inf does not leak, as a plain sum would let it.
template <typename Scalar>
void AddMask(View<const Scalar> scores, View<const Scalar> bias,
             std::string_view bias_letters, View<Scalar> out,
             std::string_view letters) {
  constexpr Scalar kBlocked = -std::numeric_limits<Scalar>::infinity();
  CopyInto<Scalar>(scores, letters, out, letters);
  BroadcastInto<Scalar>(bias, bias_letters, out, letters,
                        [](Scalar score, Scalar added) {
                          return added == kBlocked ? kBlocked : score + added;
                        });
}

/// What is blocked gets no gradient, and passes none to the bias, which gets
/// the others' sum over the letters it lacks. Null data is not wanted.
template <typename Scalar>
void AddMaskBackward(View<const Scalar> bias, std::string_view bias_letters,
                     View<const Scalar> out_gradient,
                     View<Scalar> scores_gradient, View<Scalar> bias_gradient,
                     std::string_view letters) {
  const auto open = [](Scalar gradient, Scalar added) {
    constexpr Scalar kBlocked = -std::numeric_limits<Scalar>::infinity();
    return added != kBlocked ? gradient : Scalar{0};
  };
  if (scores_gradient.data != nullptr) {
    ReduceInto<Scalar>(out_gradient, letters, bias, bias_letters,
                       scores_gradient, letters, open);
  }
  if (bias_gradient.data != nullptr) {
    ReduceInto<Scalar>(out_gradient, letters, bias, bias_letters, bias_gradient,
                       bias_letters, open);
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_MASK_H_
