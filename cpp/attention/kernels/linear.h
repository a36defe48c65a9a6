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

}  // namespace attention

#endif  // ATTENTION_KERNELS_LINEAR_H_
