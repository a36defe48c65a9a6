#include "attention/layers/multi_head_attention.h"

#include <cmath>

#include "attention/layers/projections.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

ProjectionOptions ProjectionsOf(const MultiHeadOptions& options, Index offset) {
  const Index shared =
      options.n_kv_heads == 0 ? options.n_heads : options.n_kv_heads;
  return {options.prefix,     options.n_heads, shared, options.bias,
          options.projection, options.rotary,  offset};
}

/// `<prefix>alibi`, heads x queries x keys.
template <typename Scalar>
TensorId RecordAlibi(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                     const MultiHeadOptions& options, Index offset) {
  const Shape q_shape = tape.tensor(q).shape;
  const Shape k_shape = tape.tensor(k).shape;
  Attributes attributes;
  if (offset != 0) attributes["offset"] = static_cast<double>(offset);
  return tape.Record(ops::kAlibi, options.prefix + "alibi", "->hqk", {},
                     attributes,
                     {{'h', options.n_heads},
                      {'q', q_shape[q_shape.rank() - 2]},
                      {'k', k_shape[k_shape.rank() - 2]}});
}

/// A gate of the running state, one number for each key and head, from what the
/// keys are made of: `<name>_logits` = x W, then what `op` makes of it.
template <typename Scalar>
TensorId RecordGate(BasicTape<Scalar>& tape, const Op& op, const char* name,
                    TensorId memory, const MultiHeadOptions& options,
                    Parameters& parameters) {
  const Shape shape = tape.tensor(memory).shape;
  const std::string batch = shape.rank() == 3 ? "b" : "";
  const std::string& prefix = options.prefix;
  const std::string letters = batch + "hk";
  const TensorId weights =
      parameters.Matrix(tape, prefix + "W_" + name, "hm", options.n_heads,
                        shape[shape.rank() - 1]);
  const TensorId logits =
      tape.Record(ops::kLinear, prefix + name + "_logits",
                  batch + "km,hm->" + letters, {memory, weights});
  return tape.Record(op, prefix + name, letters + "->" + letters, {logits});
}

template <typename Scalar>
TensorId RecordOutput(BasicTape<Scalar>& tape, TensorId z,
                      const std::string& batch, Index d_model,
                      const MultiHeadOptions& options, Parameters& parameters) {
  const Index joint = options.n_heads * options.d_v;
  const std::string& prefix = options.prefix;
  const TensorId concat =
      tape.Record(ops::kConcat, prefix + "concat",
                  batch + "hqd->" + batch + "qc", {z}, {}, {{'c', joint}});
  std::vector<TensorId> inputs = {
      concat, parameters.Matrix(tape, prefix + "W_o", "cm", joint, d_model)};
  if (options.bias) {
    inputs.push_back(
        parameters.Vector(tape, prefix + "b_o", "m", joint, d_model));
  }
  return tape.Record(
      ops::kLinear, prefix + "out",
      batch + "qc,cm" + (options.bias ? ",m" : "") + "->" + batch + "qm",
      inputs);
}

}  // namespace

template <typename Scalar>
MultiHeadTensors MultiHeadAttention(BasicTape<Scalar>& tape, TensorId x,
                                    TensorId memory, TensorId mask,
                                    const MultiHeadOptions& options,
                                    Parameters& parameters,
                                    const std::optional<KnownKeys>& known) {
  const Shape shape = tape.tensor(x).shape;
  const std::string batch = shape.rank() == 3 ? "b" : "";
  std::optional<KnownKeys> past;
  Index offset = 0;
  if (known && !known->all) {
    past = known;
    const Shape keys = tape.tensor(known->k).shape;
    offset = keys[keys.rank() - 2];
  }
  const ProjectionOptions projections = ProjectionsOf(options, offset);
  MultiHeadTensors tensors{};
  tensors.q = RecordQueries(tape, x, options.d_k, projections, parameters);
  const auto record = [&](char which, Index d) {
    const auto of = [&](const KnownKeys& keys) {
      return which == 'k' ? keys.k : keys.v;
    };
    if (known && known->all) {
      return ShareKeys(tape, of(*known), which, projections);
    }
    const auto before = past ? std::optional(of(*past)) : std::nullopt;
    return RecordKeys(tape, memory, which, d, before, projections, parameters);
  };
  const KeyTensors keys = record('k', options.d_k);
  const KeyTensors values = record('v', options.d_v);
  tensors.k = keys.heads;
  tensors.v = values.heads;
  tensors.present_k = keys.present;
  tensors.present_v = values.present;

  DotProductOptions pairs;
  pairs.prefix = options.prefix;
  pairs.query_lead = batch + "h";
  pairs.key_lead = batch + "h";
  pairs.factor =
      options.scale ? 1.0 / std::sqrt(static_cast<double>(options.d_k)) : 1.0;
  pairs.d_k = options.d_k;
  pairs.temperature = options.temperature;
  pairs.style = options.style;
  pairs.whole_matrix = options.whole_matrix;
  pairs.mask = mask;
  pairs.compare = options.compare;
  pairs.dropout = options.dropout;
  if (options.alibi) {
    pairs.bias = RecordAlibi(tape, tensors.q, tensors.k, options, offset);
  }
  if (options.kind == AttentionKind::kLinearState) {
    pairs.update_rule = options.update_rule;
    if (options.update_rule.starts_with("gated")) {
      pairs.decay = RecordGate(tape, ops::kLogSigmoid, "decay", memory, options,
                               parameters);
    }
    if (options.update_rule.ends_with("delta")) {
      pairs.beta =
          RecordGate(tape, ops::kSigmoid, "beta", memory, options, parameters);
    }
  }
  const AttendTensors attended =
      Attend(tape, options.kind, tensors.q, tensors.k, tensors.v, pairs);
  tensors.pairs = attended.pairs;
  if (options.output) {
    tensors.out = RecordOutput(
        tape, *attended.z, batch,
        options.d_out == 0 ? shape[shape.rank() - 1] : options.d_out, options,
        parameters);
  }
  return tensors;
}

template MultiHeadTensors MultiHeadAttention(BasicTape<float>&, TensorId,
                                             TensorId, TensorId,
                                             const MultiHeadOptions&,
                                             Parameters&,
                                             const std::optional<KnownKeys>&);
template MultiHeadTensors MultiHeadAttention(BasicTape<double>&, TensorId,
                                             TensorId, TensorId,
                                             const MultiHeadOptions&,
                                             Parameters&,
                                             const std::optional<KnownKeys>&);

}  // namespace attention
