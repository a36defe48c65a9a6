#include "attention/kernels/heads.h"

#include "attention/kernels/gather.h"
#include "attention/kernels/statistics.h"
#include "attention/kernels/weighted_sum.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::kNan;
using testing::MessageOf;

TEST(SplitHeads, TakesEachHeadsColumns) {
  const std::vector<float> joint = {0, 1, 2, 3, 10, 11, 12, 13};  // 2 x 4
  std::vector<float> heads(8);
  SplitHeads<float>(Rule("qc->hqd"), {joint.data(), {2, 4}},
                    {heads.data(), {2, 2, 2}});
  EXPECT_THAT(heads, ElementsAre(0, 1, 10, 11, 2, 3, 12, 13));
}

TEST(ConcatHeads, UndoesTheSplitForBatchesAndGroups) {
  Random random(5);
  const auto joint = testing::RandomNumbers(random, 2 * 3 * 24);
  std::vector<float> heads(joint.size());
  std::vector<float> back(joint.size());
  SplitHeads<float>(Rule("bqc->bgrqd"), {joint.data(), {2, 3, 24}},
                    {heads.data(), {2, 2, 3, 3, 4}});
  ConcatHeads<float>(Rule("bgrqd->bqc"), {heads.data(), {2, 2, 3, 3, 4}},
                     {back.data(), {2, 3, 24}});
  EXPECT_EQ(back, joint);
}

TEST(SplitHeads, RefusesHeadsThatDoNotMakeUpTheAxis) {
  std::vector<float> numbers(20);
  EXPECT_THAT(MessageOf([&] {
                SplitHeads<float>(Rule("qc->hqd"), {numbers.data(), {2, 5}},
                                  {numbers.data(), {2, 2, 2}});
              }),
              HasSubstr("[split_heads] heads of shape (2 x 2 x 2)"));
}

TEST(Append, PutsThePastBeforeTheNewInEveryHead) {
  const std::vector<float> past = {1, 2, 3, 4};                // 2 x 1 x 2
  const std::vector<float> now = {5, 6, 7, 8, 9, 10, 11, 12};  // 2 x 2 x 2
  std::vector<float> out(12);
  Append<float>({past.data(), {2, 1, 2}}, {now.data(), {2, 2, 2}}, 1,
                {out.data(), {2, 3, 2}});
  EXPECT_THAT(out, ElementsAre(1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12));
}

TEST(Gather, TakesRowsAndNamesTheIdThatIsNone) {
  const std::vector<float> table = {1, 2, 3, 4, 5, 6};
  std::vector<float> ids = {2, 0};
  std::vector<float> out(4);
  const auto gather = [&] {
    Gather<float>({ids.data(), {2}}, {table.data(), {3, 2}},
                  {out.data(), {2, 2}});
  };
  gather();
  EXPECT_THAT(out, ElementsAre(5, 6, 1, 2));
  for (const float wrong : {3.0f, -1.0f, 0.5f, kNan, kInfinity}) {
    ids[1] = wrong;
    EXPECT_THAT(MessageOf(gather), HasSubstr("is no row of the table (3 x 2)"));
  }
}

TEST(WeightedSum, AddsNothingForAZeroWeightWhateverItsValueHolds) {
  const std::vector<float> weights = {0.5f, 0, 0.5f, 0.25f, 0.75f, 0};
  const std::vector<float> values = {2, kNan, 4};
  std::vector<float> out(2);
  WeightedSum<float>(Rule("qk,kd->qd"), {weights.data(), {2, 3}},
                     {values.data(), {3, 1}}, {out.data(), {2, 1}});
  EXPECT_EQ(out[0], 3);
  EXPECT_TRUE(std::isnan(out[1])) << "a NaN that is attended to shows";
}

TEST(Variance, IsThePopulationVarianceOfAllNumbers) {
  const std::vector<float> numbers = {1, 3, 1, 3};
  EXPECT_EQ(Variance<float>({numbers.data(), {2, 2}}), 1);
  const std::vector<float> far = {1e6f, 1e6f + 1};
  EXPECT_NEAR(Variance<float>({far.data(), {2}}), 0.25, 1e-6);
  EXPECT_EQ(Variance<float>({nullptr, {0}}), 0);
}

TEST(Entropy, IsZeroForOneKeyAndTheLogOfTheirNumberWhenEven) {
  const std::vector<float> weights = {0, 1, 0, 0, 0.25f, 0.25f, 0.25f, 0.25f};
  std::vector<float> out(2);
  Entropy<float>({weights.data(), {2, 4}}, 4, {out.data(), {2}});
  EXPECT_EQ(out[0], 0);
  EXPECT_NEAR(out[1], std::log(4.0), 1e-7);
}

}  // namespace
}  // namespace attention
