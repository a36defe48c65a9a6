#ifndef ATTENTION_LAYERS_ATTEND_H_
#define ATTENTION_LAYERS_ATTEND_H_

#include <optional>

#include "attention/layers/dot_product_attention.h"
#include "attention/tape/tape.h"

namespace attention {

/// The ways from queries, keys and values to z.
enum class AttentionKind {
  kSoftmax,  // every query meets every key (Vaswani et al. 2017, eq. (1))
  kSparse,   // the same, computed for the pairs that the mask leaves open (S27)
  kFused,    // the same in one op that holds no scores: see FusedAttention
  kLinear,   // sums over the keys instead of scores: see LinearAttention (S26)
  kLinearState,    // ONNX's update rules: see StateLinearAttention
  kLinearLiteral,  // tutorial 000's formula: see LiteralLinearAttention
};

struct AttendTensors {
  /// Where scores and weights are made at all.
  std::optional<DotProductTensors> pairs;
  std::optional<TensorId> z;
};

/// Attention of the kind asked for; the operands are DotProductAttention's.
/// Beside its tensors, a sparse one records `multiply_adds`, what scores and z
/// took, and `multiply_adds_dense`, what they take without a mask. A fused one
/// records `z` alone. Throws Error
/// for a kind that cannot do what the options ask.
template <typename Scalar>
AttendTensors Attend(BasicTape<Scalar>& tape, AttentionKind kind, TensorId q,
                     TensorId k, std::optional<TensorId> v,
                     const DotProductOptions& options);

extern template AttendTensors Attend(BasicTape<float>&, AttentionKind, TensorId,
                                     TensorId, std::optional<TensorId>,
                                     const DotProductOptions&);
extern template AttendTensors Attend(BasicTape<double>&, AttentionKind,
                                     TensorId, TensorId,
                                     std::optional<TensorId>,
                                     const DotProductOptions&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_ATTEND_H_
