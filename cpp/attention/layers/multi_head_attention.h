#ifndef ATTENTION_LAYERS_MULTI_HEAD_ATTENTION_H_
#define ATTENTION_LAYERS_MULTI_HEAD_ATTENTION_H_

#include <optional>
#include <string>

#include "attention/layers/attend.h"
#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

struct MultiHeadOptions {
  std::string prefix = "attn.";
  Index n_heads = 1;
  Index d_k = 1;
  Index d_v = 1;
  bool bias = false;
  AttentionKind kind = AttentionKind::kSoftmax;
  bool compare = false;  // see DotProductOptions
  bool scale = true;     // by 1 / sqrt(d_k); by 1 when off
  bool whole_matrix = false;
  bool output = true;  // concatenate and W_o
  Projection projection = Projection::kPerHead;
  MaskStyle style = MaskStyle::kBoolean;
};

struct MultiHeadTensors {
  TensorId q;
  TensorId k;
  TensorId v;
  std::optional<DotProductTensors> pairs;  // where the kind makes scores
  std::optional<TensorId> out;
};

/// Multi-head attention of `x` (queries x d_model, "tm", or "btm" for a batch)
/// to `memory` (keys x d_model; the same tensor for self-attention). `mask` is
/// broadcast over the heads. Records under the prefix: W_q, W_k, W_v [b_q, b_k,
/// b_v], q, k, v, then Attend's tensors, then concat, W_o [b_o]
/// and out (queries x d_model).
/// Source: Vaswani et al. 2017, section 3.2.2; S03, S07.
template <typename Scalar>
MultiHeadTensors MultiHeadAttention(BasicTape<Scalar>& tape, TensorId x,
                                    TensorId memory, TensorId mask,
                                    const MultiHeadOptions& options,
                                    Parameters& parameters);

extern template MultiHeadTensors MultiHeadAttention(BasicTape<float>&, TensorId,
                                                    TensorId, TensorId,
                                                    const MultiHeadOptions&,
                                                    Parameters&);
extern template MultiHeadTensors MultiHeadAttention(BasicTape<double>&,
                                                    TensorId, TensorId,
                                                    TensorId,
                                                    const MultiHeadOptions&,
                                                    Parameters&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_MULTI_HEAD_ATTENTION_H_
