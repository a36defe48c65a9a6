#include "attention/models/operators/attention_statistics.h"
#include "attention/models/operators/pca.h"
#include "golden/golden_file.h"

namespace attention {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::GoldenFile;
using ::testing::HasSubstr;
using testing::kNan;
using testing::MessageOf;
using testing::RandomTensor;
using testing::WorstDifference;

constexpr float kLn2 = 0.69314718F;

TEST(AttentionStatistics, AreThoseOfACaseWorkedOutByHand) {
  const GivenTensor weights{{2, 2, 3},
                            {0.5F, 0.5F, 0,  //
                             0, 0, 1,        //
                             0.25F, 0.5F, 0.25F, 1, 0, 0}};
  const GivenTensor value{{2, 3, 2}, {3, 4, 0, 0, 6, 8, 1, 0, 0, 2, 0, 0}};
  const AttentionStatistics found = RunAttentionStatistics(weights, value);
  // ln 2; one key has it all; 2 * 0.25 ln 4 + 0.5 ln 2 = 1.5 ln 2; again 0.
  EXPECT_EQ(found.entropy.shape, Shape({2, 2}));
  EXPECT_LT(WorstDifference(found.entropy.data,
                            std::vector<float>{kLn2, 0, 1.5F * kLn2, 0}),
            1e-7);
  // |0-1| / 2; |1-2|; 0.5 * 1 + 0.25 * 2; |1-0|
  EXPECT_THAT(found.distance.data, ElementsAre(0.5F, 1, 1, 1));
  EXPECT_EQ(found.mean_entropy.shape, Shape({2}));
  EXPECT_LT(WorstDifference(found.mean_entropy.data,
                            std::vector<float>{kLn2 / 2, 0.75F * kLn2}),
            1e-7);
  EXPECT_THAT(found.mean_distance.data, ElementsAre(0.75F, 1));
  EXPECT_EQ(found.received.shape, Shape({2, 3}));
  EXPECT_THAT(found.received.data,
              ElementsAre(0.25F, 0.25F, 0.5F, 0.625F, 0.25F, 0.125F));
  EXPECT_THAT(found.value_norms->data, ElementsAre(5, 0, 10, 1, 2, 0));
  EXPECT_EQ(found.weighted_norms->shape, Shape({2, 2, 3}));
  EXPECT_THAT(found.weighted_norms->data,
              ElementsAre(2.5F, 0, 0, 0, 0, 10, 0.25F, 1, 0, 1, 0, 0));
}

TEST(AttentionStatistics, TakeAMatrixABatchAndWeightsThatAreNone) {
  const GivenTensor even{{1, 1, 2, 4}, std::vector<float>(8, 0.25F)};
  const AttentionStatistics batch = RunAttentionStatistics(even, std::nullopt);
  EXPECT_EQ(batch.entropy.shape, Shape({1, 1, 2}));
  EXPECT_EQ(batch.mean_entropy.shape, Shape({1, 1}));
  EXPECT_THAT(batch.entropy.data, Each(::testing::FloatEq(2 * kLn2)));
  EXPECT_FALSE(batch.value_norms.has_value());

  const GivenTensor odd{{3, 2}, {0, 0, kNan, 1, -1, 2}};
  const AttentionStatistics found = RunAttentionStatistics(odd, std::nullopt);
  EXPECT_EQ(found.entropy.data[0], 0) << "a row that sees nothing";
  EXPECT_TRUE(std::isnan(found.entropy.data[1]));
  EXPECT_TRUE(std::isnan(found.entropy.data[2])) << "no logarithm of -1";
  EXPECT_EQ(found.distance.data[2], -2 + 2);
  EXPECT_EQ(found.mean_entropy.shape, Shape({}));
}

TEST(AttentionStatistics, LeaveOutWhatAWeightOfZeroMeets) {
  const AttentionStatistics found =
      RunAttentionStatistics({{1, 2}, {0, 1}}, GivenTensor{{2, 1}, {kNan, -3}});
  EXPECT_THAT(found.weighted_norms->data, ElementsAre(0, 3));
}

TEST(AttentionStatistics, AreRefusedWhereHeadsOrKeysDiffer) {
  const auto refusal = [](const Shape& weights, const Shape& value) {
    Random random(1);
    return MessageOf([&] {
      RunAttentionStatistics(RandomTensor(random, weights),
                             RandomTensor(random, value));
    });
  };
  EXPECT_EQ(refusal({2, 3, 4}, {2, 3, 4}),
            "[attentionStatistics] weights of shape (2 x 3 x 4) and value of "
            "shape (2 x 3 x 4) need the same heads and the same number of "
            "keys");
  EXPECT_THAT(refusal({2, 3, 4}, {1, 4, 4}), HasSubstr("the same heads"));
  EXPECT_THAT(refusal({2, 3, 4}, {4, 4}), HasSubstr("the same heads"));
  EXPECT_THAT(refusal({4}, {4}), HasSubstr("must have queries and keys"));
}

TEST(Pca, AgreesWithNumPy) {
  const GoldenFile golden("pca.json");
  for (const auto& [name, groups] : golden.cases()) {
    const auto& expected = groups.at("expected");
    const auto count = static_cast<double>(expected.at("components").shape[0]);
    const PcaResult found = RunPca(groups.at("given").at("x").Given(), count);
    const auto compare = [&](const char* part, const GivenTensor& tensor) {
      EXPECT_EQ(tensor.shape, Shape(expected.at(part).shape)) << name;
      EXPECT_LT(WorstDifference(tensor.data, expected.at(part).data), 2e-6)
          << part << " of " << name;
    };
    compare("mean", found.mean);
    compare("components", found.components);
    compare("scores", found.scores);
    compare("explained", found.explained);
  }
}

TEST(Pca, GivesZerosWhereThePointsHaveNoDirections) {
  const PcaResult one = RunPca({{1, 3}, {1, 2, 3}}, 2);
  EXPECT_THAT(one.mean.data, ElementsAre(1, 2, 3));
  EXPECT_THAT(one.components.data, Each(0));
  EXPECT_THAT(one.scores.data, ElementsAre(0, 0));
  EXPECT_THAT(one.explained.data, ElementsAre(0, 0));
  const PcaResult alike = RunPca({{5, 2}, std::vector<float>(10, 0.1F)}, 1);
  EXPECT_THAT(alike.scores.data, Each(0));
  EXPECT_THAT(alike.explained.data, ElementsAre(0));
  const PcaResult nothing = RunPca({{2, 2}, {0, 0, 0, 0}}, 2);
  EXPECT_THAT(nothing.components.data, Each(0));
}

TEST(Pca, TurnsEachComponentSoThatItsLargestEntryIsPositive) {
  const PcaResult line = RunPca({{3, 2}, {0, 0, 1, -1, 2, -2}}, 1);
  const float root = std::sqrt(0.5F);
  EXPECT_LT(
      WorstDifference(line.components.data, std::vector<float>{root, -root}),
      1e-7)
      << "of equals the first";
  EXPECT_THAT(line.explained.data, ElementsAre(1));
}

TEST(Pca, IsRefusedForWhatHasNoComponents) {
  const auto refusal = [](const GivenTensor& x, double components) {
    return MessageOf([&] { RunPca(x, components); });
  };
  const GivenTensor points{{2, 3}, {1, 2, 3, 4, 5, 6}};
  EXPECT_EQ(refusal(points, 4),
            "[pca] components is 4; it must be a whole number from 1 to 3, the "
            "numbers of a point");
  EXPECT_THAT(refusal(points, 0), HasSubstr("components is 0"));
  EXPECT_THAT(refusal(points, 1.5), HasSubstr("components is 1.5"));
  EXPECT_EQ(refusal({{2, 2}, {1, 2, kNan, 4}}, 1),
            "[pca] x[1, 0] is nan; every number must be finite");
  EXPECT_EQ(refusal({{4}, {1, 2, 3, 4}}, 1),
            "[pca] x of shape (4) must be points x numbers, at least one of "
            "each");
  EXPECT_THAT(refusal({{0, 2}, {}}, 1), HasSubstr("at least one of each"));
  const GivenTensor large{{1100, 1100}, std::vector<float>(1210000, 1)};
  EXPECT_THAT(refusal(large, 2), HasSubstr("must be at most 1024"));
}

}  // namespace
}  // namespace attention
