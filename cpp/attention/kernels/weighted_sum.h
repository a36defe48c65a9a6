#ifndef ATTENTION_KERNELS_WEIGHTED_SUM_H_
#define ATTENTION_KERNELS_WEIGHTED_SUM_H_

#include <algorithm>
#include <array>
#include <cmath>

#include "attention/core/loops.h"
#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/kernels/einsum.h"

namespace attention {

/// z = weights V, "hqk,hkd->hqd" (Vaswani et al. 2017, eq. (1)), where a weight
/// of zero contributes nothing, not even to NaN: a masked key's value may hold
/// anything. A plain product would give 0 * NaN = NaN there.
template <typename Scalar>
void WeightedSum(const Rule& rule, View<const Scalar> weights,
                 View<const Scalar> values, View<Scalar> out) {
  const auto numbers = values.span();
  if (std::all_of(numbers.begin(), numbers.end(),
                  [](Scalar v) { return std::isfinite(v); })) {
    Einsum<Scalar>(rule, weights, values, out);
    return;
  }
  LetterMap sizes(kUnknownSize);
  BindSizes("weighted_sum", rule.input(0), weights.shape, sizes);
  BindSizes("weighted_sum", rule.input(1), values.shape, sizes);
  BindSizes("weighted_sum", rule.output(), out.shape, sizes);
  std::fill_n(out.data, out.size(), Scalar{0});
  ForEachOffset(
      rule.output() + rule.summed(), sizes,
      std::array<LetterMap, 3>{StridesOf(rule.input(0), weights.shape),
                               StridesOf(rule.input(1), values.shape),
                               StridesOf(rule.output(), out.shape)},
      [&](const std::array<Index, 3>& at) {
        const Scalar weight = weights.data[at[0]];
        if (weight != Scalar{0}) {
          out.data[at[2]] += weight * values.data[at[1]];
        }
      });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_WEIGHTED_SUM_H_
