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

template <typename Scalar>
bool AllFinite(View<const Scalar> in) {
  const auto numbers = in.span();
  return std::all_of(numbers.begin(), numbers.end(),
                     [](Scalar v) { return std::isfinite(v); });
}

/// Calls body(offsets of weights, values and out) for every cell's summand.
template <typename Scalar, typename Body>
void ForEachSummand(const Rule& rule, View<const Scalar> weights,
                    View<const Scalar> values, const Shape& out, Body&& body) {
  LetterMap sizes(kUnknownSize);
  BindSizes("weighted_sum", rule.input(0), weights.shape, sizes);
  BindSizes("weighted_sum", rule.input(1), values.shape, sizes);
  BindSizes("weighted_sum", rule.output(), out, sizes);
  ForEachOffset(
      rule.output() + rule.summed(), sizes,
      std::array<LetterMap, 3>{StridesOf(rule.input(0), weights.shape),
                               StridesOf(rule.input(1), values.shape),
                               StridesOf(rule.output(), out)},
      body);
}

/// z = weights V, "hqk,hkd->hqd" (Vaswani et al. 2017, eq. (1)), where a weight
/// of zero contributes nothing, not even to NaN: a masked key's value may hold
/// anything. A plain product would give 0 * NaN = NaN there.
template <typename Scalar>
void WeightedSum(const Rule& rule, View<const Scalar> weights,
                 View<const Scalar> values, View<Scalar> out) {
  if (AllFinite(values)) {
    Einsum<Scalar>(rule, weights, values, out);
    return;
  }
  std::fill_n(out.data, out.size(), Scalar{0});
  ForEachSummand(rule, weights, values, out.shape,
                 [&](const std::array<Index, 3>& at) {
                   const Scalar weight = weights.data[at[0]];
                   if (weight != Scalar{0}) {
                     out.data[at[2]] += weight * values.data[at[1]];
                   }
                 });
}

/// The way back: as EinsumBackward, but where a weight is 0 a number that is
/// not finite passes nothing either way. Null data is not wanted.
template <typename Scalar>
void WeightedSumBackward(const Rule& rule, View<const Scalar> weights,
                         View<const Scalar> values,
                         View<const Scalar> out_gradient,
                         View<Scalar> weights_gradient,
                         View<Scalar> values_gradient) {
  if (AllFinite(values) && AllFinite(out_gradient)) {
    EinsumBackward<Scalar>(rule, weights, values, out_gradient,
                           weights_gradient, values_gradient);
    return;
  }
  ForEachSummand(rule, weights, values, out_gradient.shape,
                 [&](const std::array<Index, 3>& at) {
                   const Scalar weight = weights.data[at[0]];
                   if (weight == Scalar{0}) return;
                   const Scalar gradient = out_gradient.data[at[2]];
                   if (weights_gradient.data != nullptr) {
                     weights_gradient.data[at[0]] +=
                         gradient * values.data[at[1]];
                   }
                   if (values_gradient.data != nullptr) {
                     values_gradient.data[at[1]] += gradient * weight;
                   }
                 });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_WEIGHTED_SUM_H_
