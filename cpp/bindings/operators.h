#ifndef BINDINGS_OPERATORS_H_
#define BINDINGS_OPERATORS_H_

#include <emscripten/val.h>

namespace attention::bindings {

/// ONNX's operators, and the difference of two tensors, with their options as
/// one object, in camelCase. Each returns an object of {data, shape} tensors,
/// or a JavaScript Error.
emscripten::val AttentionOperator(const emscripten::val& options);
emscripten::val SoftmaxOperator(const emscripten::val& options);
emscripten::val LogSoftmaxOperator(const emscripten::val& options);
emscripten::val LayerNormOperator(const emscripten::val& options);
emscripten::val RmsNormOperator(const emscripten::val& options);
emscripten::val GeluOperator(const emscripten::val& options);
emscripten::val SwigluOperator(const emscripten::val& options);
/// What weights [..., q, k] do, and with values [..., k, d].
emscripten::val AttentionStatisticsCall(const emscripten::val& options);
/// The directions in which points [n, d] spread most.
emscripten::val PcaCall(const emscripten::val& options);
emscripten::val DifferenceOperator(const emscripten::val& options);
emscripten::val RotaryOperator(const emscripten::val& options);
emscripten::val LinearAttentionOperator(const emscripten::val& options);

}  // namespace attention::bindings

#endif  // BINDINGS_OPERATORS_H_
