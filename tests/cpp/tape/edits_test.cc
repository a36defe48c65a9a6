#include "attention/tape/edits.h"

#include "attention/tape/tape.h"
#include "gradient.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using testing::ExpectGradients;
using testing::GiveRandom;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ProbeLoss;
using testing::ValuesOf;

constexpr EditKind kFactor = EditKind::kFactor;
constexpr EditKind kSwap = EditKind::kSwap;
constexpr EditKind kHold = EditKind::kHold;

Edit Swap(std::string tensor, std::vector<Index> one,
          std::vector<Index> other) {
  return {std::move(tensor), std::move(one), 0, kSwap, std::move(other)};
}

Edit Hold(std::string tensor, std::vector<Index> index,
          std::vector<double> values) {
  return {std::move(tensor), std::move(index), 0, kHold, {}, std::move(values)};
}

/// x (2 x 2 x 3), 1 to 12 -> y = 2 x -> z = 10 y.
struct Cube {
  Tape tape;
  Cube() {
    std::vector<float> numbers(12);
    for (std::size_t i = 0; i < 12; ++i) numbers[i] = static_cast<float>(i + 1);
    const TensorId x =
        tape.Give("x", "hqk", {2, 2, 3}, Role::kParameter, numbers);
    const TensorId y =
        tape.Record(ops::kScale, "y", "hqk->hqk", {x}, {{"factor", 2.0}});
    tape.Record(ops::kScale, "z", "hqk->hqk", {y}, {{"factor", 10.0}});
  }
  void Apply(const std::vector<Edit>& edits) { tape.Apply(edits); }
  double Computed(const char* name, std::vector<Index> index) const {
    return tape.Explain(name, index).computed;
  }
};

TEST(Edits, ReachARowAColumnAHeadOrAllOfATensor) {
  Cube row;
  row.Apply({{"x", {0, 1, kEvery}, 0}});
  EXPECT_THAT(ValuesOf(row.tape, "x"),
              ElementsAre(1, 2, 3, 0, 0, 0, 7, 8, 9, 10, 11, 12));
  Cube column;
  column.Apply({{"x", {1, kEvery, 2}, 0.5, kFactor}});
  EXPECT_THAT(ValuesOf(column.tape, "x"),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 4.5, 10, 11, 6));
  Cube head;
  head.Apply({{"y", {1, kEvery, kEvery}, 0}});
  EXPECT_THAT(ValuesOf(head.tape, "z"),
              ElementsAre(20, 40, 60, 80, 100, 120, 0, 0, 0, 0, 0, 0));
  Cube all;
  all.Apply({{"x", {kEvery, kEvery, kEvery}, -1, kFactor}});
  EXPECT_THAT(
      ValuesOf(all.tape, "y"),
      ElementsAre(-2, -4, -6, -8, -10, -12, -14, -16, -18, -20, -22, -24));
}

TEST(Edits, LetSlabsChangePlacesAndHoldThemAtGivenNumbers) {
  Cube cube;
  cube.Apply({Swap("x", {0, 0, kEvery}, {1, 1, kEvery})});
  EXPECT_THAT(ValuesOf(cube.tape, "x"),
              ElementsAre(10, 11, 12, 4, 5, 6, 7, 8, 9, 1, 2, 3));
  cube.Apply({Swap("x", {kEvery, 0, 0}, {kEvery, 0, 2})});
  EXPECT_THAT(ValuesOf(cube.tape, "x"),
              ElementsAre(12, 11, 10, 4, 5, 6, 9, 8, 7, 1, 2, 3));
  cube.Apply({Hold("y", {0, kEvery, kEvery}, {1, 2, 3, 4, 5, 6}),
              Hold("y", {1, kEvery, 1}, {-1, -2})});
  EXPECT_THAT(ValuesOf(cube.tape, "z"),
              ElementsAre(10, 20, 30, 40, 50, 60, 180, -10, 140, 20, -20, 60));
}

TEST(Edits, ActInTheirOrderOnWhatTheOpComputes) {
  const std::vector<Edit> edits = {{"y", {0, 0, 0}, 100},
                                   {"y", {0, 0, kEvery}, 3, kFactor},
                                   Swap("y", {0, 0, kEvery}, {0, 1, kEvery}),
                                   {"y", {0, 1, 1}, 7},
                                   {"y", {0, kEvery, 1}, 2, kFactor}};
  const auto expected =
      ElementsAre(8, 20, 12, 300, 14, 18, 14, 16, 18, 20, 22, 24);
  Cube at_once;
  at_once.Apply(edits);
  EXPECT_THAT(ValuesOf(at_once.tape, "y"), expected);
  Cube one_by_one;
  for (const Edit& edit : edits) one_by_one.Apply({edit});
  EXPECT_THAT(ValuesOf(one_by_one.tape, "y"), expected);

  // Upstream the cells change, and the same edits are made once more.
  one_by_one.Apply({{"x", {kEvery, kEvery, kEvery}, 10, kFactor}});
  EXPECT_THAT(
      ValuesOf(one_by_one.tape, "y"),
      ElementsAre(80, 200, 120, 300, 14, 180, 140, 160, 180, 200, 220, 240));
}

TEST(Edits, LeaveInAnExplanationWhatWasThereBefore) {
  Cube cube;
  cube.Apply({{"x", {0, 0, kEvery}, 5, kFactor},
              Swap("y", {0, 0, kEvery}, {1, 0, kEvery})});
  EXPECT_EQ(cube.Computed("x", {0, 0, 1}), 2);
  EXPECT_EQ(cube.Computed("y", {0, 0, 1}), 20) << "of the changed x";
  EXPECT_EQ(cube.Computed("y", {1, 0, 1}), 16);
  const Explanation swapped =
      cube.tape.Explain("y", std::vector<Index>{1, 0, 1});
  EXPECT_TRUE(swapped.edited);
  EXPECT_EQ(swapped.value, 20);
  EXPECT_EQ(swapped.result, 16);
  EXPECT_FALSE(cube.tape.Explain("y", std::vector<Index>{0, 1, 1}).edited);
  EXPECT_EQ(cube.Computed("z", {1, 0, 1}), 200);
}

TEST(Edits, AreForgottenWhereALaterOneOverwritesThem) {
  Cube cube;
  cube.Apply({{"y", {0, 0, 0}, 1}, {"y", {0, kEvery, 0}, 2, kFactor}});
  cube.Apply({{"y", {0, kEvery, kEvery}, 9}});
  EXPECT_THAT(ValuesOf(cube.tape, "y"),
              ElementsAre(9, 9, 9, 9, 9, 9, 14, 16, 18, 20, 22, 24));
  // A cell that was painted and then held, then painted once more.
  cube.Apply({{"y", {1, 0, 0}, 1}, Hold("y", {1, 0, kEvery}, {4, 5, 6})});
  cube.Apply({{"y", {1, 0, 1}, 0}, {"x", {1, 0, 2}, 0}});
  EXPECT_THAT(ValuesOf(cube.tape, "y"),
              ElementsAre(9, 9, 9, 9, 9, 9, 4, 0, 6, 20, 22, 24));
}

TEST(Edits, AreRefusedWhereTheyDoNotFitAndChangeNothing) {
  Cube cube;
  const auto numbers = [&] {
    return std::vector<float>(cube.tape.arena().begin(),
                              cube.tape.arena().end());
  };
  const auto before = numbers();
  const auto refusal = [&](const Edit& edit) {
    const std::vector<Edit> edits = {{"x", {0, 0, kEvery}, 2, kFactor}, edit};
    return MessageOf([&] { cube.tape.Apply(edits, {"run", "edits"}); });
  };
  EXPECT_EQ(refusal({"w", {0}, 1}), "[run] edits[1]: there is no tensor \"w\"");
  EXPECT_EQ(refusal({"x", {0, 2, kEvery}, 1}),
            "[run] edits[1]: x of shape (2 x 2 x 3) has no cells [0, 2, *]");
  EXPECT_EQ(refusal({"x", {0, kEvery}, 1}),
            "[run] edits[1]: x of shape (2 x 2 x 3) has no cells [0, *]");
  EXPECT_EQ(refusal({"x", {0, 0, -2}, 1}),
            "[run] edits[1]: x of shape (2 x 2 x 3) has no cell [0, 0, -2]");
  EXPECT_EQ(refusal({"x", {0, 0, kEvery}, testing::kNan, kFactor}),
            "[run] edits[1]: x cannot be multiplied by nan, which is not a "
            "finite number");
  EXPECT_THAT(refusal({"x", {0, 0, kEvery}, 1e39}), HasSubstr("cannot be set"));
  EXPECT_EQ(refusal(Swap("x", {0, 0, kEvery}, {0, 3, kEvery})),
            "[run] edits[1]: x of shape (2 x 2 x 3) has no cells [0, 3, *]");
  EXPECT_EQ(refusal(Swap("x", {0, 0, kEvery}, {0, kEvery, 1})),
            "[run] edits[1]: x of shape (2 x 2 x 3): [0, 0, *] and [0, *, 1] "
            "do not lie along the same axes and cannot change places");
  EXPECT_EQ(refusal(Swap("x", {0, 0, kEvery}, {0, 0, kEvery})),
            "[run] edits[1]: x [0, 0, *] cannot change places with itself");
  EXPECT_EQ(refusal(Hold("x", {0, kEvery, kEvery}, {1, 2, 3})),
            "[run] edits[1]: x of shape (2 x 2 x 3): [0, *, *] is held by 6 "
            "numbers of shape (2 x 3), not by 3");
  EXPECT_THAT(refusal(Hold("x", {0, 0, kEvery}, {1, testing::kInfinity, 3})),
              HasSubstr("x cannot be held at inf"));
  EXPECT_EQ(numbers(), before);
  EXPECT_FALSE(cube.tape.Explain("x", std::vector<Index>{0, 0, 0}).edited);
}

TEST(Edits, AreTakenBackWhenAStepDownstreamRefusesThem) {
  Tape tape;
  const TensorId ids =
      tape.Give("ids", "t", {3}, Role::kInput, std::vector<float>{0, 1, 2});
  const TensorId table = tape.Give("table", "vm", {3, 1}, Role::kParameter,
                                   std::vector<float>{5, 6, 7});
  tape.Record(ops::kGather, "rows", "t,vm->tm", {ids, table});
  tape.Apply(std::vector<Edit>{Swap("ids", {0}, {2})});
  EXPECT_THAT(ValuesOf(tape, "rows"), ElementsAre(7, 6, 5)) << "words moved";
  EXPECT_THAT(MessageOf([&] {
                tape.Apply(std::vector<Edit>{{"ids", {kEvery}, 2, kFactor}});
              }),
              HasSubstr("[gather] id 4"));
  EXPECT_THAT(tape.arena(), ElementsAre(2, 1, 0, 5, 6, 7, 7, 6, 5));
  tape.Apply(std::vector<Edit>{{"table", {0, 0}, 8}});
  EXPECT_THAT(ValuesOf(tape, "rows"), ElementsAre(7, 6, 8));
}

TEST(Edits, GoWithATensorThatIsForgotten) {
  Cube cube;
  cube.Apply({{"z", {0, kEvery, kEvery}, 0}});
  cube.tape.Truncate(*cube.tape.Find("z"));
  cube.tape.Record(ops::kScale, "z", "hqk->hqk", {*cube.tape.Find("y")},
                   {{"factor", 1.0}});
  EXPECT_EQ(ValuesOf(cube.tape, "z"), ValuesOf(cube.tape, "y"));
}

/// Softmax of a b, which looks at its own result on the way back.
BasicTape<double> Softmaxed() {
  BasicTape<double> tape;
  const TensorId a = GiveRandom(tape, "a", "qd", {3, 2});
  const TensorId b = GiveRandom(tape, "b", "kd", {4, 2});
  const TensorId scores = tape.Record(ops::kEinsum, "s", "qd,kd->qk", {a, b});
  const TensorId weights = tape.Record(ops::kSoftmax, "w", "qk->qk", {scores});
  ProbeLoss(tape, weights);
  return tape;
}

TEST(Edits, PassOnTheGradientsThatCentralDifferencesGive) {
  const std::vector<std::vector<Edit>> cases = {
      {{"w", {0, kEvery}, 0.25}},
      {{"w", {1, 2}, 0.5}},
      {{"w", {kEvery, 1}, -2, kFactor}},
      {Swap("w", {0, kEvery}, {2, kEvery})},
      {Hold("w", {1, kEvery}, {0.1, 0.2, 0.3, 0.4})},
      {{"s", {2, kEvery}, 3, kFactor}, Swap("s", {kEvery, 0}, {kEvery, 3})},
      {Swap("w", {0, kEvery}, {1, kEvery}),
       {"w", {0, kEvery}, 0.5, kFactor},
       {"w", {kEvery, 3}, 0},
       Swap("w", {kEvery, 3}, {kEvery, 1}),
       {"w", {2, 2}, 1}}};
  for (const auto& edits : cases) {
    BasicTape<double> tape = Softmaxed();
    tape.Apply(edits);
    ExpectGradients(tape);
  }
}

TEST(Edits, StopSwapAndMultiplyGradients) {
  Cube cube;
  const TensorId z = *cube.tape.Find("z");
  cube.tape.Record(ops::kSum, "loss", "hqk->n", {z}, {}, {{'n', 1}});
  cube.tape.Backward("loss");
  cube.Apply({{"y", {0, 0, kEvery}, 4},
              {"y", {0, 1, kEvery}, 3, kFactor},
              {"y", {1, 0, 0}, 5, kFactor},
              Swap("y", {1, 0, kEvery}, {1, 1, kEvery}),
              Hold("z", {1, 0, kEvery}, {1, 2, 3})});
  const View<const float> gradient = cube.tape.Gradient("x");
  EXPECT_THAT(gradient.span(),
              ElementsAre(0, 0, 0, 60, 60, 60, 100, 20, 20, 0, 0, 0));
  EXPECT_EQ(cube.tape.Gradient("y").data[0], 10) << "of what stands there";
}

}  // namespace
}  // namespace attention
