#include "attention/layers/block.h"
#include "attention/layers/masks.h"
#include "golden/golden_file.h"

namespace attention {
namespace {

using testing::GoldenFile;

const GoldenFile& Goldens() {
  static const GoldenFile file("torch_layers.json");
  return file;
}

bool Named(const std::string& name, const char* part) {
  return name.find(part) != std::string::npos;
}

LossSpec DistanceOf(const std::string& tensor, const GoldenFile::Case& golden) {
  return {.type = "squared_error",
          .tensor = tensor,
          .target = golden.at("inputs").at("target").Given()};
}

template <typename Scalar>
BasicTape<Scalar> RunEncoderLayer(const std::string& name,
                                  const std::string& out) {
  const GoldenFile::Case& golden = Goldens().at(name);
  RunSpec spec = testing::SpecOf(golden);
  spec.model = "encoder";
  spec.config.d_model = 4;
  spec.config.n_heads = 2;
  spec.config.d_ff = 6;
  spec.config.bias = true;
  spec.config.positions = "none";
  spec.config.norm_order = Named(name, "pre") ? "pre" : "post";
  spec.config.activation = Named(name, "gelu") ? "gelu" : "relu";
  spec.mask.rules = {testing::Causal()};
  spec.loss = DistanceOf(out, golden);
  return RunModel<Scalar>(spec).tape;
}

/// A decoder's layer by itself: the words look at each other and at a memory
/// of which the last word is padding.
template <typename Scalar>
BasicTape<Scalar> RunDecoderLayer(const std::string& name,
                                  const std::string& out) {
  const GoldenFile::Case& golden = Goldens().at(name);
  BasicTape<Scalar> tape;
  const auto give = [&](const char* input) {
    const auto& tensor = golden.at("inputs").at(input);
    const std::vector<Scalar> numbers(tensor.data.begin(), tensor.data.end());
    return tape.Give(input, "tm", Shape(tensor.shape), Role::kInput, numbers);
  };
  const TensorId x = give("x");
  const TensorId memory = give("memory");
  MaskPlan causal;
  causal.parts = {{{.kind = MaskKind::kCausal}, std::nullopt}};
  MaskPlan padding;
  padding.parts = {{{.kind = MaskKind::kPadding, .count = 1}, std::nullopt}};
  const TensorId mask = RecordMask(tape, causal, 3, 3, {.name = "mask"});
  const TensorId cross = RecordMask(tape, padding, 3, 4, {.name = "cross"});
  BlockOptions options;
  options.heads = {.n_heads = 2, .d_k = 2, .d_v = 2, .bias = true};
  options.feed_forward = {.d_ff = 6,
                          .activation = Named(name, "gelu")
                                            ? Activation::kGelu
                                            : Activation::kRelu};
  options.norm_first = Named(name, "pre");
  options.final_norm = options.norm_first;
  Parameters parameters(1, testing::SpecOf(golden).weights);
  RecordStack(tape, "decoder.", x, mask, CrossAttention{memory, cross}, 1,
              options, parameters);
  RecordLoss(tape, DistanceOf(out, golden));
  tape.Backward("loss");
  return tape;
}

TEST(TorchLayers, GiveTheSameResultAndGradientsInBothNormOrders) {
  ASSERT_EQ(Goldens().cases().size(), 8u);
  for (const auto& [name, golden] : Goldens().cases()) {
    SCOPED_TRACE(name);
    const bool encoder = Named(name, "encoder");
    const std::string stack = encoder ? "encoder." : "decoder.";
    const std::string last = encoder ? "0.norm2.out" : "0.norm3.out";
    const std::string out = stack + (Named(name, "pre") ? "norm.out" : last);
    const std::map<std::string, std::string> names = {{"out", out}};
    const auto run = [&]<typename Scalar>(Scalar) {
      return encoder ? RunEncoderLayer<Scalar>(name, out)
                     : RunDecoderLayer<Scalar>(name, out);
    };
    testing::ExpectGolden(run(double{}), golden, 1e-12, names);
    testing::ExpectGolden(run(float{}), golden, 1e-5, names);
  }
}

}  // namespace
}  // namespace attention
