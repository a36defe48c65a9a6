#include "golden/golden_file.h"

namespace attention {
namespace {

using testing::ExpectGolden;
using testing::GoldenFile;

const GoldenFile& Goldens() {
  static const GoldenFile file("torch_attention.json");
  return file;
}

RunSpec AttentionSpec(const std::string& name) {
  const GoldenFile::Case& golden = Goldens().at(name);
  const auto& inputs = golden.at("inputs");
  RunSpec spec = testing::SpecOf(golden);
  spec.config.d_model = 8;
  spec.config.n_heads = 2;
  spec.config.positions = "none";
  spec.config.bias = golden.at("weights").contains("attn.b_q");
  if (name == "causal") {
    spec.mask.rules = {testing::Causal()};
  } else if (inputs.contains("allowed")) {
    spec.mask.rules = {
        {.rule = "custom", .allowed = inputs.at("allowed").Given()}};
  }
  spec.loss = LossSpec{.type = "squared_error",
                       .tensor = "attn.out",
                       .target = inputs.at("target").Given()};
  return spec;
}

TEST(TorchAttention, GivesTheSameWeightsResultLossAndGradients) {
  for (const auto& [name, golden] : Goldens().cases()) {
    SCOPED_TRACE(name);
    const RunSpec spec = AttentionSpec(name);
    ExpectGolden(RunModel<double>(spec).tape, golden, 1e-14);
    ExpectGolden(RunModel(spec).tape, golden, 1e-6);
  }
}

TEST(TorchAttention, GivesTheSameHoweverABlockedCellIsWritten) {
  for (const char* style : {"large_negative", "additive"}) {
    RunSpec spec = AttentionSpec("causal");
    spec.mask.style = style;
    ExpectGolden(RunModel<double>(spec).tape, Goldens().at("causal"), 1e-14);
  }
}

}  // namespace
}  // namespace attention
