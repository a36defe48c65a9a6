#include "attention/tape/replay.h"
#include "tape/gradient.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using testing::MessageOf;
using testing::Sentence;
using testing::ValuesOf;

TEST(Temperature, DividesTheScaledScoresOfEveryModel) {
  for (const char* model : {"self_attention", "encoder", "decoder_only",
                            "classifier", "encoder_classifier"}) {
    RunSpec spec = Sentence("the cat sat on the mat");
    spec.model = model;
    spec.config.temperature = 0.8;
    const Trace trace = RunModel(spec);
    Index found = 0;
    for (const TensorInfo& info : trace.tape.tensors()) {
      if (!info.name.ends_with(".tempered")) continue;
      ++found;
      const Step& step = *trace.tape.Producer(*trace.tape.Find(info.name));
      const auto scaled = ValuesOf(trace.tape, step.inputs[0]);
      const auto tempered = ValuesOf(trace.tape, info.name);
      EXPECT_TRUE(trace.tape.tensor(step.inputs[0]).name.ends_with(".scaled"));
      for (std::size_t i = 0; i < scaled.size(); ++i) {
        EXPECT_NEAR(tempered[i], scaled[i] / 0.8, 1e-6) << model;
      }
    }
    EXPECT_EQ(found, 1) << model;
    EXPECT_LT(ReplayAll(trace.tape).error, 1e-5) << model;
  }
}

TEST(Temperature, MakesRowsEvenAsItGrowsAndPickTheLargestAsItFalls) {
  RunSpec spec = Sentence("the cat sat");
  const auto weights = ValuesOf(RunModel(spec).tape, "attn.weights");
  const Index largest =
      std::max_element(weights.begin(), weights.begin() + 3) - weights.begin();
  spec.config.temperature = 1e6;
  for (const float weight : ValuesOf(RunModel(spec).tape, "attn.weights")) {
    EXPECT_NEAR(weight, 1.0 / 3, 1e-5);
  }
  spec.config.temperature = 1e-6;
  const auto sharp = ValuesOf(RunModel(spec).tape, "attn.weights");
  EXPECT_EQ(sharp[static_cast<std::size_t>(largest)], 1);
}

TEST(Temperature, PassesGradientsThatCentralDifferencesGive) {
  RunSpec spec = Sentence("the cat sat");
  spec.config.temperature = 0.6;
  spec.mask.rules = {testing::Causal()};
  BasicTape<double> tape = RunModel<double>(spec).tape;
  testing::ProbeLoss(tape, *tape.Find("attn.out"));
  testing::ExpectGradients(tape, {.constants = {"tokens"}});
}

TEST(Temperature, IsRefusedWhereThereIsNoSoftmaxAndAtZero) {
  RunSpec spec = Sentence("the cat sat");
  const auto refusal = [&] { return MessageOf([&] { RunModel(spec); }); };
  for (const double wrong : {0.0, -1.0, std::nan(""), 1e-300}) {
    spec.config.temperature = wrong;
    EXPECT_THAT(refusal(), HasSubstr("[self_attention] temperature is"));
  }
  spec.config.temperature = 2;
  for (const char* kind : {"linear", "linear_literal"}) {
    spec.config.attention = kind;
    EXPECT_THAT(refusal(), HasSubstr("takes no softmax"));
  }
}

}  // namespace
}  // namespace attention
