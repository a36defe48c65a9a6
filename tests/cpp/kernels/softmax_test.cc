#include "attention/kernels/softmax.h"

#include <numeric>

#include "support.h"

namespace attention {
namespace {

using testing::kInfinity;
using testing::kNan;

std::vector<float> Row(const std::vector<float>& row,
                       EmptyRow empty = EmptyRow::kZeros) {
  std::vector<float> out(row.size());
  Softmax<float>(row.data(), 1, std::ssize(row), 1, empty, out.data());
  return out;
}

TEST(Softmax, SharesOneAmongTheScores) {
  const auto weights = Row({0, std::log(2.0f), std::log(5.0f)});
  EXPECT_NEAR(weights[0], 1.0 / 8, 1e-7);
  EXPECT_NEAR(weights[1], 2.0 / 8, 1e-7);
  EXPECT_NEAR(weights[2], 5.0 / 8, 1e-7);
}

TEST(Softmax, DoesNotOverflowWhereTheTutorialsDoes) {
  const auto weights = Row({10000, 9999, -10000});
  EXPECT_NEAR(weights[0], 1 / (1 + std::exp(-1.0)), 1e-6);
  EXPECT_EQ(weights[2], 0);
}

TEST(Softmax, GivesBlockedScoresExactlyNothing) {
  const auto weights = Row({1, -kInfinity, 1, -1e9f});
  EXPECT_EQ(weights, (std::vector<float>{0.5f, 0, 0.5f, 0}));
}

TEST(Softmax, GivesZerosOrNanForARowOfNothing) {
  EXPECT_EQ(Row({-kInfinity, -kInfinity}), (std::vector<float>{0, 0}));
  for (const float weight : Row({-kInfinity, -kInfinity}, EmptyRow::kNan)) {
    EXPECT_TRUE(std::isnan(weight));
  }
}

TEST(Softmax, ShowsANanThatNobodyBlocked) {
  for (const float weight : Row({kNan, 1, -kInfinity})) {
    EXPECT_TRUE(std::isnan(weight));
  }
  for (const float weight : Row({kNan, -kInfinity})) {
    EXPECT_TRUE(std::isnan(weight));
  }
}

TEST(Softmax, RunsAlongAnyAxis) {
  // 2 x 3 x 2 along the middle: each column of three is its own row.
  const std::vector<float> in = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  std::vector<float> out(in.size());
  Softmax<float>(in.data(), 2, 3, 2, EmptyRow::kZeros, out.data());
  for (const std::size_t first : {0u, 1u, 6u, 7u}) {
    const auto expected = Row({in[first], in[first + 2], in[first + 4]});
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_EQ(out[first + 2 * k], expected[k]);
    }
  }
}

TEST(Softmax, IsUnmovedByAConstantAddedToARow) {
  Random random(3);
  for (int i = 0; i < testing::kLightCases; ++i) {
    auto row = testing::RandomNumbers(random, testing::Draw(random, 1, 9), 5);
    const auto before = Row(row);
    const float constant = random.Symmetric(20);
    for (float& score : row) score += constant;
    ASSERT_LT(testing::WorstDifference(Row(row), before), 1e-5) << "case " << i;
  }
}

TEST(Softmax, SumsToOneOverEveryRowThatIsNotEmpty) {
  Random random(4);
  for (int i = 0; i < testing::kLightCases; ++i) {
    auto row = testing::RandomNumbers(random, testing::Draw(random, 1, 12), 80);
    bool empty = true;
    for (float& score : row) {
      if (random.Below(3) == 0) score = -kInfinity;
      empty = empty && score == -kInfinity;
    }
    const auto weights = Row(row);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    ASSERT_NEAR(sum, empty ? 0 : 1, 1e-5) << "case " << i;
  }
}

}  // namespace
}  // namespace attention
