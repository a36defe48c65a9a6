#ifndef ATTENTION_MODELS_OPERATORS_ROTARY_OPERATOR_H_
#define ATTENTION_MODELS_OPERATORS_ROTARY_OPERATOR_H_

#include <optional>

#include "attention/layers/parameters.h"

namespace attention {

/// The inputs and attributes of ONNX's RotaryEmbedding (opset 23).
struct RotarySpec {
  // batch x heads x length x head size, or batch x length x (heads * head
  // size) with num_heads.
  GivenTensor input;
  // positions x rotary_dim / 2, looked up by position_ids; or batch x length x
  // rotary_dim / 2 without them.
  GivenTensor cos;
  GivenTensor sin;
  std::optional<GivenTensor> position_ids;  // batch x length
  bool interleaved = false;
  double rotary_dim = 0;  // how much of a head is turned; 0: all of it
  double num_heads = 0;
};

/// The input with each head's vectors turned by their positions. Throws
/// Error("[rotary] ...") with the shapes that disagree, or the position that
/// the tables lack.
GivenTensor RunRotaryOperator(const RotarySpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_ROTARY_OPERATOR_H_
