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
  Index d_out = 0;       // of the result's rows; 0 is as wide as x
  Index n_kv_heads = 0;  // 0 is as many as n_heads; it divides them
  bool bias = false;
  AttentionKind kind = AttentionKind::kSoftmax;
  std::string update_rule = "linear";  // of the state kind: RunningState's
  bool compare = false;                // see DotProductOptions
  bool scale = true;                   // by 1 / sqrt(d_k); by 1 when off
  double temperature = 1;              // see DotProductOptions
  bool whole_matrix = false;
  bool output = true;  // concatenate and W_o
  Projection projection = Projection::kPerHead;
  MaskStyle style = MaskStyle::kBoolean;
  bool rotary = false;     // queries and keys turned by position
  bool alibi = false;      // a distance taken off the scores
  DropoutOptions dropout;  // of the weights (S15)
};

/// Keys and values that are there already, "hkd" (or "gkd" where heads share).
struct KnownKeys {
  TensorId k;
  TensorId v;
  /// Whether they are all: memory is then not projected. Otherwise they are a
  /// past, and memory's own come behind them.
  bool all = false;
};

struct MultiHeadTensors {
  TensorId q;
  TensorId k;
  TensorId v;
  TensorId present_k;  // what a cache keeps: not yet repeated for the heads
  TensorId present_v;
  std::optional<DotProductTensors> pairs;  // where the kind makes scores
  std::optional<TensorId> out;
};

/// Multi-head attention of `x` (queries x d_model, "tm", or "btm" for a batch)
/// to `memory` (keys x d_model; the same tensor for self-attention). `mask` is
/// broadcast over the heads. Records under the prefix: W_q, W_k, W_v [b_q, b_k,
/// b_v], q, k, v (see projections.h for the stages before them), [alibi], then
/// Attend's tensors, then concat, W_o [b_o] and out (queries x
/// d_out). With a past of p keys the first query stands at position p.
/// Source: Vaswani et al. 2017, section 3.2.2; S03, S07. Shared keys: Shazeer
/// 2019, Ainslie et al. 2023. Positions: Su et al. 2021; Press, Smith, Lewis
/// 2022.
template <typename Scalar>
MultiHeadTensors MultiHeadAttention(
    BasicTape<Scalar>& tape, TensorId x, TensorId memory, TensorId mask,
    const MultiHeadOptions& options, Parameters& parameters,
    const std::optional<KnownKeys>& known = std::nullopt);

extern template MultiHeadTensors MultiHeadAttention(
    BasicTape<float>&, TensorId, TensorId, TensorId, const MultiHeadOptions&,
    Parameters&, const std::optional<KnownKeys>&);
extern template MultiHeadTensors MultiHeadAttention(
    BasicTape<double>&, TensorId, TensorId, TensorId, const MultiHeadOptions&,
    Parameters&, const std::optional<KnownKeys>&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_MULTI_HEAD_ATTENTION_H_
