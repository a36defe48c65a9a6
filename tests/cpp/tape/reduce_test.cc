#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::ExpectGradients;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;

/// x (2 x 3) of 1..6 and what an op makes of it, "loss".
BasicTape<double> Reduced(const Op& op, Attributes attributes = {}) {
  BasicTape<double> tape;
  const TensorId x = tape.Give("x", "qk", {2, 3}, Role::kInput,
                               std::vector<double>{1, 2, 3, 4, 5, 6});
  tape.Record(op, "loss", "qk->n", {x}, std::move(attributes), {{'n', 1}});
  return tape;
}

TEST(Reduce, SumsAndAveragesAllNumbersAndPicksOne) {
  EXPECT_THAT(ValuesOf(Reduced(ops::kSum), "loss"), ElementsAre(21));
  EXPECT_THAT(ValuesOf(Reduced(ops::kMean), "loss"), ElementsAre(3.5));
  EXPECT_THAT(ValuesOf(Reduced(ops::kPick, {{"index", "1,0"}}), "loss"),
              ElementsAre(4));
}

const testing::ReplayedTape kSum([] { return Reduced(ops::kSum); });
const testing::ReplayedTape kMean([] { return Reduced(ops::kMean); });
const testing::ReplayedTape kPick([] {
  return Reduced(ops::kPick, {{"index", "1,2"}});
});

TEST(Reduce, HasTheGradientsOfASumAMeanAndACell) {
  const auto gradient = [](BasicTape<double> tape) {
    tape.Backward("loss");
    const auto numbers = tape.Gradient("x").span();
    return std::vector<double>(numbers.begin(), numbers.end());
  };
  EXPECT_THAT(gradient(Reduced(ops::kSum)), Each(1));
  EXPECT_THAT(gradient(Reduced(ops::kMean)), Each(1.0 / 6));
  EXPECT_THAT(gradient(Reduced(ops::kPick, {{"index", "0,1"}})),
              ElementsAre(0, 1, 0, 0, 0, 0));
  for (const Op* op : {&ops::kSum, &ops::kMean}) ExpectGradients(Reduced(*op));
  ExpectGradients(Reduced(ops::kPick, {{"index", "0,1"}}));
}

TEST(Reduce, RefusesACellThatIsNone) {
  for (const char* index : {"", "1", "1,3", "2,0", "-1,0", "1,,0", "a,b",
                            "1,2,", "99999999999999999999,0", "1, 0"}) {
    EXPECT_THAT(MessageOf([&] { Reduced(ops::kPick, {{"index", index}}); }),
                HasSubstr("[pick] index \"" + std::string(index) +
                          "\" is no cell of shape (2 x 3)"));
  }
}

TEST(Reduce, RefusesAMeanOfNothingAndAResultOfMoreThanOneNumber) {
  BasicTape<double> tape;
  const TensorId none =
      tape.Give("none", "k", {0}, Role::kInput, std::vector<double>{});
  EXPECT_THAT(MessageOf([&] {
                tape.Record(ops::kMean, "m", "k->n", {none}, {}, {{'n', 1}});
              }),
              HasSubstr("[mean] of no numbers, of shape (0)"));
  EXPECT_THAT(MessageOf([&] {
                tape.Record(ops::kSum, "s", "k->n", {none}, {}, {{'n', 2}});
              }),
              HasSubstr("[sum] the result is one number, not of shape (2)"));
  tape.Record(ops::kSum, "zero", "k->n", {none}, {}, {{'n', 1}});
  EXPECT_THAT(ValuesOf(tape, "zero"), ElementsAre(0));
}

}  // namespace
}  // namespace attention
