#ifndef ATTENTION_MODELS_OPERATORS_LINEAR_ATTENTION_OPERATOR_H_
#define ATTENTION_MODELS_OPERATORS_LINEAR_ATTENTION_OPERATOR_H_

#include <optional>
#include <string>

#include "attention/layers/parameters.h"

namespace attention {

/// The inputs and attributes of ONNX's LinearAttention.
struct LinearAttentionSpec {
  GivenTensor query;                      // batch x length x (q heads * d_k)
  GivenTensor key;                        // batch x length x (kv heads * d_k)
  GivenTensor value;                      // batch x length x (kv heads * d_v)
  std::optional<GivenTensor> past_state;  // batch x kv heads x d_k x d_v
  // batch x length x kv heads, or x (kv heads * d_k); of logarithms. With the
  // rules "gated" and "gated_delta", and only with them.
  std::optional<GivenTensor> decay;
  // batch x length x kv heads, or x 1. With "delta" and "gated_delta" only.
  std::optional<GivenTensor> beta;
  double q_num_heads = 0;
  double kv_num_heads = 0;
  double scale = 0;  // 0: 1 / sqrt(d_k)
  std::string update_rule = "gated_delta";
};

struct LinearAttentionResult {
  GivenTensor output;         // batch x length x (q heads * d_v)
  GivenTensor present_state;  // batch x kv heads x d_k x d_v
};

/// Attention through a state that is written by keys and values and read by
/// queries, in time linear in the length (S26). Throws
/// Error("[linearAttention] ...") with the shapes that disagree.
LinearAttentionResult RunLinearAttentionOperator(
    const LinearAttentionSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_LINEAR_ATTENTION_OPERATOR_H_
