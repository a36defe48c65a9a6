// The ops that layers are made of: what they compute, and their replay.

#include <cmath>

#include "attention/tape/ops.h"
#include "attention/tape/replay.h"
#include "support.h"

namespace attention {
namespace {

using testing::MessageOf;
using testing::ValuesOf;
using testing::WorstDifference;

struct Given {
  Tape tape;
  TensorId x;

  Given(const std::string& axes, const Shape& shape,
        const std::vector<float>& numbers) {
    x = tape.Give("x", axes, shape, Role::kInput, numbers);
  }
  TensorId Vector(const std::string& name, const std::vector<float>& numbers) {
    return tape.Give(name, "m", {std::ssize(numbers)}, Role::kParameter,
                     numbers);
  }
  std::vector<float> Result(const Op& op, const std::string& rule,
                            std::vector<TensorId> inputs,
                            const Attributes& attributes = {},
                            const NewSizes& sizes = {}) {
    const TensorId out =
        tape.Record(op, "out", rule, std::move(inputs), attributes, sizes);
    EXPECT_LT(ReplayAll(tape).error, 1e-6) << ReplayAll(tape).name;
    return ValuesOf(tape, out);
  }
};

TEST(LayerNorm, TakesOffTheMeanAndDividesByTheDeviationInBothFormulas) {
  // 1 2 3 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5
  const std::vector<float> row = {1, 2, 3, 6};
  for (const bool std : {false, true}) {
    Given given("tm", {1, 4}, row);
    const TensorId gamma = given.Vector("gamma", {1, 1, 2, 1});
    const TensorId beta = given.Vector("beta", {0, 0, 0, 5});
    const double epsilon = 0.25;
    const double divisor =
        std ? std::sqrt(3.5) + epsilon : std::sqrt(3.5 + epsilon);
    const auto out =
        given.Result(ops::kLayerNorm, "tm,m,m->tm", {given.x, gamma, beta},
                     {{"epsilon", epsilon},
                      {"formula", std::string(std ? "std" : "variance")}});
    EXPECT_LT(
        WorstDifference(out, std::vector<double>{-2 / divisor, -1 / divisor, 0,
                                                 3 / divisor + 5}),
        1e-6)
        << std;
  }
}

TEST(LayerNorm, GivesBetaForARowOfEqualNumbers) {
  Given given("btm", {1, 2, 3}, {7, 7, 7, -1, 0, 1});
  const TensorId gamma = given.Vector("gamma", {1, 1, 1});
  const TensorId beta = given.Vector("beta", {1, 2, 3});
  const auto out =
      given.Result(ops::kLayerNorm, "btm,m,m->btm", {given.x, gamma, beta});
  EXPECT_EQ((std::vector<float>(out.begin(), out.begin() + 3)),
            (std::vector<float>{1, 2, 3}));
}

TEST(LayerNorm, RefusesToNormaliseOverAnotherLetterThanTheLast) {
  Given given("tm", {3, 3}, std::vector<float>(9));
  const TensorId gamma = given.Vector("gamma", {1, 1, 1});
  EXPECT_EQ(MessageOf([&] {
              given.tape.Record(ops::kLayerNorm, "out", "tm,t,t->tm",
                                {given.x, gamma, gamma});
            }),
            "[layer_norm] \"tm,t,t->tm\" does not normalise over its last "
            "letter");
}

TEST(RmsNorm, DividesByTheRootMeanSquare) {
  Given given("tm", {1, 2}, {3, 4});  // root of 25 / 2
  const TensorId gamma = given.Vector("gamma", {1, 2});
  const auto out = given.Result(ops::kRmsNorm, "tm,m->tm", {given.x, gamma},
                                {{"epsilon", 0.0}});
  const double root = std::sqrt(12.5);
  EXPECT_LT(WorstDifference(out, std::vector<double>{3 / root, 8 / root}),
            1e-6);
}

TEST(Activations, AreWhatTheirPapersSay) {
  const std::vector<float> x = {-40, -3, -1, 0, 0.5, 2, 40};
  const auto run = [&](const Op& op, const Attributes& attributes = {}) {
    Given given("tf", {1, 7}, x);
    return given.Result(op, "tf->tf", {given.x}, attributes);
  };
  EXPECT_EQ(run(ops::kRelu), (std::vector<float>{0, 0, 0, 0, 0.5, 2, 40}));
  const auto gelu = run(ops::kGelu);  // PyTorch's F.gelu
  EXPECT_NEAR(gelu[2], -0.15865525, 1e-6);
  EXPECT_NEAR(gelu[5], 1.9544997, 1e-6);
  EXPECT_EQ(gelu[0], 0);
  EXPECT_EQ(gelu[6], 40);
  const auto tanh = run(ops::kGelu, {{"approximate", std::string("tanh")}});
  EXPECT_NEAR(tanh[2], -0.15880801, 1e-6);
  EXPECT_NEAR(tanh[5], 1.9545977, 1e-6);
  const auto silu = run(ops::kSilu);
  EXPECT_NEAR(silu[2], -0.26894142, 1e-6);
  EXPECT_NEAR(silu[5], 1.7615942, 1e-6);
}

TEST(Tanh, StaysWithinOneHoweverLargeItsNumbers) {
  Given given("tf", {1, 5}, {-90, -1, 0, 1, 90});
  const auto out = given.Result(ops::kTanh, "tf->tf", {given.x});
  EXPECT_LT(WorstDifference(
                out, std::vector<double>{-1, -0.76159416, 0, 0.76159416, 1}),
            1e-6);
}

TEST(L2Norm, LeavesADirectionOfLengthOneAndOfNothingNothing) {
  Given given("bu", {2, 2}, {3, -4, 0, 0});
  EXPECT_EQ(given.Result(ops::kL2Norm, "bu->bu", {given.x}),
            (std::vector<float>{0.6F, -0.8F, 0, 0}));
}

TEST(Multiply, RepeatsAnOperandAlongTheLettersThatItLacks) {
  Given given("tf", {2, 3}, {1, 2, 3, 4, 5, 6});
  const TensorId gate = given.tape.Give("gate", "f", {3}, Role::kInput,
                                        std::vector<float>{1, 0, 2});
  EXPECT_EQ(given.Result(ops::kMultiply, "tf,f->tf", {given.x, gate}),
            (std::vector<float>{1, 0, 6, 4, 0, 12}));
}

TEST(RepeatHeads, GivesEachHeadItsGroupsKeys) {
  Given given("bgkd", {2, 2, 1, 1}, {1, 2, 3, 4});
  EXPECT_EQ(
      given.Result(ops::kRepeatHeads, "bgkd->bhkd", {given.x}, {}, {{'h', 6}}),
      (std::vector<float>{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}));
}

TEST(RepeatHeads, RefusesHeadsThatTheGroupsDoNotServeEvenly) {
  Given given("gkd", {2, 1, 1}, {1, 2});
  EXPECT_EQ(MessageOf([&] {
              given.tape.Record(ops::kRepeatHeads, "out", "gkd->hkd", {given.x},
                                {}, {{'h', 3}});
            }),
            "[repeat_heads] 2 groups of shape (2 x 1 x 1) cannot serve the "
            "heads of shape (3 x 1 x 1)");
}

TEST(Rotary, TurnsPairsByAnAngleThatGrowsWithThePosition) {
  for (const bool interleaved : {true, false}) {
    Given given("hqd", {1, 2, 4}, {1, 0, 0, 1, 1, 0, 0, 1});
    const auto out = given.Result(
        ops::kRotary, "hqd->hqd", {given.x},
        {{"interleaved", interleaved ? 1.0 : 0.0}, {"offset", 1.0}});
    // Rates 1 and 1/100; rows at positions 1 and 2.
    for (const int row : {0, 1}) {
      const double a = row + 1;
      const double b = a / 100;
      const std::vector<double> neighbours = {std::cos(a), std::sin(a),
                                              -std::sin(b), std::cos(b)};
      // (1, 0) and (0, 1): numbers 0 and 2, then 1 and 3.
      const std::vector<double> halves = {std::cos(a), -std::sin(b),
                                          std::sin(a), std::cos(b)};
      const auto begin = out.begin() + row * 4;
      EXPECT_LT(WorstDifference(std::vector<float>(begin, begin + 4),
                                interleaved ? neighbours : halves),
                1e-6);
    }
  }
}

TEST(Rotary, RefusesVectorsThatHaveNoPairs) {
  Given given("hqd", {1, 1, 3}, {1, 2, 3});
  EXPECT_EQ(MessageOf([&] {
              given.tape.Record(ops::kRotary, "out", "hqd->hqd", {given.x});
            }),
            "[rotary] vectors of shape (1 x 1 x 3) cannot be turned in pairs; "
            "an even d_k is needed");
}

TEST(Alibi, HasThePublishedSlopes) {
  const auto slopes = [](Index heads) {
    Tape tape;
    const TensorId out = tape.Record(ops::kAlibi, "out", "->hqk", {}, {},
                                     {{'h', heads}, {'q', 1}, {'k', 2}});
    EXPECT_LT(ReplayAll(tape).error, 1e-7);
    std::vector<float> found;
    const auto values = ValuesOf(tape, out);
    for (std::size_t i = 1; i < values.size(); i += 2) {
      found.push_back(-values[i]);
    }
    return found;
  };
  EXPECT_EQ(slopes(8),
            (std::vector<float>{0x1p-1f, 0x1p-2f, 0x1p-3f, 0x1p-4f, 0x1p-5f,
                                0x1p-6f, 0x1p-7f, 0x1p-8f}));
  // 4's are 2^-2, 2^-4, 2^-6, 2^-8, then 8's first and third.
  EXPECT_LT(
      WorstDifference(slopes(6), std::vector<double>{0.25, 0.0625, 0.015625,
                                                     0.00390625, 0.5, 0.125}),
      1e-7);
}

TEST(Alibi, CountsDistanceFromTheQuerysOwnPosition) {
  Tape tape;
  const TensorId out =
      tape.Record(ops::kAlibi, "out", "->hqk", {}, {{"offset", 2.0}},
                  {{'h', 1}, {'q', 2}, {'k', 4}});
  const float slope = 0x1p-8f;
  std::vector<float> wanted;
  for (const float distance :
       {2.0f, 1.0f, 0.0f, 1.0f, 3.0f, 2.0f, 1.0f, 0.0f}) {
    wanted.push_back(-slope * distance);
  }
  EXPECT_EQ(ValuesOf(tape, out), wanted);
}

std::vector<float> Dropped(double rate, double seed, bool training,
                           Index count = 1000) {
  Given given("qk", {count / 10, 10},
              std::vector<float>(static_cast<std::size_t>(count), 3));
  return given.Result(
      ops::kDropout, "qk->qk", {given.x},
      {{"rate", rate}, {"seed", seed}, {"training", training ? 1.0 : 0.0}});
}

TEST(Dropout, PassesEverythingInEvaluation) {
  EXPECT_EQ(Dropped(0.5, 1, false), std::vector<float>(1000, 3));
}

TEST(Dropout, DropsNothingAtRateZero) {
  EXPECT_EQ(Dropped(0, 1, true), std::vector<float>(1000, 3));
}

TEST(Dropout, DropsAsManyAsTheRateSaysAndKeepsTheMean) {
  for (const double rate : {0.1, 0.5, 0.9}) {
    const auto out = Dropped(rate, 11, true, 100000);
    double sum = 0;
    double dropped = 0;
    for (const float value : out) {
      sum += static_cast<double>(value);
      dropped += value == 0 ? 1 : 0;
      if (value != 0) {
        ASSERT_NEAR(value, 3 / (1 - rate), 1e-4);
      }
    }
    // Five standard deviations of a mean of 100000 draws.
    const double deviation = std::sqrt(rate * (1 - rate) / 1e5);
    EXPECT_NEAR(dropped / 1e5, rate, 5 * deviation);
    EXPECT_NEAR(sum / 1e5, 3, 5 * 3 * deviation / (1 - rate));
  }
}

TEST(Dropout, DropsTheSameCellsForTheSameSeedAndOthersForAnother) {
  EXPECT_EQ(Dropped(0.5, 4, true), Dropped(0.5, 4, true));
  EXPECT_NE(Dropped(0.5, 4, true), Dropped(0.5, 5, true));
}

TEST(Dropout, RefusesARateThatLeavesNothingOrIsNone) {
  for (const double rate : {1.0, -0.1, 2.0, std::nan("")}) {
    EXPECT_THAT(MessageOf([&] { Dropped(rate, 1, true); }),
                ::testing::HasSubstr("it must be from 0 to below 1"));
  }
}

}  // namespace
}  // namespace attention
