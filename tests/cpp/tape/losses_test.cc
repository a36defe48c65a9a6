#include <cmath>

#include "attention/tape/replay.h"
#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::ExpectGradients;
using testing::GiveRandom;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ProbeLoss;
using testing::ValuesOf;

using DoubleTape = BasicTape<double>;
using Numbers64 = std::vector<double>;

/// Logits (given or drawn), labels and their cross-entropy, "loss".
DoubleTape Labelled(const Numbers64& labels, Attributes attributes = {},
                    const Numbers64& logits = {}, bool batch = false) {
  DoubleTape tape;
  const auto count = static_cast<Index>(labels.size());
  const Shape shape = batch ? Shape{2, count / 2} : Shape{count};
  const Shape wide = batch ? Shape{2, count / 2, 4} : Shape{count, 4};
  const std::string t = batch ? "bt" : "t";
  const TensorId x =
      logits.empty() ? GiveRandom(tape, "logits", t + "v", wide, 3)
                     : tape.Give("logits", t + "v", wide, Role::kInput, logits);
  const TensorId y = tape.Give("labels", t, shape, Role::kInput, labels);
  tape.Record(ops::kCrossEntropy, "loss", t + "v," + t + "->n", {x, y},
              std::move(attributes), {{'n', 1}});
  return tape;
}

double LossOf(const DoubleTape& tape) { return ValuesOf(tape, "loss").at(0); }

TEST(CrossEntropy, IsLnOfTheClassesWhenAllLogitsAreEqual) {
  const DoubleTape tape = Labelled({1, 3}, {}, Numbers64(8, 0.5));
  EXPECT_NEAR(LossOf(tape), std::log(4.0), 1e-15);
}

TEST(CrossEntropy, IsTheMeanSurpriseAtTheLabels) {
  const double p0 = 1 / (1 + std::exp(1) + std::exp(2) + std::exp(3));
  const Numbers64 logits = {0, 1, 2, 3, 0, 1, 2, 3};
  const double loss = LossOf(Labelled({0, 3}, {}, logits));
  EXPECT_NEAR(loss, -(std::log(p0) + std::log(p0 * std::exp(3))) / 2, 1e-14);
}

TEST(CrossEntropy, SpreadsTheSmoothedPartOverAllClasses) {
  const Numbers64 logits = {0, 1, 2, 3};
  const double log_sum = std::log(1 + std::exp(1) + std::exp(2) + std::exp(3));
  const double expected = 0.9 * (log_sum - 3) + 0.1 * (log_sum - 1.5);
  EXPECT_NEAR(LossOf(Labelled({3}, {{"label_smoothing", 0.1}}, logits)),
              expected, 1e-14);
}

TEST(CrossEntropy, LeavesIgnoredLabelsOutOfTheMeanAndOfTheGradient) {
  const Numbers64 logits = {0, 1, 2, 3, 9, 9, 9, -9, 3, 2, 1, 0};
  DoubleTape all = Labelled({3, 0, 1}, {{"ignore_index", 0.0}}, logits);
  const Numbers64 rest = {0, 1, 2, 3, 3, 2, 1, 0};
  EXPECT_EQ(LossOf(all), LossOf(Labelled({3, 1}, {}, rest)));
  all.Backward("loss");
  EXPECT_THAT(all.Gradient("logits").span().subspan(4, 4), Each(0));
  const double outside =
      LossOf(Labelled({3, -100, 1}, {{"ignore_index", -100.0}}, logits));
  EXPECT_EQ(outside, LossOf(all)) << "an ignored label need be no class";
}

TEST(CrossEntropy, StaysExactForLogitsThatWouldOverflow) {
  const Numbers64 large = {1000, 999, -1000, 998};
  const double log_sum = std::log(1 + std::exp(-1) + std::exp(-2));
  DoubleTape tape = Labelled({1}, {}, large);
  EXPECT_NEAR(LossOf(tape), log_sum + 1, 1e-13);
  tape.Backward("loss");
  for (const double gradient : tape.Gradient("logits").span()) {
    EXPECT_TRUE(std::isfinite(gradient));
  }
  EXPECT_NEAR(LossOf(Labelled({2}, {}, large)), log_sum + 2000, 1e-9);
}

TEST(CrossEntropy, HasTheGradientsOfItsDifferences) {
  for (const double smoothing : {0.0, 0.1, 1.0}) {
    for (const bool batch : {false, true}) {
      const Attributes attributes = {{"label_smoothing", smoothing},
                                     {"ignore_index", 2.0}};
      ExpectGradients(Labelled({0, 3, 2, 1}, attributes, {}, batch),
                      {.constants = {"labels"}});
    }
  }
}

TEST(CrossEntropy, TellsWhatItWasMadeOf) {
  const DoubleTape tape =
      Labelled({3, 0, 1}, {{"ignore_index", 0.0}, {"label_smoothing", 0.2}});
  const Explanation cell = tape.Explain("loss", std::vector<Index>{0});
  ASSERT_EQ(cell.terms.size(), 2u);
  EXPECT_NEAR((cell.terms[0].value + cell.terms[1].value) / 2, cell.value,
              1e-14);
  const std::map<std::string, double> parts(cell.parts.begin(),
                                            cell.parts.end());
  EXPECT_EQ(parts.at("count"), 2);
  EXPECT_EQ(parts.at("ignored"), 1);
  EXPECT_EQ(parts.at("label_smoothing"), 0.2);
}

TEST(CrossEntropy, RefusesLabelsThatAreNoClassAndNothingToCount) {
  const auto message = [](const Numbers64& labels,
                          const Attributes& attributes = {}) {
    return MessageOf([&] { Labelled(labels, attributes); });
  };
  EXPECT_EQ(message({0, 4}),
            "[cross_entropy] label 4 at position 1 is none of the 4 classes");
  EXPECT_THAT(message({-1}), HasSubstr("label -1 at position 0"));
  EXPECT_THAT(message({1.5}), HasSubstr("label 1.5 at position 0"));
  EXPECT_THAT(message({testing::kNan}), HasSubstr("at position 0 is none"));
  EXPECT_EQ(message({2, 2}, {{"ignore_index", 2.0}}),
            "[cross_entropy] none of the 2 labels counts: all are ignored");
  EXPECT_THAT(message({}), HasSubstr("none of the 0 labels counts"));
  for (const double smoothing : {-0.1, 1.1, double{testing::kNan}}) {
    EXPECT_THAT(message({1}, {{"label_smoothing", smoothing}}),
                HasSubstr("it must be from 0 to 1"));
  }
  DoubleTape tape;
  const TensorId x = GiveRandom(tape, "x", "vt", {4, 3});
  const TensorId y = tape.Give("y", "t", {3}, Role::kInput, Numbers64{0, 1, 2});
  EXPECT_THAT(MessageOf([&] {
                tape.Record(ops::kCrossEntropy, "loss", "vt,t->n", {x, y}, {},
                            {{'n', 1}});
              }),
              HasSubstr("[cross_entropy] \"vt,t->n\" must be logits"));
}

DoubleTape SquaredErrors() {
  DoubleTape tape;
  const TensorId x =
      tape.Give("x", "tm", {2, 2}, Role::kInput, Numbers64{1, 2, 3, 4});
  const TensorId y =
      tape.Give("y", "tm", {2, 2}, Role::kInput, Numbers64{1, 0, 4, 1});
  tape.Record(ops::kSquaredError, "loss", "tm,tm->n", {x, y}, {}, {{'n', 1}});
  return tape;
}

TEST(SquaredError, IsTheMeanOfTheSquaredDifferences) {
  EXPECT_EQ(LossOf(SquaredErrors()), (0 + 4 + 1 + 9) / 4.0);
  ExpectGradients(SquaredErrors());
}

TEST(SquaredError, RefusesOtherLettersAndNoNumbers) {
  DoubleTape tape;
  const TensorId x = GiveRandom(tape, "x", "tm", {2, 3});
  const TensorId none = tape.Give("none", "t", {0}, Role::kInput, Numbers64{});
  EXPECT_THAT(MessageOf([&] {
                tape.Record(ops::kSquaredError, "loss", "tm,ab->n", {x, x}, {},
                            {{'n', 1}});
              }),
              HasSubstr("[squared_error] \"tm,ab->n\" must be"));
  EXPECT_THAT(MessageOf([&] {
                tape.Record(ops::kSquaredError, "loss", "t,t->n", {none, none},
                            {}, {{'n', 1}});
              }),
              HasSubstr("[squared_error] of no numbers, of shape (0)"));
}

DoubleTape LogSoftmaxed() {
  DoubleTape tape;
  const TensorId x = GiveRandom(tape, "x", "btv", {2, 3, 4}, 3);
  ProbeLoss(tape, tape.Record(ops::kLogSoftmax, "log", "btv->btv", {x}));
  return tape;
}

TEST(LogSoftmax, IsTheLogarithmOfTheSoftmaxWithItsGradients) {
  DoubleTape tape = LogSoftmaxed();
  tape.Record(ops::kSoftmax, "weights", "btv->btv", {*tape.Find("x")});
  std::vector<double> logarithms = ValuesOf(tape, "weights");
  for (double& number : logarithms) number = std::log(number);
  EXPECT_LT(testing::WorstDifference(logarithms, ValuesOf(tape, "log")), 1e-14);
  ExpectGradients(LogSoftmaxed());
}

/// Two sentences of 3 words, of which the second uses 2.
DoubleTape Pooled(const Numbers64& lengths = {3, 2}) {
  DoubleTape tape;
  const TensorId x = tape.Give("x", "btm", {2, 3, 1}, Role::kInput,
                               Numbers64{1, 2, 6, 10, 20, 99});
  const TensorId used = tape.Give("used", "b", {2}, Role::kInput, lengths);
  ProbeLoss(tape,
            tape.Record(ops::kMeanPool, "pooled", "btm,b->bm", {x, used}));
  return tape;
}

TEST(MeanPool, AveragesTheWordsThatASentenceUses) {
  EXPECT_THAT(ValuesOf(Pooled(), "pooled"), ElementsAre(3, 15));
  ExpectGradients(Pooled(), {.constants = {"used"}});
}

DoubleTape PooledWhole(const std::string& rule, const Shape& shape) {
  DoubleTape tape;
  const TensorId x =
      GiveRandom(tape, "x", rule.substr(0, rule.find('-')), shape);
  ProbeLoss(tape, tape.Record(ops::kMeanPool, "pooled", rule, {x}));
  return tape;
}

TEST(MeanPool, AveragesAllWordsWithoutLengths) {
  ExpectGradients(PooledWhole("tm->m", {3, 4}));
  ExpectGradients(PooledWhole("btm->bm", {2, 3, 4}));
}

TEST(MeanPool, RefusesLengthsOutOfRangeAndOtherRules) {
  for (const double length : {0.0, 4.0, 1.5, -1.0, double{testing::kNan}}) {
    EXPECT_THAT(MessageOf([&] { Pooled({3, length}); }),
                HasSubstr("[mean_pool] sentence 1 uses "))
        << length;
  }
  EXPECT_THAT(MessageOf([] { PooledWhole("tm->t", {3, 4}); }),
              HasSubstr("[mean_pool] \"tm->t\" must be like"));
}

const testing::ReplayedTape kSmoothed([] {
  return Labelled({0, 3, 2, 1},
                  {{"label_smoothing", 0.3}, {"ignore_index", 2.0}}, {}, true);
});
const testing::ReplayedTape kPlain([] { return Labelled({0, 3, 2}); });
const testing::ReplayedTape kSquares(&SquaredErrors);
const testing::ReplayedTape kLogarithms(&LogSoftmaxed);
const testing::ReplayedTape kPools([] { return Pooled(); });
const testing::ReplayedTape kWhole([] { return PooledWhole("tm->m", {3, 4}); });

}  // namespace
}  // namespace attention
