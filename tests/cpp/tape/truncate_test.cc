#include "attention/tape/ops.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using testing::ValuesOf;

/// w, then x and y = w x behind it.
TensorId RecordBehind(Tape& tape, TensorId w, float x) {
  const std::vector<float> numbers = {x, 2 * x};
  const TensorId given = tape.Give("x", "d", {2}, Role::kInput, numbers);
  return tape.Record(ops::kMultiply, "y", "d,d->d", {given, w});
}

TEST(Truncate, LeavesWhatStandsBeforeAndTakesAwayTheRest) {
  Tape tape;
  const std::vector<float> numbers = {3, 4};
  const TensorId w = tape.Give("w", "d", {2}, Role::kParameter, numbers);
  RecordBehind(tape, w, 1);
  const std::vector<Edit> edits = {{"y", {0}, 100}, {"w", {1}, 5}};
  tape.Apply(edits);
  tape.Truncate(1);
  EXPECT_EQ(tape.tensors().size(), 1u);
  EXPECT_TRUE(tape.steps().empty());
  EXPECT_EQ(tape.arena().size(), 2u);
  EXPECT_FALSE(tape.Find("y").has_value());
  EXPECT_THAT(ValuesOf(tape, w), ElementsAre(3, 5)) << "its edit stays";
  EXPECT_THAT(ValuesOf(tape, RecordBehind(tape, w, 10)), ElementsAre(30, 100))
      << "the edit of the former y is gone, its name is free";
}

TEST(Truncate, ForgetsGradientsAndMindsNoNumberBeyondTheEnd) {
  Tape tape;
  const std::vector<float> numbers = {3, 4};
  const TensorId w = tape.Give("w", "d", {2}, Role::kParameter, numbers);
  const TensorId y = RecordBehind(tape, w, 1);
  tape.Record(ops::kSum, "loss", "d->n", {y}, {}, {{'n', 1}});
  tape.Backward("loss");
  tape.Truncate(100);
  EXPECT_TRUE(tape.has_gradients()) << "nothing was taken away";
  tape.Truncate(3);
  EXPECT_FALSE(tape.has_gradients());
}

}  // namespace
}  // namespace attention
