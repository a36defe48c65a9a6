#ifndef ATTENTION_KERNELS_EINSUM_H_
#define ATTENTION_KERNELS_EINSUM_H_

#include "attention/core/rule.h"
#include "attention/core/view.h"

namespace attention {

/// out = the product of a and b by the rule's letters, summed over the letters
/// that out lacks: "hqd,hkd->hqk" is Q K^T for every head (Vaswani et al. 2017,
/// eq. (1)); "qm,hmd->hqd" is X W_q for every head.
///
/// Whatever can be seen as a row of matrix products goes through Eigen's
/// product on maps, without copying; other rules take a plain loop.
/// Throws Error when the shapes and the rule disagree.
template <typename Scalar>
void Einsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
            View<Scalar> out);

extern template void Einsum(const Rule&, View<const float>, View<const float>,
                            View<float>);
extern template void Einsum(const Rule&, View<const double>, View<const double>,
                            View<double>);

}  // namespace attention

#endif  // ATTENTION_KERNELS_EINSUM_H_
