#include "attention/models/use_lite.h"

#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/affine.h"
#include "attention/layers/block.h"
#include "attention/models/output.h"
#include "attention/models/sizes.h"
#include "attention/models/stack_config.h"
#include "attention/models/words.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

void CheckUseLite(const RunSpec& spec, const Config& config) {
  CheckStack(spec.model, config);
  if (!config.norm_first) {
    Fail(spec.model, "norm_order is \"post\"; this encoder takes \"pre\"");
  }
  if (config.final_norm) {
    Fail(spec.model, "final_norm is on, but this encoder ends in no norm");
  }
  if (spec.config.d_k || spec.config.d_v) {
    Fail(spec.model,
         "d_k and d_v are what a layer reads over its n_heads; leave them out");
  }
}

/// Layer `layer` reads rows of `width` numbers and leaves rows of d_model.
BlockOptions LayerOf(const RunSpec& spec, const Config& config, Index layer) {
  BlockOptions options = config.block();
  const Index width = layer == 0 ? config.d_embedding : config.d_model;
  MultiHeadOptions& heads = options.heads;
  if (width % heads.n_heads != 0) {
    Fail(spec.model, "n_heads ", heads.n_heads, " does not divide ",
         layer == 0 ? "d_embedding " : "d_model ", width);
  }
  heads.d_k = width / heads.n_heads;
  heads.d_v = heads.d_k;
  if (heads.rotary && heads.d_k % 2 != 0) {
    Fail(spec.model, "rotary positions turn pairs of numbers, and d_k is ",
         heads.d_k, "; an even d_k is needed");
  }
  heads.d_out = config.d_model;
  return options;
}

}  // namespace

template <typename Scalar>
void RunUseLite(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters) {
  CheckUseLite(spec, trace.config);
  const Config config = trace.config;
  const auto needed = [&](Index batch, Index length, Index vocabulary) {
    const auto words = static_cast<double>(length);
    const Extent extent{static_cast<double>(batch), words, words};
    const auto d_model = static_cast<double>(config.d_model);
    // A first layer as wide as the others, and its shortcut, are an upper
    // bound of what it takes.
    Config embedded = config;
    embedded.d_model = config.d_embedding;
    return WordNumbers(embedded, extent.batch, words,
                       static_cast<double>(vocabulary)) +
           static_cast<double>(config.n_layers) * LayerNumbers(config, extent) +
           extent.batch * words * d_model + 2 * d_model * (d_model + 1) +
           4 * extent.batch * d_model +
           OutputNumbers(config, extent.batch,
                         static_cast<double>(config.n_classes));
  };
  // What reads words takes their width from the config.
  trace.config.d_model = config.d_embedding;
  const Words words = TakeWords(spec, trace, parameters, false, needed);
  trace.config.d_model = config.d_model;
  BasicTape<Scalar>& tape = trace.tape;
  const MaskPlan plan = ResolveMask(spec, words.length, words.length);
  const TensorId mask = RecordMask(tape, plan, words.length, words.length,
                                   {.name = "encoder.mask",
                                    .parts = "encoder.mask.",
                                    .lengths = words.lengths});
  TensorId x = RecordDropout(tape, "dropout", words.x, config.dropout);
  for (Index layer = 0; layer < config.n_layers; ++layer) {
    x = RecordBlock(tape, "encoder." + ToText(layer) + ".", x, mask,
                    std::nullopt, LayerOf(spec, config, layer), parameters)
            .out;
  }
  const std::string batch = tape.tensor(x).axes.size() == 3 ? "b" : "";
  std::vector<TensorId> inputs = {x};
  if (words.lengths) inputs.push_back(*words.lengths);
  const TensorId pooled = tape.Record(
      ops::kMeanPool, "pooled",
      batch + "tm" + (words.lengths ? ",b" : "") + "->" + batch + "m", inputs);
  const TensorId projected = RecordAffine(
      tape, {"sentence.W", "sentence.b", "sentence.projected", 'u'}, pooled,
      config.d_model, parameters);
  const std::string rule = batch + "u->" + batch + "u";
  const TensorId activated =
      tape.Record(ops::kTanh, "sentence.activated", rule, {projected});
  const TensorId vector =
      tape.Record(ops::kL2Norm, "sentence.vector", rule, {activated});
  if (spec.config.n_classes) {
    RecordOutput(tape, vector, config.n_classes, 'l', parameters);
  }
}

template void RunUseLite(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunUseLite(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
