#include "attention/layers/linear_attention.h"

#include <numeric>

#include "attention/layers/attend.h"
#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kNan;
using testing::MessageOf;
using testing::RandomTensor;
using testing::ValuesOf;
using testing::WorstDifference;

RunSpec Given(Random& random, Index heads, Index queries, Index keys, Index d_k,
              Index d_v) {
  RunSpec spec;
  spec.model = "attention";
  spec.config.attention = "linear";
  spec.q = RandomTensor(random, {heads, queries, d_k});
  spec.k = RandomTensor(random, {heads, keys, d_k});
  spec.v = RandomTensor(random, {heads, keys, d_v});
  return spec;
}

double Phi(float x) {
  return x > 0 ? static_cast<double>(x) + 1 : std::exp(static_cast<double>(x));
}

/// z by every pair of query and key in turn: sum of w v over sum of w, with
/// w = phi(q) phi(k), of the keys that the mask has open.
std::vector<double> Quadratic(const RunSpec& spec,
                              const std::vector<float>& mask) {
  const Index queries = spec.q->shape[1];
  const Index keys = spec.k->shape[1];
  const Index d_k = spec.k->shape[2];
  const Index d_v = spec.v->shape[2];
  const auto at = [](const GivenTensor& tensor, Index row, Index i) {
    return tensor.data[static_cast<std::size_t>(row * tensor.shape[2] + i)];
  };
  std::vector<double> z;
  for (Index hq = 0; hq < spec.q->shape[0] * queries; ++hq) {
    std::vector<double> sums(static_cast<std::size_t>(d_v));
    double normaliser = 0;
    for (Index k = 0; k < keys; ++k) {
      const Index cell = hq % queries * keys + k;
      if (mask[static_cast<std::size_t>(cell)] == 0) continue;
      const Index row = hq / queries * keys + k;
      double weight = 0;
      for (Index i = 0; i < d_k; ++i) {
        weight += Phi(at(*spec.q, hq, i)) * Phi(at(*spec.k, row, i));
      }
      normaliser += weight;
      for (Index j = 0; j < d_v; ++j) {
        sums[static_cast<std::size_t>(j)] +=
            weight * static_cast<double>(at(*spec.v, row, j));
      }
    }
    for (const double sum : sums) {
      z.push_back(normaliser == 0 ? 0 : sum / normaliser);
    }
  }
  return z;
}

TEST(LinearAttention, EqualsTheQuadraticFormCausalAndNotAndPadded) {
  Random random(51);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const bool causal = random.Below(2) == 0;
    const Index keys = Draw(random, 1, 7);
    RunSpec spec =
        Given(random, Draw(random, 1, 2), causal ? keys : Draw(random, 1, 7),
              keys, Draw(random, 1, 4), Draw(random, 1, 4));
    if (causal) spec.mask.rules.push_back(testing::Causal());
    if (random.Below(2) == 0) {
      const auto count = static_cast<double>(Draw(random, 0, 3));
      spec.mask.rules.push_back({.rule = "padding", .count = count});
    }
    const Trace trace = RunModel(spec);
    const auto expected = Quadratic(spec, ValuesOf(trace.tape, "attn.mask"));
    ASSERT_LT(WorstDifference(ValuesOf(trace.tape, "attn.z"), expected), 1e-5)
        << "case " << i;
  }
}

TEST(LinearAttention, ReadsNoPaddedKey) {
  Random random(52);
  for (const bool causal : {false, true}) {
    RunSpec spec = Given(random, 1, 4, 4, 2, 3);
    spec.mask.rules = {{.rule = "padding", .count = 1}};
    if (causal) spec.mask.rules.push_back(testing::Causal());
    const auto before = ValuesOf(RunModel(spec).tape, "attn.z");
    std::fill(spec.k->data.end() - 2, spec.k->data.end(), kNan);
    std::fill(spec.v->data.end() - 3, spec.v->data.end(), kNan);
    EXPECT_EQ(ValuesOf(RunModel(spec).tape, "attn.z"), before);
  }
}

TEST(LinearAttention, CostsWhatItsProductsCost) {
  Random random(53);
  RunSpec spec = Given(random, 2, 10, 10, 3, 4);
  spec.mask.rules = {testing::Causal()};
  const Trace trace = RunModel(spec);
  // Keys into the state and its sum, queries out of both.
  EXPECT_EQ(ValuesOf(trace.tape, "attn.multiply_adds")[0],
            2 * (10 * (3 * 4 + 3) + 10 * (3 * 4 + 3)));
  EXPECT_EQ(ValuesOf(trace.tape, "attn.multiply_adds_dense")[0],
            2 * 10 * 10 * (3 + 4));
  RunSpec longer = Given(random, 2, 20, 20, 3, 4);
  longer.mask = spec.mask;
  const Trace twice = RunModel(longer);
  EXPECT_EQ(ValuesOf(twice.tape, "attn.multiply_adds")[0],
            2 * ValuesOf(trace.tape, "attn.multiply_adds")[0])
      << "linear in the length";
}

TEST(LinearAttention, ShowsSoftmaxAttentionBesideItself) {
  Random random(54);
  for (const char* kind : {"linear", "linear_literal"}) {
    RunSpec spec = Given(random, 2, 5, 5, 3, 4);
    spec.config.attention = kind;
    spec.config.diagnostics = true;
    if (spec.config.attention == "linear") {
      spec.mask.rules = {testing::Causal()};
    }
    const Trace trace = RunModel(spec);
    const auto of = [&](const char* name) {
      return ValuesOf(trace.tape, name);
    };
    spec.config.attention = "softmax";
    spec.config.diagnostics = false;
    const Trace softmax = RunModel(spec);
    EXPECT_EQ(of("compare.weights"), ValuesOf(softmax.tape, "attn.weights"));
    EXPECT_EQ(of("compare.z"), ValuesOf(softmax.tape, "attn.z"));
    EXPECT_FLOAT_EQ(
        of("compare.z_error")[0],
        static_cast<float>(WorstDifference(of("attn.z"), of("compare.z"))));
    EXPECT_FLOAT_EQ(of("compare.weights_error")[0],
                    static_cast<float>(WorstDifference(of("attn.weights"),
                                                       of("compare.weights"))));
    const auto weights = of("attn.weights");
    for (std::size_t row = 0; row < 10; ++row) {
      const auto cells = weights.begin() + static_cast<std::ptrdiff_t>(row * 5);
      if (std::string(kind) != "linear") continue;
      EXPECT_NEAR(std::accumulate(cells, cells + 5, 0.0), 1, 1e-5);
    }
  }
}

TEST(LinearAttention, RefusesMasksThatTellQueriesApart) {
  Random random(55);
  const auto with = [&](const MaskRuleSpec& rule, const char* kind) {
    RunSpec spec = Given(random, 1, 4, 4, 2, 2);
    spec.config.attention = kind;
    spec.mask.rules = {rule};
    return MessageOf([&] { RunModel(spec); });
  };
  EXPECT_EQ(with({.rule = "padding", .count = 2}, "linear_literal"), "");
  EXPECT_EQ(with(testing::Causal(), "linear"), "");
  for (const MaskRuleSpec& rule :
       {MaskRuleSpec{.rule = "window", .left = 1, .right = 1},
        MaskRuleSpec{.rule = "block", .size = 2},
        MaskRuleSpec{.rule = "prefix", .length = 2}}) {
    EXPECT_THAT(with(rule, "linear"),
                HasSubstr("linear attention sums over the keys once"));
  }
  EXPECT_THAT(with(testing::Causal(), "linear_literal"),
              HasSubstr("[key_mask] query 0 may not see key 1 in a mask of "
                        "shape (4 x 4)"));
  RunSpec longer = Given(random, 1, 3, 4, 2, 2);
  longer.mask.rules = {testing::Causal()};
  EXPECT_THAT(MessageOf([&] { RunModel(longer); }),
              HasSubstr("needs as many keys as queries"));
}

TEST(LinearAttention, RefusesWhatNeedsScores) {
  Random random(56);
  RunSpec spec = Given(random, 1, 2, 2, 2, 2);
  spec.config.softmax = "matrix";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("no softmax over the whole"));
  spec.config.softmax = "row";
  spec.v.reset();
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }), HasSubstr("needs values"));
}

TEST(LinearAttention, FollowsPaintedPaddingAndRefusesOtherPaint) {
  RunSpec spec = testing::Sentence("one two three");
  spec.config.attention = "linear";
  spec.edits = {{"attn.mask", {0, 1}, 0}};
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }), HasSubstr("[key_mask]"));
  spec.edits.push_back({"attn.mask", {1, 1}, 0});
  spec.edits.push_back({"attn.mask", {2, 1}, 0});
  EXPECT_THAT(ValuesOf(RunModel(spec).tape, "attn.key_mask"),
              ElementsAre(1, 0, 1));
}

/// The tutorial's numbers by hand: q = [1 2], [1 -1]; k = [1 0], [0 1], [2 1].
TEST(LiteralLinearAttention, FollowsTheTutorialAndFlagsWhatItDividesByZero) {
  RunSpec spec;
  spec.model = "attention";
  spec.config.attention = "linear_literal";
  spec.q = GivenTensor{{2, 2}, {1, 2, 1, -1}};
  spec.k = GivenTensor{{3, 2}, {1, 0, 0, 1, 2, 1}};
  spec.v = GivenTensor{{3, 1}, {1, 2, 3}};
  const Trace trace = RunModel(spec);
  const auto of = [&](const char* name) { return ValuesOf(trace.tape, name); };
  EXPECT_THAT(of("attn.q_sum"), ElementsAre(3, 0));
  EXPECT_THAT(of("attn.k_sum"), ElementsAre(1, 1, 3));
  EXPECT_THAT(of("attn.kv"), ElementsAre(7, 5));
  EXPECT_THAT(of("attn.numerator"), ElementsAre(17, 2));
  EXPECT_THAT(of("attn.normaliser_pairs"), ElementsAre(3, 3, 9, 0, 0, 0));
  EXPECT_THAT(of("attn.normaliser"), ElementsAre(15, 0));
  EXPECT_THAT(of("attn.near_zero"), ElementsAre(0, 1));
  EXPECT_FLOAT_EQ(of("attn.z")[0], 17.0f / 15);
  EXPECT_EQ(of("attn.z")[1], testing::kInfinity) << "hidden by nothing";
  EXPECT_FALSE(trace.tape.Find("attn.z_literal")) << "NumPy refuses the shapes";
}

TEST(LiteralLinearAttention, DividesCellByCellWhereNumpyWould) {
  RunSpec spec;
  spec.model = "attention";
  spec.config.attention = "linear_literal";
  spec.q = GivenTensor{{2, 1}, {2, 4}};
  spec.k = GivenTensor{{2, 1}, {1, 3}};
  spec.v = GivenTensor{{2, 2}, {1, 2, 3, 4}};
  const Trace trace = RunModel(spec);
  // K^T V = [10 14]; q_sum k_sum^T = [2 6], [4 12].
  EXPECT_THAT(ValuesOf(trace.tape, "attn.z_literal"),
              ElementsAre(10, 28.0f / 6, 10, 56.0f / 12));
}

/// Linear attention of two sentences, the second padded.
BasicTape<double> LinearTape(AttentionKind kind, bool causal, bool compare) {
  BasicTape<double> tape;
  std::vector<double> mask;
  for (int b = 0; b < 2; ++b) {
    for (int q = 0; q < 3; ++q) {
      for (int k = 0; k < 3; ++k) {
        mask.push_back((!causal || k <= q) && (b == 0 || k < 2) ? 1 : 0);
      }
    }
  }
  DotProductOptions options;
  options.query_lead = "bh";
  options.key_lead = "bh";
  options.mask = tape.Give("mask", "bqk", {2, 3, 3}, Role::kInput, mask);
  options.compare = compare;
  const AttendTensors tensors =
      Attend(tape, kind, testing::GiveRandom(tape, "q", "bhqd", {2, 2, 3, 2}),
             testing::GiveRandom(tape, "k", "bhkd", {2, 2, 3, 2}),
             testing::GiveRandom(tape, "v", "bhkd", {2, 2, 3, 3}), options);
  testing::ProbeLoss(
      tape, compare ? *tape.Find("compare.weights_error") : *tensors.z);
  return tape;
}

const testing::ReplayedTape kCausal([] {
  return LinearTape(AttentionKind::kLinear, true, true);
});
const testing::ReplayedTape kLiteral([] {
  return LinearTape(AttentionKind::kLinearLiteral, false, true);
});

TEST(LinearAttention, HasTheGradientsOfCentralDifferences) {
  for (const bool compare : {false, true}) {
    for (const bool causal : {false, true}) {
      testing::ExpectGradients(
          LinearTape(AttentionKind::kLinear, causal, compare),
          {.constants = {"mask"}});
    }
    testing::ExpectGradients(
        LinearTape(AttentionKind::kLinearLiteral, false, compare),
        {.constants = {"mask"}});
  }
}

}  // namespace
}  // namespace attention
