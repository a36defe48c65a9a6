#include "tape/gradient.h"

namespace attention {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MessageOf;

/// a (2) -> twice = 2 a -> square = twice * twice -> loss = their sum; and
/// apart = 3 b, which the loss does not see.
struct Squares {
  BasicTape<double> tape;
  Squares() {
    const TensorId a =
        tape.Give("a", "t", {2}, Role::kInput, std::vector<double>{1, 2});
    const TensorId b =
        tape.Give("b", "t", {2}, Role::kInput, std::vector<double>{5, 6});
    const TensorId twice =
        tape.Record(ops::kScale, "twice", "t->t", {a}, {{"factor", 2.0}});
    const TensorId square =
        tape.Record(ops::kEinsum, "square", "t,t->t", {twice, twice});
    tape.Record(ops::kScale, "apart", "t->t", {b}, {{"factor", 3.0}});
    tape.Record(ops::kSum, "loss", "t->n", {square}, {}, {{'n', 1}});
  }
  void Set(std::string tensor, std::vector<Index> index, double value) {
    const Edit edit{std::move(tensor), std::move(index), value};
    tape.Apply({&edit, 1});
  }
  std::vector<double> Gradient(const char* name) const {
    const auto numbers = tape.Gradient(name).span();
    return {numbers.begin(), numbers.end()};
  }
};

TEST(Backward, GivesEveryTensorTheGradientOfTheLoss) {
  Squares squares;
  squares.tape.Backward("loss");
  EXPECT_THAT(squares.Gradient("loss"), ElementsAre(1));
  EXPECT_THAT(squares.Gradient("square"), ElementsAre(1, 1));
  EXPECT_THAT(squares.Gradient("twice"), ElementsAre(4, 8));
  EXPECT_THAT(squares.Gradient("a"), ElementsAre(8, 16));
  EXPECT_EQ(squares.tape.gradients().size(), squares.tape.arena().size());
}

TEST(Backward, GivesZerosToWhatTheLossDoesNotDependOn) {
  Squares squares;
  squares.tape.Backward("loss");
  EXPECT_THAT(squares.Gradient("b"), Each(0));
  EXPECT_THAT(squares.Gradient("apart"), Each(0));
}

TEST(Backward, StartsAfreshEveryTime) {
  Squares squares;
  squares.tape.Backward("loss");
  squares.tape.Backward("loss");
  EXPECT_THAT(squares.Gradient("a"), ElementsAre(8, 16));
}

TEST(Backward, PassesNothingOnThroughAPinnedCell) {
  Squares squares;
  squares.Set("twice", {0}, 10);
  squares.tape.Backward("loss");
  EXPECT_THAT(squares.Gradient("twice"), ElementsAre(20, 8));
  EXPECT_THAT(squares.Gradient("a"), ElementsAre(0, 16));
}

TEST(Backward, FollowsAnEditMadeAfterwards) {
  Squares squares;
  squares.tape.Backward("loss");
  squares.Set("a", {1}, -3);
  EXPECT_THAT(squares.Gradient("a"), ElementsAre(8, -24));
  squares.Set("square", {0}, 0);
  EXPECT_THAT(squares.Gradient("a"), ElementsAre(0, -24));
}

TEST(Backward, ForgetsItsGradientsWhenAnotherStepIsRecorded) {
  Squares squares;
  squares.tape.Backward("loss");
  squares.tape.Record(ops::kScale, "later", "t->t",
                      {*squares.tape.Find("twice")}, {{"factor", 2.0}});
  EXPECT_FALSE(squares.tape.has_gradients());
  EXPECT_THAT(MessageOf([&] { squares.tape.Gradient("a"); }),
              HasSubstr("[gradient] of a: no loss was asked for"));
  squares.tape.Backward("loss");
  EXPECT_THAT(squares.Gradient("a"), ElementsAre(8, 16));
  EXPECT_THAT(squares.Gradient("later"), Each(0));
}

TEST(Backward, RefusesNamesThatDoNotExistAndALossOfManyNumbers) {
  Squares squares;
  EXPECT_THAT(MessageOf([&] { squares.tape.Gradient("a"); }),
              HasSubstr("[gradient] of a: no loss was asked for"));
  EXPECT_THAT(MessageOf([&] { squares.tape.Backward("none"); }),
              HasSubstr("[gradient] there is no tensor \"none\""));
  EXPECT_THAT(MessageOf([&] { squares.tape.Backward("twice"); }),
              HasSubstr("[gradient] twice of shape (2) is no loss"));
  EXPECT_FALSE(squares.tape.has_gradients());
  squares.tape.Backward("loss");
  EXPECT_THAT(MessageOf([&] { squares.tape.Gradient("none"); }),
              HasSubstr("[gradient] there is no tensor \"none\""));
}

TEST(Backward, IsTheSameInFloatsToFloatsPrecision) {
  BasicTape<float> floats;
  BasicTape<double> doubles;
  const auto build = [](auto& tape) {
    using Scalar = std::remove_cvref_t<decltype(tape.arena()[0])>;
    Random random(3);
    const TensorId a = tape.Give("a", "qk", {3, 4}, Role::kInput,
                                 testing::RandomNumbers<Scalar>(random, 12));
    const TensorId w = tape.Record(ops::kSoftmax, "w", "qk->qk", {a});
    tape.Record(ops::kPick, "loss", "qk->n", {w}, {{"index", "1,2"}},
                {{'n', 1}});
    tape.Backward("loss");
    const auto gradient = tape.Gradient("a").span();
    return std::vector<Scalar>(gradient.begin(), gradient.end());
  };
  EXPECT_LT(testing::WorstDifference(build(floats), build(doubles)), 1e-7);
}

}  // namespace
}  // namespace attention
