// A recorded tape takes other numbers, and computes what follows from them.
#include "attention/tape/ops.h"
#include "attention/tape/tape.h"
#include "support.h"
#include "work/allocations.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// y = 2 x, z = y + b, loss = the sum of z.
struct Line {
  Line() {
    x = tape.Give("x", "t", {2}, Role::kInput, std::vector<float>{1, 2});
    b = tape.Give("b", "t", {2}, Role::kParameter, std::vector<float>{5, 5});
    const TensorId y =
        tape.Record(ops::kScale, "y", "t->t", {x}, {{"factor", 2.0}});
    z = tape.Record(ops::kAdd, "z", "t,t->t", {y, b});
    tape.Record(ops::kSum, "loss", "t->n", {z}, {}, {{'n', 1}});
  }

  Tape tape;
  TensorId x, b, z;
};

TEST(Refresh, ComputesWhatFollowsFromOtherNumbers) {
  Line line;
  line.tape.Regive(line.x, std::vector<float>{3, 4});
  line.tape.Refresh();
  EXPECT_THAT(line.tape.Read(line.z).span(), ElementsAre(11, 13));
}

TEST(Refresh, ExecutesWhatIsStaleAndNothingElse) {
  Line line;
  line.tape.Regive(line.b, std::vector<float>{1, 1});
  const std::size_t before = line.tape.executions();
  line.tape.Refresh();
  EXPECT_EQ(line.tape.executions() - before, 2);  // z and the loss
  line.tape.Refresh();
  EXPECT_EQ(line.tape.executions() - before, 2);
}

TEST(Refresh, ExecutesAStepWhoseAttributeIsAnother) {
  Line line;
  line.tape.SetAttribute(line.tape.steps()[0], "factor", 10);
  line.tape.Refresh();
  EXPECT_THAT(line.tape.Read(line.z).span(), ElementsAre(15, 25));
}

TEST(Refresh, ForgetsGradientsAndFindsThemAgain) {
  Line line;
  line.tape.Backward("loss");
  line.tape.SetAttribute(line.tape.steps()[0], "factor", 3);
  EXPECT_FALSE(line.tape.has_gradients());
  line.tape.Refresh();
  line.tape.Backward("loss");
  EXPECT_THAT(line.tape.Gradient("x").span(), ElementsAre(3, 3));
}

TEST(Refresh, AsksForNoMemoryOnceItWasDone) {
  Line line;
  const std::vector<float> numbers{3, 4};
  const auto again = [&] {
    line.tape.Regive(line.x, numbers);
    line.tape.Refresh();
    line.tape.Backward("loss");
  };
  again();
  const std::int64_t before = testing::Allocations();
  again();
  EXPECT_EQ(testing::Allocations() - before, 0);
}

TEST(Refresh, ComesBeforeAnEditByHand) {
  Line line;
  line.tape.Regive(line.x, std::vector<float>{3, 4});
  const Edit edit{"b", {0}, 0};
  line.tape.Apply({{edit}});
  EXPECT_THAT(line.tape.Read(line.z).span(), ElementsAre(6, 13));
}

TEST(Refresh, RefusesWhatIsNotGiven) {
  Line line;
  const std::vector<float> numbers{3, 4};
  const auto message = [&](TensorId id, std::span<const float> given) {
    return testing::MessageOf([&] { line.tape.Regive(id, given); });
  };
  EXPECT_EQ(message(line.z, numbers), "[tape] z is computed");
  EXPECT_THAT(message(line.x, std::span(numbers).first(1)),
              HasSubstr("1 numbers do not fill the shape (2)"));
  const Edit edit{"x", {0}, 0};
  line.tape.Apply({{edit}});
  EXPECT_EQ(message(line.x, numbers), "[tape] x was changed by hand");
}

}  // namespace
}  // namespace attention
