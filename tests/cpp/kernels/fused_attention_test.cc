#include "attention/kernels/fused_attention.h"

#include "attention/layers/dot_product_attention.h"
#include "attention/tape/ops.h"
#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::Each;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::kNan;
using testing::MessageOf;
using testing::RandomNumbers;
using testing::ValuesOf;
using testing::WorstDifference;

/// A tape with drawn operands for grouped heads: r query heads share a key's.
struct Problem {
  Tape tape;
  TensorId q, k, v;
  DotProductOptions options;

  Problem(Random& random, Index queries, Index keys) {
    const Index b = Draw(random, 1, 2);
    const Index g = Draw(random, 1, 2);
    const Index r = Draw(random, 1, 2);
    const Index d_k = Draw(random, 1, 4);
    const Index d_v = Draw(random, 1, 4);
    q = Give(random, "q", "bgrqd", {b, g, r, queries, d_k});
    k = Give(random, "k", "bgkd", {b, g, keys, d_k});
    v = Give(random, "v", "bgkd", {b, g, keys, d_v});
    options.query_lead = "bgr";
    options.key_lead = "bg";
    options.factor = 1 / std::sqrt(static_cast<double>(d_k));
    if (random.Below(3) == 0) options.softcap = 1.5;
    const bool bias = random.Below(3) == 0;
    if (random.Below(4) != 0) {
      const bool shared = random.Below(2) == 0;
      const Shape shape =
          shared ? Shape{queries, keys} : Shape{b, queries, keys};
      std::vector<float> mask(static_cast<std::size_t>(shape.elements()));
      for (float& cell : mask) cell = random.Below(3) == 0 ? 0.0f : 1.0f;
      const Index empty =
          Draw(random, 0, 2 * queries);  // often a row of its own
      if (empty < queries) {
        std::fill_n(mask.begin() + empty * keys, keys, 0.0f);
      }
      options.mask =
          tape.Give("mask", shared ? "qk" : "bqk", shape, Role::kInput, mask);
    }
    if (bias) {
      auto numbers = RandomNumbers(random, queries * keys);
      for (float& cell : numbers) {
        if (random.Below(5) == 0) cell = -kInfinity;
      }
      options.bias =
          tape.Give("bias", "qk", {queries, keys}, Role::kInput, numbers);
    }
  }

  TensorId Give(Random& random, const char* name, const char* axes,
                const Shape& shape) {
    return tape.Give(name, axes, shape, Role::kInput,
                     RandomNumbers(random, shape.elements()));
  }

  TensorId Fused() {
    std::string rule = "bgrqf,bgkf,bgkd";
    std::vector<TensorId> inputs = {q, k, v};
    for (const auto& extra : {options.mask, options.bias}) {
      if (!extra) continue;
      inputs.push_back(*extra);
      rule += "," + tape.tensor(*extra).axes;
    }
    return tape.Record(ops::kFusedAttention, "fused", rule + "->bgrqd", inputs,
                       {{"factor", options.factor},
                        {"softcap", options.softcap},
                        {"mask", options.mask ? 1.0 : 0.0},
                        {"bias", options.bias ? 1.0 : 0.0}});
  }

  /// The largest difference of the one op from the steps that it replaces.
  double Difference() {
    const auto steps =
        DotProductAttention(tape, q, k, std::optional(v), options);
    return WorstDifference(ValuesOf(tape, Fused()), ValuesOf(tape, *steps.z));
  }

  float* Data(TensorId id) { return const_cast<float*>(tape.Read(id).data); }
};

TEST(FusedAttention, EqualsTheSingleSteps) {
  Random random(61);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Problem problem(random, Draw(random, 1, 5), Draw(random, 1, 6));
    ASSERT_LT(problem.Difference(), 1e-5) << "case " << i;
  }
}

TEST(FusedAttention, EqualsTheSingleStepsOverManyTiles) {
  Random random(62);
  for (int i = 0; i < 60; ++i) {
    Problem problem(random, Draw(random, 30, 70), Draw(random, 60, 200));
    ASSERT_LT(problem.Difference(), 1e-5) << "case " << i;
  }
}

/// NaN and infinity, in keys and values that some queries see and some do not.
TEST(FusedAttention, KeepsWhatIsNotFiniteWhereTheSingleStepsDo) {
  Random random(63);
  const std::vector<float> poisons = {kNan, kInfinity, -kInfinity, 1e30f};
  for (int i = 0; i < testing::kLightCases / 10; ++i) {
    Problem problem(random, Draw(random, 1, 40), Draw(random, 1, 80));
    for (const TensorId id : {problem.q, problem.k, problem.v}) {
      if (random.Below(2) == 0) continue;
      const auto size =
          static_cast<std::size_t>(problem.tape.tensor(id).shape.elements());
      problem.Data(id)[random.Below(size)] =
          poisons[random.Below(poisons.size())];
    }
    const auto steps =
        DotProductAttention(problem.tape, problem.q, problem.k,
                            std::optional(problem.v), problem.options);
    const auto fused = ValuesOf(problem.tape, problem.Fused());
    const auto expected = ValuesOf(problem.tape, *steps.z);
    for (std::size_t at = 0; at < fused.size(); ++at) {
      ASSERT_EQ(std::isnan(fused[at]), std::isnan(expected[at]))
          << "case " << i;
      if (std::isnan(fused[at]) || fused[at] == expected[at]) continue;
      ASSERT_NEAR(fused[at], expected[at], 1e-5f * (1 + std::abs(fused[at])))
          << "case " << i;
    }
  }
}

TEST(FusedAttention, EvaluatesAMasksRuleAsTheMaskWouldSay) {
  Random random(64);
  const std::vector<Attributes> rules = {
      {{"rule", std::string("causal")}},
      {{"rule", std::string("window")}, {"left", 40.0}, {"right", 3.0}},
      {{"rule", std::string("dilated")},
       {"left", 9.0},
       {"right", 9.0},
       {"dilation", 3.0}},
      {{"rule", std::string("global")}, {"count", 2.0}},
      {{"rule", std::string("block")}, {"size", 7.0}},
      {{"rule", std::string("padding")}, {"count", 90.0}}};
  for (const Attributes& rule : rules) {
    Tape tape;
    const auto give = [&](const char* name, const char* axes,
                          const Shape& shape) {
      return tape.Give(name, axes, shape, Role::kInput,
                       RandomNumbers(random, shape.elements()));
    };
    const TensorId q = give("q", "hqd", {2, 70, 4});
    const TensorId k = give("k", "hkd", {2, 90, 4});
    const TensorId v = give("v", "hkd", {2, 90, 3});
    DotProductOptions options;
    options.mask = tape.Record(ops::kMaskRule, "mask", "->qk", {}, rule,
                               {{'q', 70}, {'k', 90}});
    const auto steps =
        DotProductAttention(tape, q, k, std::optional(v), options);
    const TensorId fused = tape.Record(ops::kFusedAttention, "fused",
                                       "hqf,hkf,hkd->hqd", {q, k, v}, rule);
    EXPECT_LT(WorstDifference(ValuesOf(tape, fused), ValuesOf(tape, *steps.z)),
              1e-5);
  }
}

/// Two thousand words: their scores alone, 8 heads of them, would take 128 MiB.
TEST(FusedAttention, TakesTwoThousandWordsWithoutTheirMatrix) {
  constexpr Index kWords = 2048;
  Random random(65);
  Tape tape(4 * 8 * kWords * 4);
  const Shape shape{8, kWords, 4};
  const auto give = [&](const char* name, const char* axes) {
    return tape.Give(name, axes, shape, Role::kInput,
                     RandomNumbers(random, shape.elements()));
  };
  const TensorId q = give("q", "hqd");
  const TensorId k = give("k", "hkd");
  const std::vector<float> ones(static_cast<std::size_t>(shape.elements()), 1);
  const TensorId v = tape.Give("v", "hkd", shape, Role::kInput, ones);
  const auto z =
      ValuesOf(tape, tape.Record(ops::kFusedAttention, "z", "hqf,hkf,hkd->hqd",
                                 {q, k, v}, {{"rule", std::string("causal")}}));
  EXPECT_THAT(z, Each(::testing::FloatNear(1, 1e-5f)));
}

TEST(FusedAttention, RefusesRulesItCannotWalk) {
  Tape tape;
  const TensorId x = tape.Give("x", "qd", {2, 2}, Role::kInput,
                               std::vector<float>{1, 2, 3, 4});
  const auto message = [&](const char* rule, std::vector<TensorId> inputs,
                           double mask) {
    return MessageOf([&] {
      tape.Record(ops::kFusedAttention, "z", rule, inputs, {{"mask", mask}});
    });
  };
  EXPECT_THAT(message("qf,kf,kd,qk->qd", {x, x, x, x}, 0),
              HasSubstr("[fused_attention]"));
  EXPECT_THAT(message("qf,fk,kd->qd", {x, x, x}, 0), HasSubstr("must end in"));
  EXPECT_THAT(message("qf,kf,kd,kq->qd", {x, x, x, x}, 1),
              HasSubstr("\"kq\" of"));
}

/// Grouped heads with a mask (one row empty), a bias and a cap, in double.
BasicTape<double> FusedTape(bool softcap, Index keys) {
  BasicTape<double> tape;
  const auto give = [&](const char* name, const char* axes,
                        const Shape& shape) {
    return testing::GiveRandom(tape, name, axes, shape);
  };
  const TensorId q = give("q", "hrqd", {2, 2, 3, 2});
  const TensorId k = give("k", "hkd", {2, keys, 2});
  const TensorId v = give("v", "hkd", {2, keys, 3});
  std::vector<double> cells(static_cast<std::size_t>(3 * keys), 1);
  std::fill_n(cells.begin(), keys, 0.0);
  cells[static_cast<std::size_t>(keys)] = 0;
  const TensorId mask = tape.Give("mask", "qk", {3, keys}, Role::kInput, cells);
  const TensorId bias = give("bias", "hqk", {2, 3, keys});
  Attributes attributes{{"factor", 0.7}, {"mask", 1.0}, {"bias", 1.0}};
  if (softcap) attributes["softcap"] = 0.8;
  testing::ProbeLoss(
      tape, tape.Record(ops::kFusedAttention, "z", "hrqf,hkf,hkd,qk,hqk->hrqd",
                        {q, k, v, mask, bias}, attributes));
  return tape;
}

const testing::ReplayedTape kFused([] { return FusedTape(true, 4); });

TEST(FusedAttention, HasTheGradientsOfCentralDifferences) {
  for (const Index keys : {4, 70}) {
    for (const bool softcap : {false, true}) {
      testing::ExpectGradients(FusedTape(softcap, keys),
                               {.constants = {"mask"}, .max_cells = 40});
    }
  }
}

/// The rows of numbers that are not finite take a way back of their own.
TEST(FusedAttention, PassesNothingBackFromABlockedNan) {
  BasicTape<double> tame = FusedTape(true, 4);
  BasicTape<double> wild = FusedTape(true, 4);
  const auto poison = [](BasicTape<double>& tape, double value) {
    for (const char* name : {"k", "v"}) {  // key 0 of head 0: query 2 sees it
      const_cast<double*>(tape.Read(*tape.Find(name)).data)[0] = value;
    }
    const std::vector<Edit> edits = {{"mask", {2, 0}, 0}};
    tape.Apply(edits);
    tape.Backward("loss");
  };
  poison(tame, 0);
  poison(wild, std::numeric_limits<double>::quiet_NaN());
  for (const char* name : {"q", "v", "k", "bias"}) {
    const auto expected = tame.Gradient(name).span();
    const auto got = wild.Gradient(name).span();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(got[i], expected[i], 1e-12) << name << " " << i;
    }
  }
}

}  // namespace
}  // namespace attention
