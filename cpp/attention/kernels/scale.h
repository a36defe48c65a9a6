#ifndef ATTENTION_KERNELS_SCALE_H_
#define ATTENTION_KERNELS_SCALE_H_

#include <cmath>

#include "attention/core/matrix.h"
#include "attention/core/parallel.h"
#include "attention/core/view.h"

namespace attention {

/// out = in * factor: scores / sqrt(d_k) when factor is 1 / sqrt(d_k)
/// (Vaswani et al. 2017, eq. (1); S05, S06).
template <typename Scalar>
void Scale(View<const Scalar> in, Scalar factor, View<Scalar> out) {
  InParallel(out.size(), GrainOf(1), [&](Index begin, Index end) {
    ArrayMap<Scalar>(out.data + begin, end - begin) =
        ConstArrayMap<Scalar>(in.data + begin, end - begin) * factor;
  });
}

/// out = cap * tanh(in / cap): scores stay within (-cap, cap). Applied before
/// the mask, so that -inf stays -inf (ONNX Attention, `softcap`).
template <typename Scalar>
void Softcap(View<const Scalar> in, Scalar cap, View<Scalar> out) {
  for (Index i = 0; i < in.size(); ++i) {
    out.data[i] = cap * std::tanh(in.data[i] / cap);
  }
}

/// in_gradient += out_gradient * factor.
template <typename Scalar>
void ScaleBackward(View<const Scalar> out_gradient, Scalar factor,
                   View<Scalar> in_gradient) {
  InParallel(in_gradient.size(), GrainOf(1), [&](Index begin, Index end) {
    ArrayMap<Scalar>(in_gradient.data + begin, end - begin) +=
        ConstArrayMap<Scalar>(out_gradient.data + begin, end - begin) * factor;
  });
}

/// d (cap tanh(x / cap)) / dx = 1 - tanh^2(x / cap), from the result.
template <typename Scalar>
void SoftcapBackward(View<const Scalar> out, View<const Scalar> out_gradient,
                     Scalar cap, View<Scalar> in_gradient) {
  const ConstArrayMap<Scalar> result(out.data, out.size());
  ArrayMap<Scalar>(in_gradient.data, in_gradient.size()) +=
      ConstArrayMap<Scalar>(out_gradient.data, out_gradient.size()) *
      (Scalar{1} - (result / cap).square());
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_SCALE_H_
