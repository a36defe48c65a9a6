#ifndef ATTENTION_KERNELS_LINEAR_H_
#define ATTENTION_KERNELS_LINEAR_H_

#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/kernels/broadcast.h"
#include "attention/kernels/einsum.h"

namespace attention {

/// out = x W, and + bias where the rule has a third operand:
/// "qm,hmd->hqd" or "qm,hmd,hd->hqd". Source: Vaswani et al. 2017,
/// section 3.2.2; S03, S07. `bias` is not read without a third operand.
template <typename Scalar>
void Linear(const Rule& rule, View<const Scalar> x, View<const Scalar> weights,
            View<const Scalar> bias, View<Scalar> out) {
  Einsum<Scalar>(rule, x, weights, out);
  if (rule.inputs().size() == 3) {
    AddInto<Scalar>(bias, rule.input(2), out, rule.output());
  }
}

/// The way back: as EinsumBackward, and the bias gets the gradient summed over
/// the letters it lacks. A gradient with null data is not wanted.
template <typename Scalar>
void LinearBackward(const Rule& rule, View<const Scalar> x,
                    View<const Scalar> weights, View<const Scalar> out_gradient,
                    View<Scalar> x_gradient, View<Scalar> weights_gradient,
                    View<Scalar> bias_gradient) {
  EinsumBackward<Scalar>(rule, x, weights, out_gradient, x_gradient,
                         weights_gradient);
  if (bias_gradient.data != nullptr) {
    AddReduced<Scalar>(out_gradient, rule.output(), bias_gradient,
                       rule.input(2));
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_LINEAR_H_
