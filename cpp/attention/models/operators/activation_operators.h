#ifndef ATTENTION_MODELS_OPERATORS_ACTIVATION_OPERATORS_H_
#define ATTENTION_MODELS_OPERATORS_ACTIVATION_OPERATORS_H_

#include <string_view>

#include "attention/layers/parameters.h"

namespace attention {

/// ONNX's Gelu; approximate is "none" or "tanh". Throws Error("[gelu] ...") for
/// another word.
GivenTensor RunGeluOperator(const GivenTensor& input,
                            std::string_view approximate);

/// ONNX's SwiGLU, swish(a) * b. Throws Error("[swiglu] ...") when the shapes
/// differ or alpha is not finite.
GivenTensor RunSwigluOperator(const GivenTensor& a, const GivenTensor& b,
                              double alpha);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_ACTIVATION_OPERATORS_H_
