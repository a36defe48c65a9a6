#include "attention/models/sizes.h"

#include <string>

#include "attention/core/error.h"
#include "attention/models/bounds.h"

namespace attention {
namespace {

double Number(Index size) { return static_cast<double>(size); }
double Count(bool flag) { return flag ? 1 : 0; }

/// How often each pair of words is on the tape: scores, scaled, [tempered,]
/// masked, weights; fused and linear attention do without.
double PairStages(const MultiHeadOptions& heads) {
  switch (heads.kind) {
    case AttentionKind::kSoftmax:
      return 4 + Count(heads.temperature != 1);
    case AttentionKind::kSparse:
      return 3 + Count(heads.temperature != 1);
    case AttentionKind::kLinearLiteral:
      return 1 + 8 * Count(heads.compare);
    case AttentionKind::kFused:
      return 0;
    case AttentionKind::kLinearState:
    case AttentionKind::kLinear:
      return 8 * Count(heads.compare);
  }
  return 0;
}

/// Residual, norm, dropout and a norm's own parameters.
double SublayerNumbers(const Config& config, const Extent& extent) {
  const double rows = extent.batch * extent.queries;
  return rows * Number(config.d_model) * (2 + Count(config.dropout.rate > 0)) +
         2 * Number(config.d_model);
}

double FeedForwardNumbers(const Config& config, const Extent& extent) {
  const FeedForwardOptions& ffn = config.feed_forward;
  const bool gated = ffn.activation == Activation::kSwiglu;
  const double d_ff = Number(ffn.d_ff);
  const double d_model = Number(config.d_model);
  const double rows = extent.batch * extent.queries;
  const double matrices = (gated ? 3 : 2) * d_model * d_ff;
  const double biases = (gated ? 2 : 1) * d_ff + d_model;
  return matrices + (ffn.bias ? biases : 0) +
         rows * ((gated ? 4 : 2) * d_ff + d_model);
}

}  // namespace

double AttentionNumbers(const Config& config, const Extent& extent) {
  const MultiHeadOptions& heads = config.heads;
  const double h = Number(heads.n_heads);
  const double g = heads.n_kv_heads == 0 ? h : Number(heads.n_kv_heads);
  const double d_k = Number(heads.d_k);
  const double d_v = Number(heads.d_v);
  const double d_model = Number(config.d_model);
  const double stages = 1 + Count(heads.projection == Projection::kJoint);
  const double turned = Count(heads.rotary);
  const double shared = g == h ? 0 : h;

  const double weights = d_model * (h * d_k + g * d_k + g * d_v + h * d_v);
  const double biases = heads.bias ? h * d_k + g * d_k + g * d_v + d_model : 0;
  const double queries =
      extent.queries * (h * d_k * (stages + turned) + 2 * h * d_v + d_model);
  const double keys = extent.keys * (g * d_k * (stages + turned) +
                                     g * d_v * stages + shared * (d_k + d_v));
  const double stages_of_pairs = PairStages(heads);
  const double extra = stages_of_pairs == 0
                           ? 0
                           : Count(heads.alibi) + Count(heads.dropout.rate > 0);
  const double pairs =
      h * extent.queries * extent.keys * (stages_of_pairs + extra);
  const double alibi = Count(heads.alibi) * h * extent.queries * extent.keys;
  return weights + biases + alibi + extent.batch * (queries + keys + pairs);
}

double LayerNumbers(const Config& config, const Extent& extent) {
  return AttentionNumbers(config, extent) + FeedForwardNumbers(config, extent) +
         2 * SublayerNumbers(config, extent);
}

double CrossLayerNumbers(const Config& config, const Extent& extent,
                         double memory) {
  const Extent cross{extent.batch, extent.queries, memory};
  // The mask is one for all layers, and counted with each: it is small.
  return LayerNumbers(config, extent) + AttentionNumbers(config, cross) +
         2 * extent.batch * extent.queries * memory +
         SublayerNumbers(config, extent);
}

double WordNumbers(const Config& config, double batch, double length,
                   double vocabulary) {
  const double d_model = Number(config.d_model);
  const bool learned = config.positions.kind == PositionKind::kLearned;
  const double table =
      learned ? Number(config.positions.max_length) * d_model : 0;
  const double masks = 3 * batch * length * length;  // joint, and two parts
  const double last_norm =
      Count(config.final_norm) * d_model * (batch * length + 2);
  const double scaled =
      Count(config.embedding_scale) * batch * length * d_model;
  return scaled + vocabulary * d_model + table + length * (d_model + 1) +
         masks + last_norm +
         batch * (1 + length *
                          (1 + d_model * (2 + Count(config.dropout.rate > 0))));
}

double OutputNumbers(const Config& config, double rows, double columns) {
  return (Number(config.d_model) + 1) * columns + 2 * rows * columns;
}

const Bound& TokenBound(const ConfigSpec& config) {
  const bool none = config.attention == "fused" || config.attention == "linear";
  return none ? bounds::kLongTokens : bounds::kTokens;
}

template <typename Scalar>
void MakeRoom(BasicTrace<Scalar>& trace, Index batch, Index length,
              const std::function<double(Index)>& numbers) {
  const auto largest = Number(bounds::kTapeFloats.largest);
  const double needed = numbers(length);
  if (needed > largest) {
    Index fits = length;
    while (fits > 0 && numbers(fits) > largest) --fits;
    const std::string advice =
        fits > 0 ? "with these sizes at most " + ToText(fits) + " tokens fit"
                 : "fewer layers, or smaller ones, are needed";
    Fail(trace.model, batch, " sentences of ", length, " tokens in ",
         trace.config.heads.n_heads, " heads need ", needed, " numbers; ",
         bounds::kTapeFloats.why, ", ", bounds::kTapeFloats.largest, "; ",
         advice);
  }
  trace.tape.Reserve(static_cast<Index>(needed));
}

template void MakeRoom(BasicTrace<float>&, Index, Index,
                       const std::function<double(Index)>&);
template void MakeRoom(BasicTrace<double>&, Index, Index,
                       const std::function<double(Index)>&);

}  // namespace attention
