#include "attention/kernels/mask.h"

#include "attention/kernels/mask_rule.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::kNan;
using testing::MessageOf;

std::vector<float> MaskOf(const MaskRuleOptions& options, Index queries,
                          Index keys, std::vector<float> lengths = {}) {
  const Index batch = lengths.empty() ? 1 : std::ssize(lengths);
  std::vector<float> mask(static_cast<std::size_t>(batch * queries * keys));
  MaskRule<float>(options, lengths.empty() ? nullptr : lengths.data(), batch,
                  queries, keys, mask.data());
  return mask;
}

TEST(MaskRule, CausalLooksAtNoLaterWord) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kCausal}, 3, 3),
              ElementsAre(1, 0, 0, 1, 1, 0, 1, 1, 1));
  EXPECT_THAT(MaskOf({.kind = MaskKind::kCausal, .offset = 1}, 2, 3),
              ElementsAre(1, 1, 0, 1, 1, 1));
}

TEST(MaskRule, PaddingBlocksTheLastKeysForEveryQuery) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kPadding, .count = 2}, 2, 3),
              ElementsAre(1, 0, 0, 1, 0, 0));
  EXPECT_THAT(MaskOf({.kind = MaskKind::kPadding, .count = 5}, 1, 3),
              ElementsAre(0, 0, 0));
}

TEST(MaskRule, PrefixOpensTheFirstKeysToAll) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kPrefix, .length = 2}, 3, 3),
              ElementsAre(1, 1, 0, 1, 1, 0, 1, 1, 1));
}

TEST(MaskRule, WindowOpensTheNeighbours) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kWindow, .left = 1, .right = 0}, 3, 3),
              ElementsAre(1, 0, 0, 1, 1, 0, 0, 1, 1));
}

TEST(MaskRule, DilatedTakesEveryOtherKeyOfTheWindow) {
  EXPECT_THAT(
      MaskOf({.kind = MaskKind::kDilated, .left = 3, .right = 2, .dilation = 2},
             2, 5),
      ElementsAre(1, 0, 1, 0, 0, 0, 1, 0, 1, 0));
  EXPECT_THAT(
      MaskOf({.kind = MaskKind::kDilated, .left = 3, .right = 0, .dilation = 2},
             5, 5),
      ::testing::ElementsAreArray({1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1,
                                   0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1}));
}

TEST(MaskRule, DilatedByOneIsTheWindow) {
  EXPECT_EQ(MaskOf({.kind = MaskKind::kDilated, .left = 2, .right = 1}, 6, 7),
            MaskOf({.kind = MaskKind::kWindow, .left = 2, .right = 1}, 6, 7));
}

TEST(MaskRule, GlobalWordsSeeAllAndAreSeenByAll) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kGlobal, .count = 1}, 3, 3),
              ElementsAre(1, 1, 1, 1, 0, 0, 1, 0, 0));
}

TEST(MaskRule, BlocksSeeOnlyThemselvesAndTheLastMayBeShort) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kBlock, .size = 2}, 3, 3),
              ElementsAre(1, 1, 0, 1, 1, 0, 0, 0, 1));
}

TEST(MaskRule, LengthsAndFrontierGoByEachSentence) {
  EXPECT_THAT(MaskOf({.kind = MaskKind::kLengths}, 1, 3, {1, 3}),
              ElementsAre(1, 0, 0, 1, 1, 1));
  // Two queries at the end of 3 keys, then at the end of 1.
  EXPECT_THAT(MaskOf({.kind = MaskKind::kFrontier}, 2, 3, {3, 1}),
              ElementsAre(1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0));
}

TEST(MaskRule, ListsTheRulesWhenAskedForAnother) {
  EXPECT_THAT(MessageOf([] { MaskKindNamed("mask_rule", "diagonal"); }),
              ::testing::AllOf(HasSubstr("[mask_rule]"), HasSubstr("diagonal"),
                               HasSubstr("causal, padding, prefix")));
  for (const char* name :
       {"none", "causal", "window", "frontier", "dilated", "global", "block"}) {
    EXPECT_EQ(MaskKindName(MaskKindNamed("mask_rule", name)), name);
  }
}

TEST(Mask, ReplacesWhateverABlockedScoreHeld) {
  const std::vector<float> scores = {1, kNan, kInfinity, 4};
  const std::vector<float> mask = {1, 0};
  std::vector<float> out(4);
  Mask<float>({scores.data(), {2, 2}}, {mask.data(), {2}}, "k", -kInfinity,
              {out.data(), {2, 2}}, "qk");
  EXPECT_EQ(out[0], 1);
  EXPECT_EQ(out[1], -kInfinity);
  EXPECT_EQ(out[2], kInfinity);
  EXPECT_EQ(out[3], -kInfinity);
}

TEST(AddMask, LetsNoNanOrInfinityThroughABlockedCell) {
  const std::vector<float> scores = {kNan, kInfinity, 3, 4};
  const std::vector<float> bias = {-kInfinity, -kInfinity, 0.5f, 0};
  std::vector<float> out(4);
  AddMask<float>({scores.data(), {4}}, {bias.data(), {4}}, "k",
                 {out.data(), {4}}, "k");
  EXPECT_THAT(out, ElementsAre(-kInfinity, -kInfinity, 3.5f, 4));
}

TEST(MaskBias, IsZeroWhereOpenAndMinusInfinityWhereBlocked) {
  const std::vector<float> mask = {1, 0};
  std::vector<float> bias(2);
  MaskBias<float>({mask.data(), {2}}, {bias.data(), {2}});
  EXPECT_THAT(bias, ElementsAre(0, -kInfinity));
}

TEST(BroadcastInto, RepeatsAlongMissingLettersAndTransposesOthers) {
  const std::vector<float> in = {1, 2, 3, 4, 5, 6};  // "kq", 3 x 2
  std::vector<float> out(12);
  CopyInto<float>({in.data(), {3, 2}}, "kq", {out.data(), {2, 2, 3}}, "hqk");
  EXPECT_THAT(out, ElementsAre(1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6));
  EXPECT_THAT(MessageOf([&] {
                CopyInto<float>({in.data(), {3, 2}}, "kz",
                                {out.data(), {2, 2, 3}}, "hqk");
              }),
              HasSubstr("letter z"));
}

}  // namespace
}  // namespace attention
