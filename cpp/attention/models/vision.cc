#include "attention/models/vision.h"

#include <cmath>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/affine.h"
#include "attention/layers/diagnostics.h"
#include "attention/layers/positions.h"
#include "attention/models/bounds.h"
#include "attention/models/image_grid.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

template <typename Scalar>
class Vision {
 public:
  Vision(const RunSpec& spec, BasicTrace<Scalar>& trace, Parameters& parameters)
      : spec_(spec),
        config_(trace.config),
        tape_(trace.tape),
        parameters_(parameters),
        grid_(CheckImage(spec, trace.config.patch_size, false)) {
    patches_ = RecordPatches(tape_, *spec.image, grid_);
  }

  void Linear() {
    if (!config_.heads.output) {
      Fail(spec_.model,
           "output is off, but the image is put together from it; patches can "
           "be \"raw\" instead");
    }
    const TensorId embeddings = RecordAffine(
        tape_, {"embedding.W", Bias("embedding.b"), "embedding.out", 'm'},
        patches_, config_.d_model, parameters_);
    const TensorId x =
        RecordInput(tape_, embeddings, config_.positions, parameters_);
    const TensorId mask = Mask();
    const MultiHeadTensors heads =
        MultiHeadAttention(tape_, x, x, mask, config_.heads, parameters_);
    Diagnose(heads.q, heads.k, heads.pairs, mask);
    Join(RecordAffine(tape_,
                      {"reconstruction.W", Bias("reconstruction.b"),
                       "reconstruction.patches", 'p'},
                      *heads.out, grid_.pixels, parameters_));
  }

  void Raw() {
    const TensorId x = PlacedPatches();
    const MultiHeadOptions& heads = config_.heads;
    const Index n_heads = CheckedSize(spec_.model, bounds::kNHeads,
                                      spec_.config.n_heads.value_or(1));
    if (grid_.pixels % n_heads != 0) {
      Fail(spec_.model, "n_heads ", n_heads, " does not divide a patch's ",
           grid_.pixels, " numbers");
    }
    const Index d = grid_.pixels / n_heads;
    const auto split = [&](const char* name, const char* rule, TensorId of) {
      return tape_.Record(ops::kSplitHeads, name, rule, {of}, {},
                          {{'h', n_heads}, {'d', d}});
    };
    const TensorId q = split("attn.q", "qc->hqd", x);
    const TensorId k = split("attn.k", "kc->hkd", x);
    const TensorId v = split("attn.v", "kc->hkd", patches_);
    DotProductOptions options;
    options.factor = heads.scale ? 1 / std::sqrt(static_cast<double>(d)) : 1;
    options.d_k = d;
    options.temperature = heads.temperature;
    options.style = heads.style;
    options.whole_matrix = heads.whole_matrix;
    options.compare = heads.compare;
    options.update_rule = heads.update_rule;
    options.dropout = config_.dropout;
    options.mask = Mask();
    const AttendTensors attended =
        Attend(tape_, heads.kind, q, k, std::optional(v), options);
    Diagnose(q, k, attended.pairs, *options.mask);
    Join(tape_.Record(ops::kConcat, "reconstruction.patches", "hqd->qc",
                      {*attended.z}, {}, {{'c', grid_.pixels}}));
  }

 private:
  std::string Bias(const char* name) const {
    return config_.heads.bias ? name : "";
  }

  /// The patches with their places added, where positions are.
  TensorId PlacedPatches() {
    const PositionKind kind = config_.positions.kind;
    if (kind == PositionKind::kNone) {
      return tape_.Record(ops::kAdd, "x", "tp->tp", {patches_});
    }
    if (kind != PositionKind::kSinusoidal) {
      Fail(spec_.model, "raw patches take positions sinusoidal or none, not ",
           spec_.config.positions);
    }
    const TensorId places = RecordPositions(tape_, grid_.patches, grid_.pixels);
    return tape_.Record(ops::kAdd, "x", "tp,tp->tp", {patches_, places});
  }

  TensorId Mask() {
    return RecordMask(tape_, ResolveMask(spec_, grid_.patches, grid_.patches),
                      grid_.patches, grid_.patches);
  }

  void Diagnose(TensorId q, TensorId k,
                const std::optional<DotProductTensors>& pairs, TensorId mask) {
    if (!config_.diagnostics || config_.heads.kind != AttentionKind::kSoftmax) {
      return;
    }
    RecordDiagnostics(tape_, q, k, *pairs, mask);
  }

  void Join(TensorId patches) {
    tape_.Record(
        ops::kUnpatches, "reconstruction", "tp->yxs", {patches},
        {{"size", static_cast<double>(grid_.size)}},
        {{'y', grid_.height}, {'x', grid_.width}, {'s', grid_.channels}});
  }

  const RunSpec& spec_;
  const Config& config_;
  BasicTape<Scalar>& tape_;
  Parameters& parameters_;
  ImageGrid grid_;
  TensorId patches_ = 0;
};

}  // namespace

template <typename Scalar>
void RunVision(const RunSpec& spec, BasicTrace<Scalar>& trace,
               Parameters& parameters) {
  Vision<Scalar> vision(spec, trace, parameters);
  if (trace.config.raw_patches) {
    vision.Raw();
  } else {
    vision.Linear();
  }
}

template void RunVision(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunVision(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
