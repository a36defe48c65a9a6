// A whole training by the Trainer beside the same one by PyTorch.

#include "attention/training/trainer.h"
#include "golden/golden_file.h"

namespace attention {
namespace {

using testing::GoldenFile;
using testing::GoldenTensor;

/// The sentences that rows of ids stand for: the ids 4, 5, ... are the words of
/// the vocabulary, and 0 is the padding behind them.
std::vector<std::string> SentencesOf(const GoldenTensor& ids,
                                     const std::vector<std::string>& words) {
  std::vector<std::string> sentences;
  const auto columns = static_cast<std::size_t>(ids.shape.at(1));
  for (std::size_t i = 0; i < ids.data.size(); ++i) {
    if (i % columns == 0) sentences.emplace_back();
    if (ids.data[i] == 0) continue;
    std::string& sentence = sentences.back();
    if (!sentence.empty()) sentence += ' ';
    sentence += words.at(static_cast<std::size_t>(ids.data[i]) - 4);
  }
  return sentences;
}

/// All pairs are one batch, so that no order has to be agreed on.
TrainerSpec LongTraining(const GoldenFile& file) {
  const auto& inputs = file.at("long_training").at("inputs");
  const auto& optimizer = file.at("training").at("inputs");
  TrainerSpec spec;
  for (const auto& [name, tensor] : file.at("run").at("weights")) {
    spec.run.weights.emplace(name, tensor.Given());
  }
  spec.run.model = "transformer";
  spec.run.config.d_model = 8;
  spec.run.config.n_heads = 2;
  spec.run.config.d_ff = 12;
  spec.run.config.n_layers = 2;
  spec.run.config.bias = true;
  spec.run.config.dropout = 0;
  spec.run.vocabulary = {"a", "b", "c", "d", "e"};
  spec.run.target_vocabulary = {"p", "q", "r", "s"};
  const auto sources = SentencesOf(inputs.at("source"), spec.run.vocabulary);
  const auto targets =
      SentencesOf(inputs.at("target"), spec.run.target_vocabulary);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    Example example;
    example.source = sources[i];
    example.target = targets.at(i);
    spec.examples.push_back(example);
  }
  spec.batch_size = static_cast<double>(sources.size());
  spec.adam.beta1 = optimizer.at("betas").data.at(0);
  spec.adam.beta2 = optimizer.at("betas").data.at(1);
  spec.adam.epsilon = optimizer.at("epsilon").data.at(0);
  spec.clip = optimizer.at("clip").data.at(0);
  spec.schedule.type = "noam";
  spec.schedule.d_model = 8;
  spec.schedule.rate = inputs.at("factor").data.at(0);
  spec.schedule.warmup = static_cast<Index>(inputs.at("warmup").data.at(0));
  spec.label_smoothing =
      file.at("run").at("inputs").at("label_smoothing").data.at(0);
  return spec;
}

TEST(TorchTraining, HasTheSameLossAtEachOfTwentySteps) {
  const GoldenFile file("torch_transformer.json");
  const auto& expected = file.at("long_training").at("expected");
  const auto& losses = expected.at("losses").data;
  ASSERT_EQ(losses.size(), 20u);
  EXPECT_LT(losses.back(), 0.8 * losses.front()) << "it learns";
  Trainer trainer(LongTraining(file));
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const StepReport report = trainer.Step();
    EXPECT_NEAR(report.loss, losses[i], 1e-4 * losses[i]) << "step " << i + 1;
    EXPECT_NEAR(report.rate, expected.at("rates").data[i], 1e-12);
    const double norm = expected.at("norms").data[i];
    EXPECT_NEAR(report.norm, norm, 1e-3 * norm) << "step " << i + 1;
  }
}

}  // namespace
}  // namespace attention
