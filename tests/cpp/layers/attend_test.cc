#include "attention/layers/attend.h"

#include "attention/tape/replay.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;
using testing::WorstDifference;

RunSpec Words(Random& random, const char* model) {
  RunSpec spec;
  spec.model = model;
  spec.batch = true;
  for (Index b = Draw(random, 1, 2); b > 0; --b) {
    spec.tokens.emplace_back();
    for (Index t = Draw(random, 1, 5); t > 0; --t) {
      spec.tokens.back().push_back(ToText(Draw(random, 0, 9)));
    }
  }
  spec.config.d_model = 4;
  spec.config.d_v = static_cast<double>(Draw(random, 1, 3));
  spec.config.n_kv_heads = static_cast<double>(Draw(random, 1, 2));
  if (random.Below(2) == 0) spec.mask.rules = {{.rule = "causal"}};
  if (random.Below(2) == 0) {
    spec.mask.rules.push_back({.rule = "padding", .count = 2});
  }
  if (random.Below(3) == 0) spec.config.positions = "alibi";
  return spec;
}

/// What the kinds must agree on, through a whole model: padded batches, shared
/// key heads, biases on the scores, rows with nothing to attend to.
TEST(Attend, GivesTheSameOutputInEveryWayToSoftmaxAttention) {
  Random random(91);
  for (int i = 0; i < testing::kLightCases / 10; ++i) {
    RunSpec spec = Words(random, "self_attention");
    const Trace stepwise = RunModel(spec);
    for (const char* kind : {"sparse", "fused"}) {
      spec.config.attention = kind;
      const Trace other = RunModel(spec);
      ASSERT_LT(WorstDifference(ValuesOf(other.tape, "attn.out"),
                                ValuesOf(stepwise.tape, "attn.out")),
                1e-5)
          << kind << " case " << i;
    }
  }
}

TEST(Attend, IsAKindOfEveryLayerOfAStack) {
  Random random(92);
  RunSpec spec = Words(random, "encoder");
  spec.mask = {};
  spec.config.positions = "sinusoidal";
  spec.config.n_layers = 2;
  for (const char* kind : {"sparse", "fused", "linear", "linear_literal"}) {
    spec.config.attention = kind;
    const auto trace = RunModel<double>(spec);
    EXPECT_TRUE(trace.tape.Find("encoder.1.attn.z")) << kind;
    EXPECT_LT(ReplayAll(trace.tape).error, 1e-9) << kind;
  }
}

TEST(Attend, FusesTwoThousandWords) {
  RunSpec spec;
  spec.config.attention = "fused";
  spec.tokens.emplace_back();
  for (int t = 0; t < 2048; ++t) spec.tokens.back().push_back(ToText(t % 50));
  spec.mask.rules = {{.rule = "causal"}};
  const Trace trace = RunModel(spec);
  const auto z = ValuesOf(trace.tape, "attn.z");
  const auto v = ValuesOf(trace.tape, "attn.v");
  for (std::size_t d = 0; d < 4; ++d) EXPECT_FLOAT_EQ(z[d], v[d]);
  EXPECT_TRUE(std::ranges::all_of(z, [](float x) { return std::isfinite(x); }));
  spec.config.attention = "softmax";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("tokens is 2048; at most 512"));
  spec.config.attention = "fused";
  spec.tokens.back().push_back("more");
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("long_tokens is 2049; at most 2048"));
}

TEST(Attend, RefusesWhatNeedsWeightsWhereThereAreNone) {
  Random random(93);
  for (const char* kind : {"fused", "linear"}) {
    RunSpec spec = testing::Sentence("one two");
    spec.config.attention = kind;
    spec.config.softmax = "matrix";
    EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
                HasSubstr("no softmax over the whole"));
    spec.config.softmax = "row";
    spec.config.dropout = 0.5;
    EXPECT_EQ(MessageOf([&] { RunModel(spec); }), "");
    spec.config.training = true;
    EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
                HasSubstr("training cannot drop any"));
  }
  RunSpec spec;
  spec.model = "attention";
  spec.config.attention = "fused";
  spec.q = testing::RandomTensor(random, {2, 3});
  spec.k = testing::RandomTensor(random, {2, 3});
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("[fused_attention] needs values"));
}

}  // namespace
}  // namespace attention
