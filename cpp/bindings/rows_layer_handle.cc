#include "bindings/rows_layer_handle.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attention/layers/attention_layer.h"
#include "attention/layers/encoder_layer.h"
#include "attention/layers/linear_layer.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

val ViewOf(std::span<const float> numbers) {
  return val(emscripten::typed_memory_view(numbers.size(), numbers.data()));
}

/// A call's tensors, which live as long as it does.
class Tensors {
 public:
  Tensors(const char* op, const val& options) : op_(op), options_(options) {}

  const GivenTensor* Find(const char* name) {
    std::optional<GivenTensor> found = FindTensor(op_, options_, name);
    if (!found) return nullptr;
    // Moved, a vector keeps its numbers where they are.
    tensors_.push_back(std::make_unique<GivenTensor>(std::move(*found)));
    return tensors_.back().get();
  }

  /// The tensor itself; its axes are the sizes that others must fit.
  const GivenTensor& Need(const char* name) {
    const GivenTensor* tensor = Find(name);
    if (!tensor) Fail(op_, name, " is needed");
    return *tensor;
  }

  std::span<const float> Matrix(const char* name, Index rows, Index columns) {
    return Fitting(name, Need(name), {rows, columns});
  }

  /// Nothing where it isn't given.
  std::span<const float> Row(const char* name, Index width) {
    const GivenTensor* tensor = Find(name);
    if (!tensor) return {};
    return Fitting(name, *tensor, {width});
  }

 private:
  std::span<const float> Fitting(const char* name, const GivenTensor& tensor,
                                 const Shape& wanted) const {
    if (tensor.shape != wanted) {
      Fail(op_, name, " has shape ", tensor.shape, " instead of ", wanted);
    }
    return tensor.data;
  }

  const char* op_;
  const val& options_;
  std::vector<std::unique_ptr<GivenTensor>> tensors_;
};

Index FirstAxis(const Shape& shape) { return shape.rank() > 0 ? shape[0] : 0; }

AttentionWeights ReadAttention(Tensors& tensors, const char* op,
                               const val& options, AttentionLayerOptions& of) {
  const Index d = FirstAxis(tensors.Need("query").shape);
  of.d_model = d;
  of.n_heads = static_cast<Index>(NumberOr(op, options, "numHeads", 1));
  of.causal = FlagOr(op, options, "isCausal", false);
  of.keep_weights = FlagOr(op, options, "keepWeights", false);
  return {tensors.Matrix("query", d, d), tensors.Matrix("key", d, d),
          tensors.Matrix("value", d, d), tensors.Matrix("output", d, d),
          tensors.Row("queryBias", d),   tensors.Row("keyBias", d),
          tensors.Row("valueBias", d),   tensors.Row("outputBias", d)};
}

val Hold(std::unique_ptr<RowsLayer> layer) {
  return val(std::make_shared<RowsLayerHandle>(std::move(layer)));
}

}  // namespace

val RowsLayerHandle::Input(double rows) {
  return Guard([&] { return ViewOf(layer_->Input(static_cast<Index>(rows))); });
}

val RowsLayerHandle::Run() {
  return Guard([&] { return ViewOf(layer_->Run()); });
}

val RowsLayerHandle::Weights() {
  return Guard([&] { return ViewOf(layer_->Weights()); });
}

val AttentionLayerCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "attentionLayer";
    Tensors tensors(kOp, options);
    AttentionLayerOptions of;
    const AttentionWeights weights = ReadAttention(tensors, kOp, options, of);
    return Hold(std::make_unique<AttentionLayer>(of, weights));
  });
}

val EncoderLayerCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "encoderLayer";
    Tensors tensors(kOp, options);
    EncoderLayerOptions of;
    EncoderWeights weights;
    weights.attention = ReadAttention(tensors, kOp, options, of.attention);
    const Index d = of.attention.d_model;
    const Index f = FirstAxis(tensors.Need("ffnOut").shape);
    of.d_ff = f;
    weights.hidden = tensors.Matrix("ffnHidden", d, f);
    weights.hidden_bias = tensors.Row("ffnHiddenBias", f);
    weights.out = tensors.Matrix("ffnOut", f, d);
    weights.out_bias = tensors.Row("ffnOutBias", d);
    weights.norm1 = tensors.Row("norm1", d);
    weights.norm1_bias = tensors.Row("norm1Bias", d);
    weights.norm2 = tensors.Row("norm2", d);
    weights.norm2_bias = tensors.Row("norm2Bias", d);
    if (TextOr(kOp, options, "activation", "relu") == "gelu") {
      of.activation = RowsActivation::kGelu;
    }
    of.norm_first = FlagOr(kOp, options, "normFirst", false);
    of.epsilon = NumberOr(kOp, options, "epsilon", of.epsilon);
    return Hold(std::make_unique<EncoderLayer>(of, weights));
  });
}

val LinearLayerCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "linearLayer";
    Tensors tensors(kOp, options);
    const GivenTensor& weight = tensors.Need("weight");
    if (weight.shape.rank() != 2) {
      Fail(kOp, "weight has shape ", weight.shape, "; it needs two axes");
    }
    const Index width = weight.shape[1];
    return Hold(std::make_unique<LinearLayer>(
        weight.data, weight.shape[0], width, tensors.Row("bias", width)));
  });
}

}  // namespace attention::bindings
