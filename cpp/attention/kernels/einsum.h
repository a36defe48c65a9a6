#ifndef ATTENTION_KERNELS_EINSUM_H_
#define ATTENTION_KERNELS_EINSUM_H_

#include "attention/core/rule.h"
#include "attention/core/view.h"

namespace attention {

/// out = the product of a and b by the rule's letters, summed over the letters
/// that out lacks: "hqd,hkd->hqk" is Q K^T for every head (Vaswani et al. 2017,
/// eq. (1)); "qm,hmd->hqd" is X W_q for every head.
///
/// Whatever can be seen as a row of matrix products goes through AddProduct,
/// where it lies; other rules take a plain loop.
/// Throws Error when the shapes and the rule disagree.
template <typename Scalar>
void Einsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
            View<Scalar> out);

/// out += the same product.
template <typename Scalar>
void AddEinsum(const Rule& rule, View<const Scalar> a, View<const Scalar> b,
               View<Scalar> out);

/// The way back through a product: with G the gradient of out, that of a gets
/// G times b by the permuted rule ("hqk,hkd->hqd" for "hqd,hkd->hqk"), and that
/// of b gets a times G. A letter of a that neither out nor b has was summed
/// alone, and its gradient is the same all along it. A gradient with null data
/// is not wanted.
template <typename Scalar>
void EinsumBackward(const Rule& rule, View<const Scalar> a,
                    View<const Scalar> b, View<const Scalar> out_gradient,
                    View<Scalar> a_gradient, View<Scalar> b_gradient);

extern template void Einsum(const Rule&, View<const float>, View<const float>,
                            View<float>);
extern template void Einsum(const Rule&, View<const double>, View<const double>,
                            View<double>);
extern template void AddEinsum(const Rule&, View<const float>,
                               View<const float>, View<float>);
extern template void AddEinsum(const Rule&, View<const double>,
                               View<const double>, View<double>);
extern template void EinsumBackward(const Rule&, View<const float>,
                                    View<const float>, View<const float>,
                                    View<float>, View<float>);
extern template void EinsumBackward(const Rule&, View<const double>,
                                    View<const double>, View<const double>,
                                    View<double>, View<double>);

}  // namespace attention

#endif  // ATTENTION_KERNELS_EINSUM_H_
