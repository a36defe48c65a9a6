#include "bindings/operators.h"

#include "attention/models/operators/attention_operator.h"
#include "attention/models/operators/softmax_operator.h"
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
    val object = val::object();
    object.set("output", ToTensor(result.output));
    object.set("presentKey", ToTensor(result.present_key));
    object.set("presentValue", ToTensor(result.present_value));
    if (result.scores) object.set("scores", ToTensor(*result.scores));
    return object;
  });
}

val SoftmaxOperator(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "softmax";
    val object = val::object();
    object.set("output", ToTensor(RunSoftmaxOperator(
                             NeedTensor(kOp, options, "input"),
                             NumberOr(kOp, options, "axis", -1))));
    return object;
  });
}

}  // namespace attention::bindings
