#include "attention/training/adam.h"
#include "attention/training/clip.h"
#include "attention/training/schedule.h"
#include "attention/training/trainer.h"
#include "golden/golden_file.h"

namespace attention {
namespace {

using testing::ExpectGolden;
using testing::GoldenFile;

const GoldenFile& Goldens() {
  static const GoldenFile file("torch_transformer.json");
  return file;
}

/// 2 + 2 layers on two pairs of sentences that differ in length. Words have
/// the ids 4, 5, ... behind the special ones.
RunSpec TransformerSpec() {
  const GoldenFile::Case& golden = Goldens().at("run");
  RunSpec spec = testing::SpecOf(golden);
  spec.model = "transformer";
  spec.config.d_model = 8;
  spec.config.n_heads = 2;
  spec.config.d_ff = 12;
  spec.config.n_layers = 2;
  spec.config.bias = true;
  spec.vocabulary = {"a", "b", "c", "d", "e"};
  spec.target_vocabulary = {"p", "q", "r", "s"};
  spec.tokens = {{"a", "b", "c", "d"}, {"e", "b", "a"}};
  spec.target_tokens = {{"p", "q", "r"}, {"s", "p"}};
  spec.batch = true;
  spec.target_batch = true;
  spec.loss = LossSpec{
      .type = "cross_entropy",
      .tensor = "logits",
      .targets = golden.at("inputs").at("labels").Given(),
      .label_smoothing = golden.at("inputs").at("label_smoothing").data.at(0),
      .ignore_index = kNoLabel};
  return spec;
}

TEST(TorchTransformer, GivesTheSameLogitsLossAndGradients) {
  const GoldenFile::Case& golden = Goldens().at("run");
  EXPECT_GT(golden.at("gradients").size(), 80u) << "every parameter's";
  ExpectGolden(RunModel<double>(TransformerSpec()).tape, golden, 1e-12);
  ExpectGolden(RunModel(TransformerSpec()).tape, golden, 1e-5);
}

/// A model whose parameters stand on a tape, which steps change there.
template <typename Scalar>
class Training {
 public:
  Training() : tape_(RunModel<Scalar>(TransformerSpec()).tape) {
    const auto& inputs = Goldens().at("training").at("inputs");
    adam_.beta1 = inputs.at("betas").data.at(0);
    adam_.beta2 = inputs.at("betas").data.at(1);
    adam_.epsilon = inputs.at("epsilon").data.at(0);
    schedule_.type = "noam";
    schedule_.rate = 1;
    schedule_.d_model = 8;
    schedule_.warmup = static_cast<Index>(inputs.at("warmup").data.at(0));
    max_norm_ = inputs.at("clip").data.at(0);
    for (const auto& [name, tensor] : Goldens().at("training").at("after")) {
      parameters_.push_back({name, testing::ValuesOf(tape_, name), {}, {}});
    }
  }

  void Step() {
    ++step_;
    losses_.push_back(static_cast<double>(testing::ValuesOf(tape_, "loss")[0]));
    rates_.push_back(LearningRate(schedule_, step_));
    std::vector<std::span<Scalar>> gradients;
    for (Parameter& parameter : parameters_) {
      const auto numbers = tape_.Gradient(parameter.name).span();
      parameter.gradient.assign(numbers.begin(), numbers.end());
      gradients.emplace_back(parameter.gradient);
    }
    norms_.push_back(ClipByNorm<Scalar>(gradients, max_norm_).norm);
    std::vector<Edit> edits;
    for (Parameter& parameter : parameters_) {
      AdamStep<Scalar>(adam_, rates_.back(), step_, parameter.values,
                       parameter.gradient, parameter.moments);
      Write(parameter, edits);
    }
    tape_.Apply(edits);
  }

  void ExpectAsGolden(double tolerance) const {
    using testing::WorstDifference;
    const auto& expected = Goldens().at("training").at("expected");
    EXPECT_LT(WorstDifference(losses_, expected.at("losses").data), tolerance);
    EXPECT_LT(WorstDifference(rates_, expected.at("rates").data), 1e-15);
    EXPECT_LT(WorstDifference(norms_, expected.at("norms").data), tolerance);
  }

  void ExpectParametersAsGolden(double tolerance) const {
    for (const Parameter& parameter : parameters_) {
      const auto& after = Goldens().at("training").at("after");
      EXPECT_LT(testing::WorstDifference(parameter.values,
                                         after.at(parameter.name).data),
                tolerance)
          << parameter.name;
    }
  }

 private:
  struct Parameter {
    std::string name;
    std::vector<Scalar> values;
    std::vector<Scalar> gradient;
    Moments<Scalar> moments;
  };

  void Write(const Parameter& parameter, std::vector<Edit>& edits) const {
    const Shape& shape = tape_.tensor(*tape_.Find(parameter.name)).shape;
    for (std::size_t at = 0; at < parameter.values.size(); ++at) {
      std::vector<Index> index;
      auto rest = static_cast<Index>(at);
      for (Index axis = shape.rank(); axis-- > 0;) {
        index.insert(index.begin(), rest % shape[axis]);
        rest /= shape[axis];
      }
      edits.push_back(
          {parameter.name, index, static_cast<double>(parameter.values[at])});
    }
  }

  BasicTape<Scalar> tape_;
  AdamOptions adam_;
  Schedule schedule_;
  double max_norm_ = 0;
  Index step_ = 0;
  std::vector<Parameter> parameters_;
  std::vector<double> losses_;
  std::vector<double> rates_;
  std::vector<double> norms_;
};

TEST(TorchTransformer, TakesTheSameThreeStepsOfAdamWithWarmUpAndClipping) {
  Training<double> training;
  for (int step = 0; step < 3; ++step) training.Step();
  training.ExpectAsGolden(1e-9);
  // What a key's bias gets is noise around zero, which Adam divides by itself:
  // only its epsilon of 1e-9 keeps such a step small.
  training.ExpectParametersAsGolden(1e-7);
}

TEST(TorchTransformer, TakesTheSameThreeStepsInFloats) {
  Training<float> training;
  for (int step = 0; step < 3; ++step) training.Step();
  training.ExpectAsGolden(1e-4);
}

TEST(TorchTransformer, IsTrainedByTheTrainerWithTheSameLossesRatesAndNorms) {
  const GoldenFile::Case& golden = Goldens().at("training");
  const auto& inputs = golden.at("inputs");
  TrainerSpec spec;
  spec.run = TransformerSpec();
  spec.run.tokens.clear();
  spec.run.target_tokens.clear();
  spec.run.loss.reset();
  spec.examples = {{"a b c d", "p q r"}, {"e b a", "s p"}};
  spec.adam = {.beta1 = inputs.at("betas").data.at(0),
               .beta2 = inputs.at("betas").data.at(1),
               .epsilon = inputs.at("epsilon").data.at(0)};
  spec.schedule = {
      .type = "noam",
      .rate = 1,
      .d_model = 8,
      .warmup = static_cast<Index>(inputs.at("warmup").data.at(0))};
  spec.clip = inputs.at("clip").data.at(0);
  spec.batch_size = 2;
  spec.label_smoothing = 0.1;
  Trainer trainer(spec);
  const auto& expected = golden.at("expected");
  for (std::size_t step = 0; step < 3; ++step) {
    const StepReport report = trainer.Step();
    EXPECT_NEAR(report.loss, expected.at("losses").data.at(step), 1e-4);
    EXPECT_NEAR(report.rate, expected.at("rates").data.at(step), 1e-15);
    EXPECT_NEAR(report.norm, expected.at("norms").data.at(step), 1e-4);
    EXPECT_EQ(report.labels, 7);
  }
  for (const auto& [name, after] : golden.at("after")) {
    if (name.ends_with("b_k")) continue;  // noise, see above
    EXPECT_LT(
        testing::WorstDifference(trainer.weights().at(name).data, after.data),
        1e-4)
        << name;
  }
}

}  // namespace
}  // namespace attention
