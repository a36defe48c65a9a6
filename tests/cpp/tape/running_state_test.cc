#include <cmath>
#include <numeric>

#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using testing::GiveRandom;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;

/// Two heads of four keys through an update rule, ended in a loss.
BasicTape<double> StateTape(const std::string& update_rule, bool wide_decay) {
  BasicTape<double> tape;
  std::vector<TensorId> inputs = {GiveRandom(tape, "k", "hkd", {2, 4, 3}),
                                  GiveRandom(tape, "v", "hkd", {2, 4, 2})};
  std::string rule = "hkf,hkd";
  if (update_rule.starts_with("gated")) {
    inputs.push_back(wide_decay ? GiveRandom(tape, "decay", "hkd", {2, 4, 3})
                                : GiveRandom(tape, "decay", "hk", {2, 4}));
    rule += wide_decay ? ",hkf" : ",hk";
  }
  if (update_rule.ends_with("delta")) {
    inputs.push_back(GiveRandom(tape, "beta", "hk", {2, 4}));
    rule += ",hk";
  }
  testing::ProbeLoss(
      tape, tape.Record(ops::kRunningState, "state", rule + "->hkfd", inputs,
                        {{"update_rule", update_rule}}));
  return tape;
}

const testing::ReplayedTape kLinear([] { return StateTape("linear", false); });
const testing::ReplayedTape kGated([] { return StateTape("gated", true); });
const testing::ReplayedTape kDelta([] { return StateTape("delta", false); });
const testing::ReplayedTape kGatedDelta([] {
  return StateTape("gated_delta", false);
});

TEST(RunningState, HasTheGradientsOfCentralDifferences) {
  for (const char* rule : {"linear", "gated", "delta", "gated_delta"}) {
    for (const bool wide : {false, true}) {
      testing::ExpectGradients(StateTape(rule, wide));
    }
  }
}

TEST(RunningState, AddsEachKeysProductWithItsValue) {
  BasicTape<double> tape;
  const TensorId k = tape.Give("k", "kf", {2, 2}, Role::kInput,
                               std::vector<double>{1, 2, 3, 0});
  const TensorId v =
      tape.Give("v", "kd", {2, 1}, Role::kInput, std::vector<double>{5, 7});
  const TensorId state =
      tape.Record(ops::kRunningState, "state", "kf,kd->kfd", {k, v});
  EXPECT_THAT(ValuesOf(tape, state), ElementsAre(5, 10, 26, 10));
}

/// With beta 1 and keys of length 1, the delta rule puts the value in place of
/// what the key gave before (Yang et al. 2024, section 2.2).
TEST(RunningState, WritesOverWhatAKeyHeldByTheDeltaRule) {
  BasicTape<double> tape;
  const TensorId k = tape.Give("k", "kf", {2, 2}, Role::kInput,
                               std::vector<double>{0, 1, 0, 1});
  const TensorId v =
      tape.Give("v", "kd", {2, 1}, Role::kInput, std::vector<double>{5, 7});
  const TensorId beta =
      tape.Give("beta", "k", {2}, Role::kInput, std::vector<double>{1, 1});
  const TensorId state =
      tape.Record(ops::kRunningState, "state", "kf,kd,k->kfd", {k, v, beta},
                  {{"update_rule", std::string("delta")}});
  EXPECT_THAT(ValuesOf(tape, state), ElementsAre(0, 5, 0, 7));
}

/// Keys (0, 1) and (2, 1), values 5 and 7, half of the state kept, the second
/// key written by half: worked out by hand.
TEST(RunningState, ExplainsACellByWhatIsKeptAndWhatIsWritten) {
  BasicTape<double> tape;
  const auto give = [&](const char* name, const char* axes, const Shape& shape,
                        std::vector<double> numbers) {
    return tape.Give(name, axes, shape, Role::kInput, numbers);
  };
  const std::vector<TensorId> inputs = {
      give("k", "kf", {2, 2}, {0, 1, 2, 1}), give("v", "kd", {2, 1}, {5, 7}),
      give("decay", "k", {2}, {0, std::log(0.5)}),
      give("beta", "k", {2}, {1, 0.5})};
  tape.Record(ops::kRunningState, "state", "kf,kd,k,k->kfd", inputs,
              {{"update_rule", std::string("gated_delta")}});
  const Explanation cell = tape.Explain("state", std::vector<Index>{1, 1, 0});
  EXPECT_DOUBLE_EQ(cell.result, 4.75);
  const std::vector<std::pair<std::string, double>> parts = {
      {"before", 5}, {"decay", 0.5}, {"seen", 2.5}, {"update", 2.25}};
  EXPECT_EQ(cell.parts, parts);
  ASSERT_EQ(cell.terms.size(), 2u);
  EXPECT_DOUBLE_EQ(cell.terms[0].value, 2.5);
  EXPECT_DOUBLE_EQ(cell.terms[1].value, 2.25);
  const auto factor = [&](std::size_t term, std::size_t at) {
    const int position = cell.terms[term].factors.at(at);
    return cell.operands.at(static_cast<std::size_t>(position));
  };
  EXPECT_EQ(factor(0, 0).name, "decay");
  EXPECT_THAT(factor(1, 0).index, ElementsAre(1, 1));
  EXPECT_EQ(factor(1, 1).name, "v");
  EXPECT_EQ(factor(1, 2).name, "beta");
}

TEST(RunningState, ReadsOfAGatedStateOnlyTheCellsOwnRow) {
  const BasicTape<double> tape = StateTape("gated", true);
  const Explanation cell =
      tape.Explain("state", std::vector<Index>{0, 2, 1, 0});
  for (const Operand& operand : cell.operands) {
    if (operand.name != "v") {
      EXPECT_EQ(operand.index.back(), 1) << operand.name;
    }
  }
}

TEST(RunningState, RefusesOperandsThatAreNotForItsRule) {
  BasicTape<double> tape;
  const TensorId k = GiveRandom(tape, "k", "kd", {2, 2});
  const auto message = [&](const char* rule, const char* update_rule,
                           std::vector<TensorId> inputs) {
    return MessageOf([&] {
      tape.Record(ops::kRunningState, "state", rule, inputs,
                  {{"update_rule", std::string(update_rule)}});
    });
  };
  EXPECT_THAT(message("kf,kd->kfd", "delta", {k, k}),
              HasSubstr("[running_state] 2 operands are not for the update "
                        "rule \"delta\""));
  EXPECT_THAT(message("kf,kd->kfd", "sideways", {k, k}),
              HasSubstr("\"sideways\""));
}

/// Gates as the layer makes them, from any number.
BasicTape<double> GateTape(const Op& op) {
  BasicTape<double> tape;
  const TensorId x = testing::GiveRandom(tape, "x", "hk", {2, 5}, 4);
  testing::ProbeLoss(tape, tape.Record(op, "gate", "hk->hk", {x}));
  return tape;
}

const testing::ReplayedTape kSigmoid([] { return GateTape(ops::kSigmoid); });
const testing::ReplayedTape kLogSigmoid([] {
  return GateTape(ops::kLogSigmoid);
});

TEST(Gates, HaveTheGradientsOfCentralDifferences) {
  testing::ExpectGradients(GateTape(ops::kSigmoid));
  testing::ExpectGradients(GateTape(ops::kLogSigmoid));
}

TEST(Gates, StayNumbersFarFromZero) {
  Tape tape;
  const TensorId x = tape.Give("x", "k", {3}, Role::kInput,
                               std::vector<float>{-1e4f, 0, 1e4f});
  EXPECT_THAT(ValuesOf(tape, tape.Record(ops::kSigmoid, "s", "k->k", {x})),
              ElementsAre(0, 0.5f, 1));
  EXPECT_THAT(ValuesOf(tape, tape.Record(ops::kLogSigmoid, "l", "k->k", {x})),
              ElementsAre(-1e4f, ::testing::FloatEq(-std::log(2.0f)), 0));
}

TEST(RunningSum, AddsUpRowsWithinEachHead) {
  BasicTape<double> tape;
  std::vector<double> numbers(8);
  std::iota(numbers.begin(), numbers.end(), 1);
  const TensorId x = tape.Give("x", "hkf", {2, 2, 2}, Role::kInput, numbers);
  EXPECT_THAT(
      ValuesOf(tape, tape.Record(ops::kRunningSum, "sum", "hkf->hkf", {x})),
      ElementsAre(1, 2, 4, 6, 5, 6, 12, 14));
}

}  // namespace
}  // namespace attention
