#include "attention/core/rule.h"

#include "attention/core/loops.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MessageOf;

TEST(Rule, SaysWhatIsSummedAndWhatIsNew) {
  const Rule scores("hqd,hkd->hqk");
  EXPECT_THAT(scores.inputs(), ElementsAre("hqd", "hkd"));
  EXPECT_EQ(scores.output(), "hqk");
  EXPECT_EQ(scores.summed(), "d");
  EXPECT_EQ(scores.created(), "");
  const Rule split("qc->hqd");
  EXPECT_EQ(split.summed(), "c");
  EXPECT_EQ(split.created(), "hd");
  const Rule made("->tm");
  EXPECT_TRUE(made.inputs().empty());
  EXPECT_EQ(made.created(), "tm");
  EXPECT_THAT(Rule("v,->n").inputs(), ElementsAre("v", ""));
}

TEST(Rule, RefusesWhatIsNoRule) {
  EXPECT_THAT(MessageOf([] { Rule("hqd,hkd"); }), HasSubstr("no arrow"));
  EXPECT_THAT(MessageOf([] { Rule("h q->hq"); }), HasSubstr("no letter"));
  EXPECT_THAT(MessageOf([] { Rule("hqq->hq"); }), HasSubstr("twice"));
}

TEST(Rule, NamesTheLetterWhoseSizesDisagree) {
  LetterMap sizes(kUnknownSize);
  BindSizes("einsum", "hqd", {2, 3, 4}, sizes);
  EXPECT_EQ(sizes['d'], 4);
  EXPECT_THAT(MessageOf([&] { BindSizes("einsum", "hkd", {2, 3, 5}, sizes); }),
              ::testing::AllOf(HasSubstr("[einsum] letter d is 5"),
                               HasSubstr("but 4 elsewhere")));
  EXPECT_THAT(MessageOf([&] { BindSizes("einsum", "hk", {2}, sizes); }),
              HasSubstr("cannot be read as \"hk\""));
  EXPECT_THAT(MessageOf([&] { ShapeOf("x", "hz", sizes); }),
              HasSubstr("nothing gives the size of letter z"));
}

TEST(ForEachOffset, WalksEveryCombinationWithTheLastLetterFastest) {
  LetterMap sizes(kUnknownSize);
  sizes['a'] = 2;
  sizes['b'] = 3;
  const LetterMap whole = StridesOf("ab", {2, 3});
  const LetterMap row = StridesOf("b", {3});
  std::vector<Index> seen_whole;
  std::vector<Index> seen_row;
  ForEachOffset("ab", sizes, std::array{whole, row},
                [&](const std::array<Index, 2>& at) {
                  seen_whole.push_back(at[0]);
                  seen_row.push_back(at[1]);
                });
  EXPECT_THAT(seen_whole, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(seen_row, ElementsAre(0, 1, 2, 0, 1, 2));
  int calls = 0;
  sizes['a'] = 0;
  ForEachOffset("ab", sizes, std::array{whole},
                [&](const std::array<Index, 1>&) { ++calls; });
  EXPECT_EQ(calls, 0);
  ForEachOffset("", sizes, std::array{whole},
                [&](const std::array<Index, 1>&) { ++calls; });
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace attention
