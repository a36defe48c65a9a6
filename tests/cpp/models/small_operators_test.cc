#include <limits>

#include "attention/models/operators/activation_operators.h"
#include "attention/models/operators/difference_operator.h"
#include "attention/models/operators/rotary_operator.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::RandomTensor;

TEST(GeluOperator, WeighsANumberByTheNormalDistributionBelowIt) {
  GivenTensor input{{5}, {-1, 0, 1, -6, 6}};
  const auto exact = RunGeluOperator(input, "none");
  EXPECT_NEAR(exact.data[0], -0.158655254, 1e-7);
  EXPECT_EQ(exact.data[1], 0);
  EXPECT_NEAR(exact.data[2], 0.841344746, 1e-7);
  EXPECT_NEAR(exact.data[3], -5.91951e-09, 1e-13) << "digits far below zero";
  EXPECT_NEAR(exact.data[4], 6, 1e-6);
  EXPECT_NEAR(RunGeluOperator(input, "tanh").data[0], -0.158808009, 1e-7);
  EXPECT_THAT(MessageOf([&] { RunGeluOperator(input, "sigmoid"); }),
              HasSubstr("[gelu] approximate is \"sigmoid\"; it can be none"));
}

TEST(DifferenceOperator, TakesEqualInfinitiesForNoDifference) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const GivenTensor a{{5}, {3, -kInf, kNan, -kInf, 1}};
  const GivenTensor b{{5}, {1, -kInf, kNan, 2, kNan}};
  const auto output = RunDifferenceOperator(a, b).data;
  EXPECT_EQ(output[0], 2);
  EXPECT_EQ(output[1], 0);
  EXPECT_EQ(output[2], 0);
  EXPECT_EQ(output[3], -kInf);
  EXPECT_NE(output[4], output[4]) << "NaN against a number is NaN";
  EXPECT_THAT(MessageOf([&] { RunDifferenceOperator(a, {{1, 5}, b.data}); }),
              HasSubstr("[difference] a of shape"));
}

TEST(SwigluOperator, GatesOneInputByTheOther) {
  const GivenTensor a{{2}, {1, -200}};
  const GivenTensor b{{2}, {0.5f, 3}};
  const auto plain = RunSwigluOperator(a, b, 1);
  EXPECT_NEAR(plain.data[0], 0.365529299, 1e-7);
  EXPECT_EQ(plain.data[1], 0) << "exp overflows, the quotient does not";
  EXPECT_NEAR(RunSwigluOperator(a, b, 0.5).data[0], 0.311229676, 1e-7);
  EXPECT_THAT(MessageOf([&] { RunSwigluOperator(a, {{1}, {1}}, 1); }),
              HasSubstr("[swiglu] a of shape (2) and b of shape (1)"));
  EXPECT_THAT(MessageOf([&] { RunSwigluOperator(a, b, std::nan("")); }),
              HasSubstr("alpha is nan"));
}

/// A call in which every head is turned by the same random angles.
RotarySpec RandomRotary(Random& random, bool packed) {
  const Index batch = Draw(random, 1, 2);
  const Index heads = Draw(random, 1, 3);
  const Index length = Draw(random, 1, 4);
  const Index half = Draw(random, 1, 3);
  const Index width = 2 * half + Draw(random, 0, 2);
  RotarySpec spec;
  spec.input = packed ? RandomTensor(random, {batch, length, heads * width})
                      : RandomTensor(random, {batch, heads, length, width});
  spec.num_heads = packed ? static_cast<double>(heads) : 0;
  spec.rotary_dim = static_cast<double>(2 * half);
  spec.cos = RandomTensor(random, {batch, length, half});
  spec.sin = spec.cos;
  for (std::size_t i = 0; i < spec.cos.data.size(); ++i) {
    const float angle = spec.cos.data[i];
    spec.cos.data[i] = std::cos(angle);
    spec.sin.data[i] = std::sin(angle);
  }
  spec.interleaved = random.Below(2) == 0;
  return spec;
}

TEST(RotaryOperator, KeepsLengthsAndTurnsBack) {
  Random random(95);
  for (int i = 0; i < 2000; ++i) {
    RotarySpec spec = RandomRotary(random, i % 2 == 0);
    const GivenTensor turned = RunRotaryOperator(spec);
    double before = 0;
    double after = 0;
    for (const float x : spec.input.data) before += double(x) * double(x);
    for (const float x : turned.data) after += double(x) * double(x);
    ASSERT_NEAR(after, before, 1e-4);
    RotarySpec back = spec;
    back.input = turned;
    for (float& sine : back.sin.data) sine = -sine;
    ASSERT_LT(
        testing::WorstDifference(RunRotaryOperator(back).data, spec.input.data),
        1e-5);
  }
}

TEST(RotaryOperator, PairsHalvesOrNeighbours) {
  RotarySpec spec;
  spec.input = {{1, 1, 1, 5}, {1, 2, 3, 4, 5}};
  spec.cos = {{1, 1, 2}, {0, 1}};
  spec.sin = {{1, 1, 2}, {1, 0}};  // a quarter turn, and none
  spec.rotary_dim = 4;
  EXPECT_EQ(RunRotaryOperator(spec).data, (std::vector<float>{-3, 2, 1, 4, 5}));
  spec.interleaved = true;
  EXPECT_EQ(RunRotaryOperator(spec).data, (std::vector<float>{-2, 1, 3, 4, 5}));
}

TEST(RotaryOperator, LooksAnglesUpByPosition) {
  RotarySpec spec;
  spec.input = {{1, 1, 2, 2}, {1, 2, 1, 2}};
  spec.cos = {{3, 1}, {1, 0, -1}};
  spec.sin = {{3, 1}, {0, 1, 0}};
  spec.position_ids = GivenTensor{{1, 2}, {2, 1}};
  EXPECT_EQ(RunRotaryOperator(spec).data, (std::vector<float>{-1, -2, -2, 1}));
  for (const float wrong : {3.0f, -1.0f, 0.5f, testing::kNan}) {
    spec.position_ids->data[0] = wrong;
    EXPECT_THAT(MessageOf([&] { RunRotaryOperator(spec); }),
                HasSubstr("is no row of cos of shape (3 x 1)"));
  }
}

TEST(RotaryOperator, NamesTheShapesThatDisagree) {
  const auto refusal = [](auto&& change) {
    RotarySpec spec;
    spec.input = {{1, 2, 3, 4}, std::vector<float>(24)};
    spec.cos = spec.sin = {{1, 3, 2}, std::vector<float>(6)};
    change(spec);
    return MessageOf([&] { RunRotaryOperator(spec); });
  };
  using Spec = RotarySpec;
  EXPECT_EQ(refusal([](Spec&) {}), "");
  EXPECT_THAT(refusal([](Spec& s) { s.input.shape = {6, 4}; }),
              HasSubstr("[rotary] input of shape (6 x 4) must be batch x"));
  EXPECT_THAT(refusal([](Spec& s) { s.input.shape = {1, 3, 8}; }),
              HasSubstr("cannot be split into numHeads = 0 heads"));
  EXPECT_THAT(refusal([](Spec& s) { s.num_heads = 3; }),
              HasSubstr("does not have numHeads = 3"));
  EXPECT_THAT(refusal([](Spec& s) { s.rotary_dim = 3; }),
              HasSubstr("an even rotaryDim is needed"));
  EXPECT_THAT(
      refusal([](Spec& s) { s.rotary_dim = 6; }),
      HasSubstr("rotaryDim is 6; it must be a whole number from 0 to 4"));
  EXPECT_THAT(refusal([](Spec& s) { s.cos.shape = {1, 2, 3}; }),
              HasSubstr("must both be batch x length x 2"));
  EXPECT_THAT(refusal([](Spec& s) { s.sin.shape = {1, 2, 3}; }),
              HasSubstr("sin of shape (1 x 2 x 3)"));
  EXPECT_THAT(
      refusal([](Spec& s) { s.position_ids = GivenTensor{{3}, {0, 1, 2}}; }),
      HasSubstr("positionIds of shape (3) must be (1 x 3)"));
}

}  // namespace
}  // namespace attention
