#ifndef ATTENTION_LAYERS_DOT_PRODUCT_ATTENTION_H_
#define ATTENTION_LAYERS_DOT_PRODUCT_ATTENTION_H_

#include <optional>
#include <string>

#include "attention/layers/dropout.h"
#include "attention/layers/masks.h"
#include "attention/tape/tape.h"

namespace attention {

struct DotProductOptions {
  std::string prefix = "attn.";
  /// Letters before q, and before k: "h" and "h"; "bh" and "bh" for a batch;
  /// "bgr" and "bg" where groups of r query heads share one key head.
  std::string query_lead = "h";
  std::string key_lead = "h";
  double factor = 1;  // scores are multiplied by it
  Index d_k = 0;      // noted where the factor is 1 / sqrt(d_k)
  double softcap = 0;
  double temperature = 1;  // divides what the softmax is taken of; above 0
  MaskStyle style = MaskStyle::kBoolean;
  bool whole_matrix = false;  // the softmax of S28
  /// Only the mask's open pairs are computed (S27); style is then kBoolean.
  bool sparse = false;
  /// The state kind's update rule, and its gates, "hk" each; see RunningState.
  std::string update_rule = "linear";
  std::optional<TensorId> decay;
  std::optional<TensorId> beta;
  bool compare = false;  // linear kinds: show softmax attention beside them
  /// 1 allowed, 0 blocked, and a bias to add; broadcast by their axes.
  std::optional<TensorId> mask;
  std::optional<TensorId> bias;
  DropoutOptions dropout;  // of the weights (S15)
};

struct DotProductTensors {
  TensorId scores;    // Q K^T
  TensorId scaled;    // * factor
  TensorId capped;    // after softcap; `scaled` without one
  TensorId tempered;  // over the temperature; `capped` where that is 1
  TensorId masked;    // after bias and mask; `tempered` where neither is put in
  TensorId weights;   // after softmax
  TensorId dropped;   // after dropout; `weights` without it
  std::optional<TensorId> z;
};

/// softmax(Q K^T / sqrt(d_k)) V, each step a tensor on the tape. q has axes
/// query_lead + "qd", k and v key_lead + "kd"; v may have another d, or be
/// absent (S01 stops at the weights). A row with nothing to attend to gives
/// zeros, but where the style says otherwise. Where it is sparse, a blocked
/// score is -inf from the start, and blocked keys and values are never read.
/// Source: Vaswani et al. 2017, section 3.2.1, eq. (1); S02, S04, S05, S08.
template <typename Scalar>
DotProductTensors DotProductAttention(BasicTape<Scalar>& tape, TensorId q,
                                      TensorId k, std::optional<TensorId> v,
                                      const DotProductOptions& options);

extern template DotProductTensors DotProductAttention(BasicTape<float>&,
                                                      TensorId, TensorId,
                                                      std::optional<TensorId>,
                                                      const DotProductOptions&);
extern template DotProductTensors DotProductAttention(BasicTape<double>&,
                                                      TensorId, TensorId,
                                                      std::optional<TensorId>,
                                                      const DotProductOptions&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_DOT_PRODUCT_ATTENTION_H_
