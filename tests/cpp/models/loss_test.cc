#include "attention/models/loss.h"

#include "tape/gradient.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using testing::ExpectGradients;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;

/// x (2 x 3) of 0..5 on a tape that ends in a loss.
BasicTape<double> WithLoss(const LossSpec& loss) {
  BasicTape<double> tape;
  tape.Give("x", "tm", {2, 3}, Role::kInput,
            std::vector<double>{0, 1, 2, 3, 4, 5});
  RecordLoss(tape, loss);
  return tape;
}

LossSpec Labels(const Shape& shape, std::vector<float> labels) {
  return {.type = "cross_entropy",
          .tensor = "x",
          .targets = GivenTensor{shape, std::move(labels)}};
}

TEST(Loss, IsRecordedAsAStepOfTheTape) {
  EXPECT_THAT(ValuesOf(WithLoss({"sum", "x"}), "loss"), ElementsAre(15));
  EXPECT_THAT(ValuesOf(WithLoss({"mean", "x"}), "loss"), ElementsAre(2.5));
  EXPECT_THAT(ValuesOf(WithLoss({"cell", "x", {1, 0}}), "loss"),
              ElementsAre(3));
  const LossSpec distance = {.type = "squared_error",
                             .tensor = "x",
                             .target = GivenTensor{{2, 3}, {0, 1, 2, 3, 4, 8}}};
  EXPECT_THAT(ValuesOf(WithLoss(distance), "loss"), ElementsAre(1.5));
  const auto tape = WithLoss(Labels({2}, {2, 0}));
  EXPECT_EQ(tape.steps().back().op->name, "cross_entropy");
  EXPECT_THAT(ValuesOf(tape, "loss.labels"), ElementsAre(2, 0));
  EXPECT_EQ(tape.tensor(*tape.Find("loss")).axes, "n");
}

TEST(Loss, OfCrossEntropyIsOfTheLogitsUnlessAnotherTensorIsNamed) {
  BasicTape<double> tape;
  tape.Give("logits", "v", {2}, Role::kInput, std::vector<double>{0, 0});
  LossSpec loss = Labels({}, {1});
  loss.tensor = "";
  RecordLoss(tape, loss);
  EXPECT_NEAR(ValuesOf(tape, "loss").at(0), std::log(2.0), 1e-15)
      << "a single label for a single row";
}

TEST(Loss, TakesAnotherLetterWhereTheTensorHasAnN) {
  BasicTape<double> tape;
  tape.Give("x", "nN", {1, 2}, Role::kInput, std::vector<double>{3, 4});
  RecordLoss(tape, {"sum", "x"});
  EXPECT_THAT(ValuesOf(tape, "loss"), ElementsAre(7));
  tape.Backward("loss");
  EXPECT_THAT(tape.Gradient("x").span(), ElementsAre(1, 1));
}

TEST(Loss, PadsLabelsOfSentencesThatDifferInLength) {
  const GivenTensor labels = PadLabels({{1}, {2, 3, 4}, {}});
  EXPECT_EQ(labels.shape, (Shape{3, 3}));
  EXPECT_THAT(labels.data, ElementsAre(1, -1, -1, 2, 3, 4, -1, -1, -1));
}

TEST(Loss, SaysWhatIsWrongWithIt) {
  const auto message = [](const LossSpec& loss) {
    return MessageOf([&] { WithLoss(loss); });
  };
  EXPECT_EQ(message({"sum", "y"}),
            "[gradient] there is no tensor \"y\" for a loss");
  EXPECT_THAT(message({"product", "x"}),
              HasSubstr("[gradient] there is no loss \"product\"; the losses "
                        "are sum, mean, cell"));
  EXPECT_THAT(message({"", "x"}), HasSubstr("there is no loss \"\""));
  EXPECT_THAT(message({"cell", "x", {2, 0}}),
              HasSubstr("index \"2,0\" is no cell of shape (2 x 3)"));
  EXPECT_THAT(message({"cell", "x"}), HasSubstr("index \"\" is no cell"));
  EXPECT_THAT(message({"squared_error", "x"}), HasSubstr("needs a target"));
  EXPECT_THAT(message({.type = "squared_error",
                       .tensor = "x",
                       .target = GivenTensor{{3}, {1, 2, 3}}}),
              HasSubstr("[gradient] loss.target has shape (3), but x of shape "
                        "(2 x 3) needs (2 x 3)"));
  EXPECT_THAT(message({"cross_entropy", "x"}), HasSubstr("needs targets"));
  EXPECT_EQ(MessageOf([] {
              BasicTape<double> tape;
              tape.Give("one", "", {}, Role::kInput, std::vector<double>{1});
              LossSpec loss = Labels({}, {0});
              loss.tensor = "one";
              RecordLoss(tape, loss);
            }),
            "[gradient] one of shape () has no axis of classes");
  EXPECT_THAT(message(Labels({3}, {1, 1, 1})),
              HasSubstr("[gradient] loss.labels has shape (3), but x of shape "
                        "(2 x 3) needs (2)"));
  EXPECT_THAT(message(Labels({2}, {1, 3})),
              HasSubstr("[cross_entropy] label 3 at position 1"));
  LossSpec half = Labels({2}, {1, 1});
  half.ignore_index = 0.5;
  EXPECT_THAT(message(half), HasSubstr("ignore_index is 0.5; it must be a"));
}

/// A batch of two sentences with every switch that self-attention has a
/// gradient through.
RunSpec SmallRun(bool joint) {
  RunSpec spec;
  spec.texts = {"the cat sat", "hello"};
  spec.batch = true;
  spec.config.d_model = 4;
  spec.config.bias = true;
  spec.config.projection = joint ? "joint" : "per_head";
  spec.mask.rules = {testing::Causal()};
  spec.mask.style = joint ? "additive" : "boolean";
  return spec;
}

std::vector<LossSpec> LossesOfARun() {
  Random random(5);
  LossSpec labels = {
      .type = "cross_entropy",
      .tensor = "attn.out",
      .targets = GivenTensor{{2, 3}, {0, 3, 1, 2, -1, -1}},
      .label_smoothing = 0.1,
      .ignore_index = kNoLabel,
  };
  return {{"sum", "attn.out"},
          {"mean", "attn.z"},
          {"cell", "attn.weights", {0, 1, 2, 1}},
          {.type = "squared_error",
           .tensor = "attn.out",
           .target = testing::RandomTensor(random, {2, 3, 4})},
          labels};
}

TEST(Loss, HasTheGradientsOfItsDifferencesThroughSelfAttention) {
  for (const bool joint : {false, true}) {
    for (const LossSpec& loss : LossesOfARun()) {
      SCOPED_TRACE(loss.type);
      RunSpec spec = SmallRun(joint);
      spec.loss = loss;
      const auto trace = RunModel<double>(spec);
      ASSERT_TRUE(trace.tape.has_gradients());
      ExpectGradients(trace.tape,
                      {.constants = {"tokens", "tokens.length", "loss.labels"},
                       .max_cells = 40});
    }
  }
}

TEST(Loss, OfARunFollowsItsEdits) {
  RunSpec spec = SmallRun(false);
  spec.loss = LossSpec{"cell", "attn.weights", {0, 0, 1, 0}};
  const auto plain = RunModel<double>(spec);
  spec.edits = {{"attn.scores", {0, 0, 1, 0}, 2.0}};
  const auto edited = RunModel<double>(spec);
  const auto at = [](const BasicTrace<double>& trace, const char* name,
                     std::vector<Index> index) {
    const auto gradient = trace.tape.Gradient(name);
    return gradient.data[gradient.shape.Offset(index)];
  };
  EXPECT_NE(at(plain, "attn.scores", {0, 0, 1, 0}),
            at(edited, "attn.scores", {0, 0, 1, 0}));
  EXPECT_EQ(at(edited, "attn.weights", {0, 0, 1, 0}), 1);
}

TEST(Loss, MakesARunOfFloatsHaveGradientsAndARunWithoutItNone) {
  RunSpec spec = SmallRun(false);
  EXPECT_FALSE(RunModel(spec).tape.has_gradients());
  spec.loss = LossSpec{"sum", "attn.out"};
  const Trace trace = RunModel(spec);
  EXPECT_EQ(trace.tape.gradients().size(), trace.tape.arena().size());
  spec.loss = LossSpec{"sum", "attn.none"};
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("[gradient] there is no tensor \"attn.none\""));
}

}  // namespace
}  // namespace attention
