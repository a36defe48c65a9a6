#include "attention/layers/attend.h"

#include <string>
#include <string_view>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/linear_attention.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Records what attention costs, for open pairs where a mask is given.
template <typename Scalar>
void RecordPairCost(BasicTape<Scalar>& tape, const char* name, TensorId q,
                    TensorId k, std::optional<TensorId> v,
                    std::optional<TensorId> mask,
                    const DotProductOptions& options) {
  std::vector<TensorId> inputs = {q, k};
  std::string rule = options.query_lead + "qf," + options.key_lead + "kf";
  std::string products = options.query_lead + "qkf";
  if (v) {
    inputs.push_back(*v);
    rule += "," + options.key_lead + "kd";
    products += " " + options.query_lead + "qkd";
  }
  if (mask) {
    inputs.push_back(*mask);
    rule += "," + tape.tensor(*mask).axes;
  }
  tape.Record(ops::kMultiplyAdds, options.prefix + name, rule + "->n", inputs,
              {{"products", products}, {"mask", mask ? 1.0 : 0.0}}, {{'n', 1}});
}

/// What no weights are made for cannot be done to them.
void CheckWithoutWeights(std::string_view op, std::optional<TensorId> v,
                         const DotProductOptions& options) {
  if (!v) Fail(op, "needs values: it makes no weights to stop at");
  if (options.whole_matrix) {
    Fail(op, "makes no matrix of scores, so no softmax over the whole of it");
  }
  if (options.dropout.training && options.dropout.rate > 0) {
    Fail(op,
         "makes no weights, so training cannot drop any; dropout must be 0");
  }
}

void CheckLinear(std::optional<TensorId> v, const DotProductOptions& options) {
  CheckWithoutWeights("linear_attention", v, options);
  if (options.temperature != 1) {
    Fail("linear_attention",
         "takes no softmax, so no temperature of one: ", options.temperature,
         " must be 1");
  }
  if (options.bias || options.softcap > 0) {
    Fail("linear_attention",
         "makes no scores: it takes no bias on them (positions alibi) and no "
         "softcap");
  }
}

template <typename Scalar>
TensorId FuseAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                       TensorId v, const DotProductOptions& options) {
  std::vector<TensorId> inputs = {q, k, v};
  std::string rule = options.query_lead + "qf," + options.key_lead + "kf," +
                     options.key_lead + "kd";
  const bool tempered = options.temperature != 1;
  if (tempered && options.softcap > 0) {
    Fail("fused_attention", "bends scores as its last, so a temperature ",
         options.temperature, " cannot divide them behind the softcap");
  }
  Attributes attributes{{"factor", options.factor / options.temperature}};
  if (options.d_k > 0 && !tempered)
    attributes["d_k"] = static_cast<double>(options.d_k);
  if (options.softcap > 0) attributes["softcap"] = options.softcap;
  const auto extra = [&](const char* name, std::optional<TensorId> pairs) {
    if (!pairs) return;
    attributes[name] = 1.0;
    inputs.push_back(*pairs);
    rule += "," + tape.tensor(*pairs).axes;
  };
  extra("mask", options.mask);
  extra("bias", options.bias);
  return tape.Record(ops::kFusedAttention, options.prefix + "z",
                     rule + "->" + options.query_lead + "qd", inputs,
                     attributes);
}

}  // namespace

template <typename Scalar>
AttendTensors Attend(BasicTape<Scalar>& tape, AttentionKind kind, TensorId q,
                     TensorId k, std::optional<TensorId> v,
                     const DotProductOptions& options) {
  switch (kind) {
    case AttentionKind::kLinear:
      CheckLinear(v, options);
      return {std::nullopt, LinearAttention(tape, q, k, *v, options)};
    case AttentionKind::kLinearState:
      CheckLinear(v, options);
      return {std::nullopt, StateLinearAttention(tape, q, k, *v, options)};
    case AttentionKind::kLinearLiteral:
      CheckLinear(v, options);
      return {std::nullopt, LiteralLinearAttention(tape, q, k, *v, options)};
    case AttentionKind::kFused:
      CheckWithoutWeights("fused_attention", v, options);
      return {std::nullopt, FuseAttention(tape, q, k, *v, options)};
    case AttentionKind::kSoftmax:
    case AttentionKind::kSparse:
      break;
  }
  DotProductOptions pairs = options;
  pairs.sparse = kind == AttentionKind::kSparse;
  AttendTensors tensors;
  tensors.pairs = DotProductAttention(tape, q, k, v, pairs);
  tensors.z = tensors.pairs->z;
  if (pairs.sparse) {
    RecordPairCost(tape, "multiply_adds", q, k, v, options.mask, options);
    RecordPairCost(tape, "multiply_adds_dense", q, k, v, std::nullopt, options);
  }
  return tensors;
}

template AttendTensors Attend(BasicTape<float>&, AttentionKind, TensorId,
                              TensorId, std::optional<TensorId>,
                              const DotProductOptions&);
template AttendTensors Attend(BasicTape<double>&, AttentionKind, TensorId,
                              TensorId, std::optional<TensorId>,
                              const DotProductOptions&);

}  // namespace attention
