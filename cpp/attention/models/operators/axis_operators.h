#ifndef ATTENTION_MODELS_OPERATORS_AXIS_OPERATORS_H_
#define ATTENTION_MODELS_OPERATORS_AXIS_OPERATORS_H_

#include <optional>

#include "attention/layers/parameters.h"

namespace attention {

/// ONNX's Softmax and LogSoftmax along one axis, which may count from the end.
/// A row of nothing but -inf is 0 / 0, NaN. Throws Error("[op] ...") when there
/// is no such axis.
GivenTensor RunSoftmaxOperator(const GivenTensor& input, double axis);
GivenTensor RunLogSoftmaxOperator(const GivenTensor& input, double axis);

/// A normalization over all axes from `axis` on. weight and bias are broadcast
/// to the input's shape.
struct NormalizationSpec {
  GivenTensor input;
  std::optional<GivenTensor> weight;
  std::optional<GivenTensor> bias;
  double axis = -1;
  double epsilon = 1e-5;
};

struct LayerNormResult {
  GivenTensor output;       // as the input
  GivenTensor mean;         // the normalized axes of size 1
  GivenTensor inv_std_dev;  // likewise
};

/// ONNX's LayerNormalization and RMSNormalization. Throw Error("[op] ...") when
/// there is no such axis, or weight or bias cannot be broadcast.
LayerNormResult RunLayerNormOperator(const NormalizationSpec& spec);
GivenTensor RunRmsNormOperator(const NormalizationSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_AXIS_OPERATORS_H_
