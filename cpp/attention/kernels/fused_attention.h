#ifndef ATTENTION_KERNELS_FUSED_ATTENTION_H_
#define ATTENTION_KERNELS_FUSED_ATTENTION_H_

#include <optional>

#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/kernels/mask_rule.h"

/// softmax(Q K^T factor) V in one go, 64 queries at a time, so that no queries
/// x keys matrix is ever held: memory grows with the keys alone. Blocks of 64 x
/// 64 pairs that are all masked aren't computed. The way back computes the
/// weights again. Source: Rabe and Staats 2021, "Self-attention does not need
/// O(n^2) memory", section 2; Dao et al. 2022, "FlashAttention", algorithm 4,
/// for the way back.
namespace attention {

struct FusedOptions {
  double factor = 1;   // scores are multiplied by it
  double softcap = 0;  // then cap tanh(score / cap), unless 0
  /// Evaluated cell by cell, in place of a mask or beside one.
  std::optional<MaskRuleOptions> rule;
};

/// The operands, by the letters of the rule's inputs in this order; `mask` and
/// `bias` may be without data, and then have no input. q ends in query and
/// feature ("hqf"), k and v in key and feature or number ("hkf", "hkd"), mask
/// (0 blocks) and bias (added; -inf blocks) in query and key; the result in
/// query and number. Letters before those are repeated where they are missing.
template <typename Scalar>
struct FusedOperands {
  View<const Scalar> q;
  View<const Scalar> k;
  View<const Scalar> v;
  View<const Scalar> mask;
  View<const Scalar> bias;
};

/// Where gradients are added; without data where not wanted.
template <typename Scalar>
struct FusedGradients {
  View<Scalar> q;
  View<Scalar> k;
  View<Scalar> v;
  View<Scalar> bias;
};

/// out = z. It is what the single steps give: a row with nothing to attend to
/// gives zeros, a blocked key may hold NaN, a NaN that is seen spreads over its
/// own row. A float result is off by at most (4 (features + keys) + 64) 2^-24
/// of the largest value, for operands within 2. Throws Error for a rule or
/// shapes it cannot walk.
template <typename Scalar>
void FusedAttention(const Rule& rule, const FusedOptions& options,
                    const FusedOperands<Scalar>& in, View<Scalar> out);

/// Adds to the operands' gradients, the scores being computed again.
template <typename Scalar>
void FusedAttentionBackward(const Rule& rule, const FusedOptions& options,
                            const FusedOperands<Scalar>& in,
                            View<const Scalar> out_gradient,
                            const FusedGradients<Scalar>& gradients);

extern template void FusedAttention(const Rule&, const FusedOptions&,
                                    const FusedOperands<float>&, View<float>);
extern template void FusedAttention(const Rule&, const FusedOptions&,
                                    const FusedOperands<double>&, View<double>);
extern template void FusedAttentionBackward(const Rule&, const FusedOptions&,
                                            const FusedOperands<float>&,
                                            View<const float>,
                                            const FusedGradients<float>&);
extern template void FusedAttentionBackward(const Rule&, const FusedOptions&,
                                            const FusedOperands<double>&,
                                            View<const double>,
                                            const FusedGradients<double>&);

}  // namespace attention

#endif  // ATTENTION_KERNELS_FUSED_ATTENTION_H_
