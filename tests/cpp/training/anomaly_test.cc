#include "attention/training/anomaly.h"

#include "attention/tape/ops.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;

using testing::kInfinity;

TensorId Give(Tape& tape, const std::string& name,
              const std::vector<float>& row) {
  return tape.Give(name, "qk", {1, static_cast<Index>(row.size())},
                   Role::kInput, row);
}

TEST(Anomaly, IsNoneWhereAllIsFinite) {
  const Trace trace = RunModel(testing::Sentence("the cat sat"));
  EXPECT_FALSE(FindAnomaly(trace.tape).has_value());
}

TEST(Anomaly, LetsAMaskWriteMinusInfinity) {
  for (const std::string style : {"boolean", "additive"}) {
    RunSpec spec = testing::Sentence("the cat sat");
    spec.mask.rules = {testing::Causal()};
    spec.mask.style = style;
    const auto found = FindAnomaly(RunModel(spec).tape);
    EXPECT_FALSE(found.has_value()) << style << ToText(*found);
  }
}

TEST(Anomaly, NamesTheFirstStepThatOverflows) {
  Tape tape;
  const TensorId x = Give(tape, "x", {1, 3e38f});
  const TensorId big =
      tape.Record(ops::kScale, "big", "qk->qk", {x}, {{"factor", 10.0}});
  tape.Record(ops::kSoftmax, "weights", "qk->qk", {big});
  const auto found = FindAnomaly(tape);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->step, "big");
  EXPECT_EQ(found->op, "scale");
  EXPECT_THAT(found->index, ElementsAre(0, 1));
  EXPECT_EQ(found->value, static_cast<double>(kInfinity));
  EXPECT_FALSE(found->backward);
  EXPECT_EQ(ToText(*found), "inf in big [0, 1], which big (scale) made");
}

TEST(Anomaly, NamesAGivenTensorThatIsWrongFromTheStart) {
  Tape tape;
  const TensorId x = Give(tape, "x", {1, testing::kNan});
  tape.Record(ops::kScale, "scaled", "qk->qk", {x}, {{"factor", 2.0}});
  const auto found = FindAnomaly(tape);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->tensor, "x");
  EXPECT_EQ(found->op, "input");
}

TEST(Anomaly, DoesNotTakeMinusInfinityForAMasksWhereNoMaskIs) {
  Tape tape;
  const TensorId x = Give(tape, "x", {-3e38f, 0});
  tape.Record(ops::kScale, "big", "qk->qk", {x}, {{"factor", 10.0}});
  ASSERT_TRUE(FindAnomaly(tape).has_value());
  EXPECT_EQ(FindAnomaly(tape)->step, "big");
}

TEST(Anomaly, NamesTheStepOfTheWayBackThatOverflows) {
  Tape tape;
  const TensorId x = Give(tape, "x", {1e-30f, 2e-30f});
  const TensorId a =
      tape.Record(ops::kScale, "a", "qk->qk", {x}, {{"factor", 1e25}});
  const TensorId b =
      tape.Record(ops::kScale, "b", "qk->qk", {a}, {{"factor", 1e25}});
  // x also has a harmless consumer, which the way back meets first.
  const TensorId c =
      tape.Record(ops::kScale, "c", "qk->qk", {x}, {{"factor", 1.0}});
  const TensorId d = tape.Record(ops::kAdd, "d", "qk,qk->qk", {b, c});
  tape.Record(ops::kSum, "loss", "qk->n", {d}, {}, {{'n', 1}});
  tape.Backward("loss");
  const auto found = FindAnomaly(tape);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->backward);
  EXPECT_EQ(found->step, "a");
  EXPECT_EQ(found->tensor, "x");
  EXPECT_THAT(found->index, ElementsAre(0, 0));
}

TEST(Anomaly, FollowsTheWayBackThroughWhatWasChangedByHand) {
  Tape tape;
  const TensorId x = Give(tape, "x", {1e-30f, 2e-30f});
  const TensorId a =
      tape.Record(ops::kScale, "a", "qk->qk", {x}, {{"factor", 1e25}});
  const TensorId b =
      tape.Record(ops::kScale, "b", "qk->qk", {a}, {{"factor", 1e25}});
  tape.Record(ops::kSum, "loss", "qk->n", {b}, {}, {{'n', 1}});
  // What is held passes nothing on: only the second cell's gradient overflows.
  const std::vector<Edit> held = {{"b", {0, 0}, 1}};
  tape.Apply(held);
  tape.Backward("loss");
  auto found = FindAnomaly(tape);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->step, "a");
  EXPECT_THAT(found->index, ElementsAre(0, 1));
  // A factor by hand is a part of the way back.
  const std::vector<Edit> multiplied = {
      {"b", {0, 1}, 1e-20, EditKind::kFactor}};
  tape.Apply(multiplied);
  tape.Backward("loss");
  found = FindAnomaly(tape);
  EXPECT_FALSE(found.has_value()) << ToText(*found);
}

}  // namespace
}  // namespace attention
