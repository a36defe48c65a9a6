#ifndef ATTENTION_MODELS_OPERATORS_SOFTMAX_OPERATOR_H_
#define ATTENTION_MODELS_OPERATORS_SOFTMAX_OPERATOR_H_

#include <string_view>

#include "attention/layers/parameters.h"

namespace attention {

/// The axis counted from the front, of one that may be counted from the back.
/// Throws Error("[op] ...") when the shape has no such axis.
Index ResolveAxis(std::string_view op, const Shape& shape, double axis);

/// Softmax along one axis, by ONNX's semantics: a row of nothing but -inf is
/// 0 / 0, NaN. Throws Error("[softmax] ...") when there is no such axis.
GivenTensor RunSoftmaxOperator(const GivenTensor& input, double axis);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_SOFTMAX_OPERATOR_H_
