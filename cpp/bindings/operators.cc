#include "bindings/operators.h"

#include "attention/models/operators/activation_operators.h"
#include "attention/models/operators/attention_operator.h"
#include "attention/models/operators/attention_statistics.h"
#include "attention/models/operators/axis_operators.h"
#include "attention/models/operators/difference_operator.h"
#include "attention/models/operators/linear_attention_operator.h"
#include "attention/models/operators/pca.h"
#include "attention/models/operators/rotary_operator.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

/// A tensor that the operator cannot do without.
GivenTensor NeedTensor(const char* op, const val& options, const char* name) {
  auto tensor = FindTensor(op, options, name);
  if (!tensor) Fail(op, name, " is needed");
  return *std::move(tensor);
}

val ToTensor(const GivenTensor& tensor) {
  return bindings::ToTensor(tensor.shape, tensor.data);
}

val OutputOf(const GivenTensor& output) {
  Object object;
  object.Set("output", ToTensor(output));
  return object;
}

NormalizationSpec ReadNormalization(const char* op, const val& options) {
  NormalizationSpec spec;
  spec.input = NeedTensor(op, options, "input");
  spec.weight = FindTensor(op, options, "weight");
  spec.bias = FindTensor(op, options, "bias");
  spec.axis = NumberOr(op, options, "axis", spec.axis);
  spec.epsilon = NumberOr(op, options, "epsilon", spec.epsilon);
  return spec;
}

}  // namespace

val AttentionOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "attention";
    AttentionOperatorSpec spec;
    spec.query = NeedTensor(kOp, options, "query");
    spec.key = NeedTensor(kOp, options, "key");
    spec.value = NeedTensor(kOp, options, "value");
    spec.mask = FindTensor(kOp, options, "mask");
    spec.mask_is_boolean = spec.mask && HoldsBooleans(options["mask"]);
    spec.past_key = FindTensor(kOp, options, "pastKey");
    spec.past_value = FindTensor(kOp, options, "pastValue");
    spec.nonpad_kv_seqlen = FindTensor(kOp, options, "nonpadKvSeqlen");
    spec.is_causal = FlagOr(kOp, options, "isCausal", false);
    spec.scale = FindNumber(kOp, options, "scale");
    spec.softcap = NumberOr(kOp, options, "softcap", 0);
    spec.q_num_heads = FindNumber(kOp, options, "qNumHeads");
    spec.kv_num_heads = FindNumber(kOp, options, "kvNumHeads");
    spec.output_scores = FindNumber(kOp, options, "outputScores");
    const AttentionOperatorResult result = RunAttentionOperator(spec);
    Object object(OutputOf(result.output));
    object.Set("presentKey", ToTensor(result.present_key));
    object.Set("presentValue", ToTensor(result.present_value));
    if (result.scores) object.Set("scores", ToTensor(*result.scores));
    return object;
  });
}

val SoftmaxOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "softmax";
    return OutputOf(RunSoftmaxOperator(NeedTensor(kOp, options, "input"),
                                       NumberOr(kOp, options, "axis", -1)));
  });
}

val LogSoftmaxOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "logSoftmax";
    return OutputOf(RunLogSoftmaxOperator(NeedTensor(kOp, options, "input"),
                                          NumberOr(kOp, options, "axis", -1)));
  });
}

val LayerNormOperator(const val& options) {
  return Guard([&] {
    const LayerNormResult result =
        RunLayerNormOperator(ReadNormalization("layerNorm", options));
    Object object(OutputOf(result.output));
    object.Set("mean", ToTensor(result.mean));
    object.Set("invStdDev", ToTensor(result.inv_std_dev));
    return object;
  });
}

val RmsNormOperator(const val& options) {
  return Guard([&] {
    return OutputOf(RunRmsNormOperator(ReadNormalization("rmsNorm", options)));
  });
}

val GeluOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "gelu";
    return OutputOf(
        RunGeluOperator(NeedTensor(kOp, options, "input"),
                        TextOr(kOp, options, "approximate", "none")));
  });
}

val SwigluOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "swiglu";
    return OutputOf(RunSwigluOperator(NeedTensor(kOp, options, "a"),
                                      NeedTensor(kOp, options, "b"),
                                      NumberOr(kOp, options, "alpha", 1)));
  });
}

val DifferenceOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "difference";
    return OutputOf(RunDifferenceOperator(NeedTensor(kOp, options, "a"),
                                          NeedTensor(kOp, options, "b")));
  });
}

val AttentionStatisticsCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "attentionStatistics";
    const AttentionStatistics statistics = RunAttentionStatistics(
        NeedTensor(kOp, options, "weights"), FindTensor(kOp, options, "value"));
    Object object;
    object.Set("entropy", ToTensor(statistics.entropy));
    object.Set("distance", ToTensor(statistics.distance));
    object.Set("meanEntropy", ToTensor(statistics.mean_entropy));
    object.Set("meanDistance", ToTensor(statistics.mean_distance));
    object.Set("received", ToTensor(statistics.received));
    if (statistics.value_norms) {
      object.Set("valueNorms", ToTensor(*statistics.value_norms));
      object.Set("weightedNorms", ToTensor(*statistics.weighted_norms));
    }
    return object;
  });
}

val PcaCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "pca";
    const PcaResult result = RunPca(NeedTensor(kOp, options, "x"),
                                    NumberOr(kOp, options, "components", 2));
    Object object;
    object.Set("mean", ToTensor(result.mean));
    object.Set("components", ToTensor(result.components));
    object.Set("scores", ToTensor(result.scores));
    object.Set("explained", ToTensor(result.explained));
    return object;
  });
}

val RotaryOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "rotary";
    RotarySpec spec;
    spec.input = NeedTensor(kOp, options, "input");
    spec.cos = NeedTensor(kOp, options, "cos");
    spec.sin = NeedTensor(kOp, options, "sin");
    spec.position_ids = FindTensor(kOp, options, "positionIds");
    spec.interleaved = FlagOr(kOp, options, "interleaved", false);
    spec.rotary_dim = NumberOr(kOp, options, "rotaryDim", 0);
    spec.num_heads = NumberOr(kOp, options, "numHeads", 0);
    return OutputOf(RunRotaryOperator(spec));
  });
}

val LinearAttentionOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "linearAttention";
    LinearAttentionSpec spec;
    spec.query = NeedTensor(kOp, options, "query");
    spec.key = NeedTensor(kOp, options, "key");
    spec.value = NeedTensor(kOp, options, "value");
    spec.past_state = FindTensor(kOp, options, "pastState");
    spec.decay = FindTensor(kOp, options, "decay");
    spec.beta = FindTensor(kOp, options, "beta");
    spec.q_num_heads = NumberOr(kOp, options, "qNumHeads", 0);
    spec.kv_num_heads = NumberOr(kOp, options, "kvNumHeads", 0);
    spec.scale = NumberOr(kOp, options, "scale", 0);
    spec.update_rule = TextOr(kOp, options, "updateRule", spec.update_rule);
    const LinearAttentionResult result = RunLinearAttentionOperator(spec);
    Object object(OutputOf(result.output));
    object.Set("presentState", ToTensor(result.present_state));
    return object;
  });
}

}  // namespace attention::bindings
