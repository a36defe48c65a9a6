#include "attention/models/image_classifier.h"

#include "attention/core/error.h"
#include "attention/layers/affine.h"
#include "attention/layers/block.h"
#include "attention/layers/positions.h"
#include "attention/models/image_grid.h"
#include "attention/models/output.h"
#include "attention/models/pooling.h"
#include "attention/models/sizes.h"
#include "attention/models/stack_config.h"

namespace attention {
namespace {

void CheckPatches(const RunSpec& spec, const Config& config) {
  if (config.raw_patches) {
    Fail(spec.model,
         "patch_embedding is \"raw\", but patches are embedded here; the model "
         "\"vision\" can do without");
  }
  if (config.pooling != Pooling::kMean) {
    Fail(spec.model, "pooling is \"", spec.config.pooling,
         "\", but patches are pooled by their mean");
  }
}

}  // namespace

template <typename Scalar>
void RunImageClassifier(const RunSpec& spec, BasicTrace<Scalar>& trace,
                        Parameters& parameters) {
  CheckStack(trace.model, trace.config);
  const Config& config = trace.config;
  CheckPatches(spec, config);
  const ImageGrid grid = CheckImage(spec, config.patch_size, true);
  MakeRoom(trace, grid.images, grid.patches, [&](Index patches) {
    const auto words = static_cast<double>(patches);
    const auto pixels = static_cast<double>(grid.pixels);
    const auto d_model = static_cast<double>(config.d_model);
    const Extent extent{static_cast<double>(grid.images), words, words};
    return WordNumbers(config, extent.batch, words, pixels + 1) +
           2 * extent.batch * words * pixels + extent.batch * d_model +
           static_cast<double>(config.n_layers) * LayerNumbers(config, extent) +
           OutputNumbers(config, extent.batch,
                         static_cast<double>(config.n_classes));
  });
  BasicTape<Scalar>& tape = trace.tape;
  const TensorId patches = RecordPatches(tape, *spec.image, grid);
  const TensorId embeddings =
      RecordAffine(tape,
                   {"embedding.W", config.heads.bias ? "embedding.b" : "",
                    "embedding.out", 'm'},
                   patches, config.d_model, parameters);
  const TensorId placed =
      RecordInput(tape, embeddings, config.positions, parameters);
  const TensorId mask = RecordMask(
      tape, ResolveMask(spec, grid.patches, grid.patches), grid.patches,
      grid.patches, {.name = "encoder.mask", .parts = "encoder.mask."});
  const TensorId x = RecordDropout(tape, "dropout", placed, config.dropout);
  const StackTensors stack =
      RecordStack(tape, "encoder.", x, mask, std::nullopt, config.n_layers,
                  config.block(), parameters);
  const TensorId pooled = RecordMean(tape, stack.out, std::nullopt);
  RecordOutput(tape, pooled, config.n_classes, 'l', parameters);
}

template void RunImageClassifier(const RunSpec&, BasicTrace<float>&,
                                 Parameters&);
template void RunImageClassifier(const RunSpec&, BasicTrace<double>&,
                                 Parameters&);

}  // namespace attention
