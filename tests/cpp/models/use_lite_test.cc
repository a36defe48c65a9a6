// The sentence encoder against NumPy's numbers, and what must hold of it.

#include <cmath>
#include <numeric>

#include "golden/golden_file.h"
#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using testing::GoldenFile;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using testing::MessageOf;
using testing::NamesOf;
using testing::ShapeOf;
using testing::ValuesOf;
using testing::WorstDifference;

/// d_embedding 4 and d_model 8, so that the first layer widens.
RunSpec Small() {
  RunSpec spec;
  spec.model = "use_lite";
  spec.vocabulary = {"<unk>", "<start>", "<end>", "<pad>", "a", "b", "c", "d"};
  spec.tokens = {{"a", "d", "b", "a", "c"}};
  spec.config.d_embedding = 4;
  spec.config.d_model = 8;
  spec.config.n_heads = 2;
  spec.config.n_layers = 2;
  spec.config.d_ff = 6;
  spec.config.bias = true;
  spec.config.norm_order = "pre";
  spec.config.epsilon = 1e-6;
  spec.config.positions = "learned";
  spec.config.max_length = 6;
  return spec;
}

TEST(UseLite, IsNumPysToTheLastDigitsInItsVectorAndAllItsAttention) {
  const GoldenFile file("use_lite_small.json");
  const GoldenFile::Case& golden = file.at("small");
  RunSpec spec = Small();
  for (const auto& [name, tensor] : golden.at("weights")) {
    spec.weights[name] = tensor.Given();
  }
  const auto exact = RunModel<double>(spec);
  const auto floats = RunModel(spec);
  EXPECT_EQ(golden.at("expected").size(), 3U);
  for (const auto& [name, tensor] : golden.at("expected")) {
    EXPECT_LT(WorstDifference(ValuesOf(exact.tape, name.c_str()), tensor.data),
              1e-12)
        << name;
    EXPECT_LT(WorstDifference(ValuesOf(floats.tape, name.c_str()), tensor.data),
              1e-5)
        << name;
  }
}

TEST(UseLite, WidensInItsFirstLayerAloneAndEndsWithoutANorm) {
  const Trace trace = RunModel(Small());
  EXPECT_THAT(
      NamesOf(trace),
      IsSupersetOf({"embedding.out", "positions", "x", "encoder.mask",
                    "encoder.0.norm1.out", "encoder.0.attn.weights",
                    "encoder.0.attn.out", "encoder.0.shortcut.W",
                    "encoder.0.shortcut.b", "encoder.0.shortcut.out",
                    "encoder.0.residual1", "encoder.0.norm2.out",
                    "encoder.1.residual2", "pooled", "sentence.projected",
                    "sentence.activated", "sentence.vector"}));
  EXPECT_FALSE(trace.tape.Find("encoder.1.shortcut.out"));
  EXPECT_FALSE(trace.tape.Find("encoder.norm.out"));
  EXPECT_EQ(ShapeOf(trace, "x"), (Shape{5, 4}));
  EXPECT_EQ(ShapeOf(trace, "encoder.0.attn.q"), (Shape{2, 5, 2}));
  EXPECT_EQ(ShapeOf(trace, "encoder.0.attn.out"), (Shape{5, 8}));
  EXPECT_EQ(ShapeOf(trace, "encoder.1.attn.q"), (Shape{2, 5, 4}));
  EXPECT_EQ(ShapeOf(trace, "sentence.vector"), (Shape{8}));
  EXPECT_EQ(trace.config.d_model, 8);
  EXPECT_EQ(trace.config.d_embedding, 4);
}

TEST(UseLite, GivesAVectorOfLengthOneThatPaddingDoesNotChange) {
  const Trace alone = RunModel(Small());
  const std::vector<float> vector = ValuesOf(alone.tape, "sentence.vector");
  EXPECT_NEAR(
      std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0), 1,
      1e-6);
  RunSpec padded = Small();
  padded.batch = true;
  padded.tokens.push_back({"d", "c", "c", "b", "a", "a"});
  const Trace both = RunModel(padded);
  const std::vector<float> rows = ValuesOf(both.tape, "sentence.vector");
  ASSERT_EQ(rows.size(), 16U);
  EXPECT_LT(WorstDifference(std::vector<float>(rows.begin(), rows.begin() + 8),
                            vector),
            1e-6);
}

TEST(UseLite, NeedsNoShortcutWhereNothingWidens) {
  RunSpec spec = Small();
  spec.config.d_embedding.reset();
  const Trace trace = RunModel(spec);
  EXPECT_FALSE(trace.tape.Find("encoder.0.shortcut.out"));
  EXPECT_EQ(ShapeOf(trace, "x"), (Shape{5, 8}));
}

TEST(UseLite, ReadsClassesOffItsVectorWhereItHasSome) {
  EXPECT_FALSE(RunModel(Small()).tape.Find("logits"));
  RunSpec spec = Small();
  spec.config.n_classes = 3;
  const Trace trace = RunModel(spec);
  EXPECT_EQ(ShapeOf(trace, "output.W"), (Shape{8, 3}));
  const std::vector<float> shares = ValuesOf(trace.tape, "probabilities");
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-6);
}

TEST(UseLite, RefusesWhatItsLayersCannotBe) {
  const auto refusal = [](auto&& change) {
    RunSpec spec = Small();
    change(spec);
    return MessageOf([&] { RunModel(spec); });
  };
  EXPECT_THAT(refusal([](RunSpec& s) { s.config.norm_order = "post"; }),
              HasSubstr("[use_lite] norm_order is \"post\""));
  EXPECT_THAT(refusal([](RunSpec& s) { s.config.final_norm = true; }),
              HasSubstr("[use_lite] final_norm is on"));
  EXPECT_THAT(refusal([](RunSpec& s) { s.config.d_k = 3; }),
              HasSubstr("d_k and d_v are what a layer reads over its n_heads"));
  EXPECT_THAT(refusal([](RunSpec& s) { s.config.d_embedding = 5; }),
              HasSubstr("n_heads 2 does not divide d_embedding 5"));
  EXPECT_THAT(refusal([](RunSpec& s) { s.config.d_embedding = 1024; }),
              HasSubstr("d_embedding is 1024; at most 512"));
  EXPECT_THAT(refusal([](RunSpec& s) {
                s.tokens = {{"a", "a", "a", "a", "a", "a", "a"}};
              }),
              HasSubstr("max_length 6"));
  EXPECT_THAT(refusal([](RunSpec& s) { s.config.output = false; }),
              HasSubstr("output is off"));
}

}  // namespace
}  // namespace attention
