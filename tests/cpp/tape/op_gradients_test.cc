#include "tape/gradient.h"

namespace attention {
namespace {

using testing::ExpectGradients;
using testing::GiveRandom;
using testing::ProbeLoss;

using DoubleTape = BasicTape<double>;

/// An operand drawn at random: its letters and its shape.
struct Drawn {
  std::string axes;
  Shape shape;
};

/// Checks one step on random operands.
void CheckStep(const Op& op, std::string_view rule,
               const std::vector<Drawn>& operands, Attributes attributes = {},
               const NewSizes& sizes = {}) {
  SCOPED_TRACE(std::string(op.name) + " " + std::string(rule));
  DoubleTape tape;
  std::vector<TensorId> inputs;
  for (const auto& [axes, shape] : operands) {
    inputs.push_back(
        GiveRandom(tape, "in" + ToText(inputs.size()), axes, shape));
  }
  ProbeLoss(tape,
            tape.Record(op, "out", rule, inputs, std::move(attributes), sizes));
  ExpectGradients(tape);
}

TEST(Gradients, OfAProductFollowAnyRule) {
  CheckStep(ops::kEinsum, "hqd,hkd->hqk",
            {{"hqd", {2, 3, 4}}, {"hkd", {2, 5, 4}}});
  CheckStep(ops::kEinsum, "bhgqd,bhkd->bhgqk",
            {{"bhgqd", {2, 2, 3, 2, 4}}, {"bhkd", {2, 2, 3, 4}}});
  CheckStep(ops::kEinsum, "qd,kd->kq", {{"qd", {3, 4}}, {"kd", {2, 4}}});
  CheckStep(ops::kEinsum, "d,d->d", {{"d", {4}}, {"d", {4}}});
  CheckStep(ops::kEinsum, "q,k->qk", {{"q", {3}}, {"k", {2}}});
  CheckStep(ops::kEinsum, "hqk,k->hq", {{"hqk", {2, 3, 4}}, {"k", {4}}});
}

TEST(Gradients, OfAProductReachALetterThatWasSummedAlone) {
  CheckStep(ops::kEinsum, "qd,k->q", {{"qd", {3, 4}}, {"k", {2}}});
}

TEST(Gradients, OfALinearMapReachItsBiasToo) {
  CheckStep(ops::kLinear, "qm,hmd->hqd", {{"qm", {3, 4}}, {"hmd", {2, 4, 5}}});
  CheckStep(ops::kLinear, "qm,hmd,hd->hqd",
            {{"qm", {3, 4}}, {"hmd", {2, 4, 5}}, {"hd", {2, 5}}});
  CheckStep(ops::kLinear, "btm,hmd,hd->bhtd",
            {{"btm", {2, 3, 4}}, {"hmd", {2, 4, 5}}, {"hd", {2, 5}}});
  CheckStep(ops::kLinear, "bqc,cm,m->bqm",
            {{"bqc", {2, 3, 4}}, {"cm", {4, 5}}, {"m", {5}}});
  CheckStep(ops::kLinear, "m,mv,v->v",
            {{"m", {4}}, {"mv", {4, 3}}, {"v", {3}}});
}

TEST(Gradients, OfAWeightedSumAreThoseOfItsProduct) {
  CheckStep(ops::kWeightedSum, "hqk,hkd->hqd",
            {{"hqk", {2, 3, 4}}, {"hkd", {2, 4, 5}}});
  CheckStep(ops::kWeightedSum, "bhrqk,bhkd->bhrqd",
            {{"bhrqk", {2, 2, 2, 3, 4}}, {"bhkd", {2, 2, 4, 3}}});
}

TEST(Gradients, OfASumReachEveryOperandThatWasRepeated) {
  CheckStep(ops::kAdd, "tm,tm->tm", {{"tm", {3, 4}}, {"tm", {3, 4}}});
  CheckStep(ops::kAdd, "btm,tm->btm", {{"btm", {2, 3, 4}}, {"tm", {3, 4}}});
  CheckStep(ops::kAdd, "m,btm,bt->btm",
            {{"m", {4}}, {"btm", {2, 3, 4}}, {"bt", {2, 3}}});
  CheckStep(ops::kAdd, "mt,tm->tm", {{"mt", {4, 3}}, {"tm", {3, 4}}});
}

TEST(Gradients, OfAScaleAndOfASoftCap) {
  CheckStep(ops::kScale, "hqk->hqk", {{"hqk", {2, 3, 4}}}, {{"factor", 0.35}});
  CheckStep(ops::kSoftcap, "hqk->hqk", {{"hqk", {2, 3, 4}}}, {{"cap", 0.7}});
}

TEST(Gradients, OfATangentAndOfADirection) {
  CheckStep(ops::kTanh, "bu->bu", {{"bu", {2, 3}}});
  CheckStep(ops::kL2Norm, "bu->bu", {{"bu", {2, 3}}});
  CheckStep(ops::kL2Norm, "u->u", {{"u", {4}}}, {{"epsilon", 9.0}});
}

TEST(Gradients, OfASoftmaxOverRowsAndOverMatrices) {
  CheckStep(ops::kSoftmax, "hqk->hqk", {{"hqk", {2, 3, 4}}});
  CheckStep(ops::kSoftmax, "bhqk->bhqk", {{"bhqk", {2, 2, 3, 4}}});
  CheckStep(ops::kSoftmaxMatrix, "hqk->hqk", {{"hqk", {2, 3, 4}}});
}

TEST(Gradients, OfHeadsTakenApartAndJoined) {
  CheckStep(ops::kSplitHeads, "qc->hqd", {{"qc", {3, 6}}}, {},
            {{'h', 2}, {'d', 3}});
  CheckStep(ops::kSplitHeads, "bqc->bhrqd", {{"bqc", {2, 3, 12}}}, {},
            {{'h', 2}, {'r', 3}, {'d', 2}});
  CheckStep(ops::kConcat, "bhqd->bqc", {{"bhqd", {2, 2, 3, 4}}}, {},
            {{'c', 8}});
}

TEST(Gradients, OfWhatWasAppendedGoToTheirOwnOperand) {
  CheckStep(ops::kAppend, "hpd,hnd->hkd",
            {{"hpd", {2, 3, 4}}, {"hnd", {2, 2, 4}}}, {}, {{'k', 5}});
  CheckStep(ops::kAppend, "p,n->k", {{"p", {3}}, {"n", {1}}}, {}, {{'k', 4}});
}

TEST(Gradients, OfAVarianceAndOfAnEntropy) {
  DoubleTape spread;
  const TensorId x = GiveRandom(spread, "x", "hqk", {2, 3, 4});
  spread.Record(ops::kVariance, "loss", "hqk->n", {x}, {}, {{'n', 1}});
  ExpectGradients(spread);

  DoubleTape even;
  const TensorId scores = GiveRandom(even, "scores", "hqk", {2, 3, 4});
  const TensorId weights =
      even.Record(ops::kSoftmax, "weights", "hqk->hqk", {scores});
  ProbeLoss(even, even.Record(ops::kEntropy, "entropy", "hqk->hq", {weights}));
  ExpectGradients(even);
}

TEST(Gradients, OfRowsTakenTwiceAddUpInTheirTable) {
  for (const bool batch : {false, true}) {
    DoubleTape tape;
    const std::string b = batch ? "b" : "";
    const TensorId ids =
        tape.Give("ids", b + "t", batch ? Shape{2, 3} : Shape{6}, Role::kInput,
                  std::vector<double>{1, 0, 1, 1, 3, 0});
    const TensorId table = GiveRandom(tape, "table", "vm", {4, 3});
    ProbeLoss(tape, tape.Record(ops::kGather, "rows", b + "t,vm->" + b + "tm",
                                {ids, table}));
    ExpectGradients(tape, {.constants = {"ids"}});
    tape.Backward("loss");
    EXPECT_EQ(tape.Gradient("table").data[2 * 3], 0) << "row 2 was not taken";
  }
}

/// Scores (h x q x k, or with sentences) under a mask of one of the styles,
/// then weights and a probe of them. Row 1 of the mask is blocked as a whole.
DoubleTape Masked(const std::string& style, bool batch) {
  DoubleTape tape;
  const std::string axes = batch ? "bhqk" : "hqk";
  const std::string mask_axes = batch ? "bqk" : "qk";
  const TensorId scores = GiveRandom(
      tape, "scores", axes, batch ? Shape{2, 2, 3, 3} : Shape{2, 3, 3});
  std::vector<double> open = {1, 0, 1, 0, 0, 0, 1, 1, 1};
  if (batch) open.insert(open.end(), {1, 1, 0, 1, 0, 0, 0, 0, 0});
  const TensorId mask =
      tape.Give("mask", mask_axes, batch ? Shape{2, 3, 3} : Shape{3, 3},
                Role::kInput, open);
  const std::string rule = axes + "," + mask_axes + "->" + axes;
  TensorId masked = 0;
  if (style == "additive") {
    const TensorId bias = tape.Record(ops::kMaskBias, "bias",
                                      mask_axes + "->" + mask_axes, {mask});
    masked = tape.Record(ops::kAddMask, "masked", rule, {scores, bias});
  } else {
    Attributes attributes;
    if (style == "large_negative") attributes["fill"] = -1e9;
    masked =
        tape.Record(ops::kMask, "masked", rule, {scores, mask}, attributes);
  }
  ProbeLoss(tape, tape.Record(ops::kSoftmax, "weights", axes + "->" + axes,
                              {masked}));
  return tape;
}

TEST(Gradients, OfMaskedScoresAreZeroInAFullyMaskedRowAndNeverNan) {
  for (const char* style : {"boolean", "additive", "large_negative"}) {
    for (const bool batch : {false, true}) {
      SCOPED_TRACE(style);
      DoubleTape tape = Masked(style, batch);
      ExpectGradients(tape, {.constants = {"mask"}});
      tape.Backward("loss");
      for (const double gradient : tape.Gradient("scores").span()) {
        EXPECT_FALSE(std::isnan(gradient));
      }
      for (Index k = 0; k < 3; ++k) {
        EXPECT_EQ(tape.Gradient("scores").data[3 + k], 0) << "row 1, key " << k;
      }
      EXPECT_EQ(tape.Gradient("scores").data[1], 0) << "a blocked key";
    }
  }
}

TEST(Gradients, OfABiasThatIsAddedLikeAMaskAddUpOverTheHeads) {
  CheckStep(ops::kAddMask, "hqk,qk->hqk", {{"hqk", {2, 3, 4}}, {"qk", {3, 4}}});
}

TEST(Gradients, PassNothingBetweenAWeightOfZeroAndAValueThatIsNoNumber) {
  DoubleTape tape;
  const TensorId weights = tape.Give("weights", "qk", {1, 2}, Role::kInput,
                                     std::vector<double>{1, 0});
  const TensorId values = tape.Give("values", "kd", {2, 1}, Role::kInput,
                                    std::vector<double>{3, testing::kNan});
  const TensorId z =
      tape.Record(ops::kWeightedSum, "z", "qk,kd->qd", {weights, values});
  tape.Record(ops::kSum, "loss", "qd->n", {z}, {}, {{'n', 1}});
  tape.Backward("loss");
  EXPECT_THAT(tape.Gradient("weights").span(), ::testing::ElementsAre(3, 0));
  EXPECT_THAT(tape.Gradient("values").span(), ::testing::ElementsAre(1, 0));
}

TEST(Gradients, StopAtOpsThatNothingFlowsThrough) {
  // clang-format off
  const std::set<std::string_view> stops = {
      "sinusoidal",
      "mask_rule",
      "mask_and",
      "mask_or",
      "mask_bias",
      "key_mask",
      "alibi",
      "multiply_adds",
      "near_zero",
  };
  // clang-format on
  for (const Op* op : ops::All()) {
    EXPECT_EQ(op->differentiable(), !stops.contains(op->name)) << op->name;
  }
}

}  // namespace
}  // namespace attention
