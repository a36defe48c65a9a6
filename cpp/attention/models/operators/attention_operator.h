#ifndef ATTENTION_MODELS_OPERATORS_ATTENTION_OPERATOR_H_
#define ATTENTION_MODELS_OPERATORS_ATTENTION_OPERATOR_H_

#include <optional>

#include "attention/layers/parameters.h"

namespace attention {

/// The inputs and attributes of ONNX's Attention (opset 23 and 24).
struct AttentionOperatorSpec {
  // batch x heads x length x head size, or batch x length x (heads * head
  // size) with q_num_heads and kv_num_heads. value's head size may differ.
  GivenTensor query;
  GivenTensor key;
  GivenTensor value;
  // Broadcast to batch x heads x queries x keys, past ones included; fewer keys
  // are padded as blocked. Boolean: not 0 is allowed. Otherwise added.
  std::optional<GivenTensor> mask;
  bool mask_is_boolean = false;
  // batch x kv heads x past length x head size, both or neither.
  std::optional<GivenTensor> past_key;
  std::optional<GivenTensor> past_value;
  // batch: how many keys of each sentence are no padding.
  std::optional<GivenTensor> nonpad_kv_seqlen;
  bool is_causal = false;
  std::optional<double> scale;  // 1 / sqrt(head size)
  double softcap = 0;           // 0: none
  std::optional<double> q_num_heads;
  std::optional<double> kv_num_heads;
  // Which scores to return: 0 scaled, 1 after softcap, 2 after bias and mask,
  // 3 after softmax.
  std::optional<double> output_scores;
};

struct AttentionOperatorResult {
  GivenTensor output;         // as query, with value's head size
  GivenTensor present_key;    // batch x kv heads x (past + new) x head size
  GivenTensor present_value;  // likewise
  std::optional<GivenTensor> scores;  // batch x heads x queries x keys
};

/// Attention by ONNX's semantics, from the same tape ops as every model here;
/// a query with nothing to attend to gives zeros. A causal query i of n sees
/// keys up to i + past length, or, without past but with nonpad_kv_seqlen, up
/// to i + nonpad - n. Each group of q heads / kv heads query heads shares one
/// key head. Throws Error("[attention] ...") with the shapes that disagree.
AttentionOperatorResult RunAttentionOperator(const AttentionOperatorSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_ATTENTION_OPERATOR_H_
