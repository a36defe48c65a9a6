#include "attention/layers/attend.h"
#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::MessageOf;
using testing::RandomTensor;
using testing::ValuesOf;
using testing::WorstDifference;

/// Drawn q, k, v and a mask of some rules, often with rows that see nothing.
RunSpec DrawnAttention(Random& random) {
  RunSpec spec;
  spec.model = "attention";
  const Index heads = Draw(random, 1, 2);
  const Index queries = Draw(random, 1, 7);
  const Index keys = Draw(random, 1, 7);
  const Index d_k = Draw(random, 1, 4);
  spec.q = RandomTensor(random, {heads, queries, d_k});
  spec.k = RandomTensor(random, {heads, keys, d_k});
  spec.v = RandomTensor(random, {heads, keys, Draw(random, 1, 4)});
  const auto size = [&](Index from) {
    return static_cast<double>(Draw(random, from, 3));
  };
  const std::vector<MaskRuleSpec> rules = {
      {.rule = "causal"},
      {.rule = "padding", .count = size(0)},
      {.rule = "window", .left = size(0), .right = size(0)},
      {.rule = "dilated",
       .left = size(0),
       .right = size(0),
       .dilation = size(1)},
      {.rule = "global", .count = size(0)},
      {.rule = "block", .size = size(1)}};
  for (Index i = Draw(random, 0, 3); i > 0; --i) {
    spec.mask.rules.push_back(rules[random.Below(rules.size())]);
  }
  if (random.Below(2) == 0) spec.mask.combine = "or";
  return spec;
}

TEST(SparseAttention, EqualsMaskedDenseAttention) {
  Random random(41);
  for (int i = 0; i < testing::kLightCases; ++i) {
    RunSpec spec = DrawnAttention(random);
    const Trace dense = RunModel(spec);
    spec.config.attention = "sparse";
    const Trace sparse = RunModel(spec);
    for (const char* name : {"attn.weights", "attn.z"}) {
      ASSERT_LT(WorstDifference(ValuesOf(sparse.tape, name),
                                ValuesOf(dense.tape, name)),
                1e-5)
          << name << " of case " << i;
    }
    const auto mask = ValuesOf(sparse.tape, "attn.mask");
    const auto scores = ValuesOf(sparse.tape, "attn.scores");
    for (std::size_t cell = 0; cell < scores.size(); ++cell) {
      ASSERT_EQ(scores[cell] == -kInfinity, mask[cell % mask.size()] == 0)
          << "case " << i;
    }
  }
}

TEST(SparseAttention, ShowsWhatItCostsBesideTheDenseCost) {
  RunSpec spec = testing::Sentence("one two three four five six seven eight");
  spec.config.attention = "sparse";
  spec.config.n_heads = 2;
  spec.config.d_v = 3;
  spec.mask.rules = {{.rule = "block", .size = 4}};
  const Trace trace = RunModel(spec);
  const double pairs = 2 * 4 * 4;  // two blocks of four words
  EXPECT_EQ(ValuesOf(trace.tape, "attn.multiply_adds")[0], 2 * pairs * (4 + 3));
  EXPECT_EQ(ValuesOf(trace.tape, "attn.multiply_adds_dense")[0],
            2 * 8 * 8 * (4 + 3));
}

TEST(SparseAttention, FollowsAPaintedMask) {
  RunSpec spec = testing::Sentence("one two three");
  spec.config.attention = "sparse";
  spec.mask.rules = {testing::Causal()};
  spec.edits = {{"attn.mask", {0, 2}, 1}, {"attn.mask", {2, 0}, 0}};
  const Trace trace = RunModel(spec);
  const auto scores = ValuesOf(trace.tape, "attn.scores");
  EXPECT_TRUE(std::isfinite(scores[2]));
  EXPECT_EQ(scores[6], -kInfinity);
  EXPECT_EQ(ValuesOf(trace.tape, "attn.multiply_adds")[0], 2 * 6 * (4 + 4));
}

TEST(SparseAttention, TakesOnlyTheBooleanStyleOfMask) {
  RunSpec spec = testing::Sentence("one two");
  spec.config.attention = "sparse";
  spec.mask.style = "large_negative";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("[self_attention] attention is \"sparse\", which takes "
                        "the mask style boolean, not large_negative"));
  spec.mask.style = "boolean";
  spec.config.attention = "dense";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("attention is \"dense\"; it can be softmax, sparse, "));
}

/// Sparse attention of two sentences, each with a mask of its own.
BasicTape<double> SparseTape(bool empty_row) {
  BasicTape<double> tape;
  std::vector<double> mask = {1, 0, 1, 0, 1, 1, 1, 0,   //
                              0, 1, 1, 0, 0, 0, 1, 1};  // 2 x 2 x 4
  if (empty_row) std::fill_n(mask.begin(), 4, 0.0);
  DotProductOptions options;
  options.query_lead = "bh";
  options.key_lead = "bh";
  options.factor = 0.5;
  options.mask = tape.Give("mask", "bqk", {2, 2, 4}, Role::kInput, mask);
  const AttendTensors tensors =
      Attend(tape, AttentionKind::kSparse,
             testing::GiveRandom(tape, "q", "bhqd", {2, 3, 2, 3}),
             testing::GiveRandom(tape, "k", "bhkd", {2, 3, 4, 3}),
             testing::GiveRandom(tape, "v", "bhkd", {2, 3, 4, 2}), options);
  testing::ProbeLoss(tape, *tensors.z);
  return tape;
}

const testing::ReplayedTape kReplayed([] { return SparseTape(true); });

TEST(SparseAttention, HasTheGradientsOfCentralDifferences) {
  for (const bool empty_row : {false, true}) {
    testing::ExpectGradients(SparseTape(empty_row), {.constants = {"mask"}});
  }
}

}  // namespace
}  // namespace attention
