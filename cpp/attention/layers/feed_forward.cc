#include "attention/layers/feed_forward.h"

#include "attention/layers/affine.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// `<prefix>activated` from the layer that it is for.
template <typename Scalar>
TensorId RecordActivation(BasicTape<Scalar>& tape, const std::string& prefix,
                          TensorId x, Activation activation) {
  const std::string axes = tape.tensor(x).axes;
  const auto record = [&](const Op& op, const AttributeList& attributes = {}) {
    return tape.Record(op, prefix + "activated", axes + "->" + axes, {x},
                       attributes);
  };
  switch (activation) {
    case Activation::kRelu:
      return record(ops::kRelu);
    case Activation::kGelu:
      return record(ops::kGelu, {{"approximate", std::string("none")}});
    case Activation::kGeluTanh:
      return record(ops::kGelu, {{"approximate", std::string("tanh")}});
    case Activation::kSwiglu:
      return record(ops::kSilu);
  }
  return x;
}

}  // namespace

template <typename Scalar>
TensorId RecordFeedForward(BasicTape<Scalar>& tape, const std::string& prefix,
                           TensorId x, const FeedForwardOptions& options,
                           Parameters& parameters) {
  const auto bias = [&](const char* name) {
    return options.bias ? prefix + name : std::string();
  };
  const Shape shape = tape.tensor(x).shape;
  const Index d_model = shape[shape.rank() - 1];
  const char model_letter = tape.tensor(x).axes.back();
  const TensorId hidden =
      RecordAffine(tape, {prefix + "W_1", bias("b_1"), prefix + "hidden", 'f'},
                   x, options.d_ff, parameters);
  TensorId inner = hidden;
  if (options.activation == Activation::kSwiglu) {
    const TensorId gate = RecordAffine(
        tape, {prefix + "W_gate", bias("b_gate"), prefix + "gate", 'f'}, x,
        options.d_ff, parameters);
    const TensorId activated =
        RecordActivation(tape, prefix, gate, options.activation);
    const std::string axes = tape.tensor(hidden).axes;
    inner = tape.Record(ops::kMultiply, prefix + "gated",
                        axes + "," + axes + "->" + axes, {activated, hidden});
  } else {
    inner = RecordActivation(tape, prefix, hidden, options.activation);
  }
  return RecordAffine(
      tape, {prefix + "W_2", bias("b_2"), prefix + "out", model_letter}, inner,
      d_model, parameters);
}

template TensorId RecordFeedForward(BasicTape<float>&, const std::string&,
                                    TensorId, const FeedForwardOptions&,
                                    Parameters&);
template TensorId RecordFeedForward(BasicTape<double>&, const std::string&,
                                    TensorId, const FeedForwardOptions&,
                                    Parameters&);

}  // namespace attention
