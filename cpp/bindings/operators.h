#ifndef BINDINGS_OPERATORS_H_
#define BINDINGS_OPERATORS_H_

#include <emscripten/val.h>

namespace attention::bindings {

/// ONNX's operators with their options as one object, in camelCase. Each
/// returns an object of {data, shape} tensors, or a JavaScript Error.
emscripten::val AttentionOperator(const emscripten::val& options);
emscripten::val SoftmaxOperator(const emscripten::val& options);

}  // namespace attention::bindings

#endif  // BINDINGS_OPERATORS_H_
