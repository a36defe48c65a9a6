// What a training step is made of: several batches, a look at held-out
// examples, a step laid open, and a file to go on from.

#include <algorithm>
#include <cmath>

#include "attention/training/trainer.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Five pairs of words, of unlike lengths.
TrainerSpec Words() {
  TrainerSpec spec;
  spec.run.model = "transformer";
  spec.run.config.d_model = 16;
  spec.run.config.n_heads = 2;
  spec.run.config.d_ff = 32;
  spec.examples = {{"a b c", "c b a"},
                   {"b", "b"},
                   {"c a", "a c"},
                   {"a a b c", "c b a a"},
                   {"c b", "b c"}};
  spec.schedule = {.type = "constant", .rate = 1e-2};
  return spec;
}

void ExpectSameWeights(Trainer& one, Trainer& two) {
  for (const auto& [name, tensor] : one.weights()) {
    ASSERT_EQ(two.weights().at(name).data, tensor.data) << name;
  }
}

TEST(Steps, GradientsOfSeveralBatchesAreThoseOfOneLarge) {
  TrainerSpec spec = Words();
  spec.clip = 0.5;
  spec.batch_size = 5;
  Trainer large(spec);
  spec.batch_size = 2;
  spec.accumulate = 3;
  Trainer small(spec);
  EXPECT_EQ(small.steps_per_epoch(), 1);
  for (int i = 0; i < 3; ++i) {
    const StepReport one = large.Step();
    const StepReport many = small.Step();
    EXPECT_EQ(one.labels, many.labels);
    EXPECT_NEAR(one.loss, many.loss, 1e-5 * one.loss);
    EXPECT_NEAR(one.norm, many.norm, 1e-4 * one.norm);
    EXPECT_NEAR(one.coefficient, many.coefficient, 1e-4);
  }
  for (const auto& [name, tensor] : large.weights()) {
    const auto& others = small.weights().at(name).data;
    for (std::size_t i = 0; i < others.size(); ++i) {
      ASSERT_NEAR(others[i], tensor.data[i], 2e-3) << name << " " << i;
    }
  }
}

TEST(Steps, AnEpochsLastStepTakesTheBatchesThatAreLeft) {
  TrainerSpec spec = Words();
  spec.batch_size = 2;
  spec.accumulate = 2;
  Trainer trainer(spec);
  EXPECT_EQ(trainer.steps_per_epoch(), 2);
  Index labels = 0;
  for (int i = 0; i < 2; ++i) labels += trainer.Step().labels;
  EXPECT_EQ(labels, 12 + 5) << "each word and each end once";
  EXPECT_EQ(trainer.Step().epoch, 2);
}

TEST(Steps, GoesOnFromAFileBitForBit) {
  TrainerSpec spec = Words();
  spec.run.config.dropout = 0.2;
  spec.batch_size = 2;
  spec.bucket = true;
  spec.accumulate = 2;
  spec.held_out = {{"b a", "a b"}};
  spec.patience = 50;
  spec.schedule = {.type = "cosine", .rate = 1e-2, .warmup = 2, .total = 20};
  Trainer straight(spec);
  for (int i = 0; i < 5; ++i) straight.Step();
  const std::string bytes = ToSafetensors(straight.Save());
  Trainer resumed(spec);
  resumed.Load(ReadSafetensors(bytes));
  EXPECT_EQ(resumed.steps(), 5);
  ASSERT_TRUE(resumed.best());
  EXPECT_EQ(resumed.best()->loss, straight.best()->loss);
  for (int i = 0; i < 6; ++i) {
    const StepReport one = straight.Step();
    const StepReport two = resumed.Step();
    ASSERT_EQ(two.loss, one.loss);
    ASSERT_EQ(two.rate, one.rate);
    ASSERT_EQ(two.held_out.has_value(), one.held_out.has_value());
  }
  ExpectSameWeights(straight, resumed);
  EXPECT_EQ(ToSafetensors(resumed.Save()), ToSafetensors(straight.Save()));
}

TEST(Steps, RefusesAFileWhoseCountsAreNone) {
  TrainerSpec spec = Words();
  Trainer trainer(spec);
  trainer.Step();
  const TensorFile good = trainer.Save();
  for (const char* text : {"", "x", "-1", "1.5", "nan", "1e300", "2 "}) {
    TensorFile file = good;
    file.metadata["step"] = text;
    EXPECT_THAT(testing::MessageOf([&] { trainer.Load(file); }),
                HasSubstr("[train] the file's step is"))
        << text;
  }
  EXPECT_EQ(trainer.steps(), 1);
}

TEST(Steps, AFileTellsOfTheModelAndHowItIsTrained) {
  TrainerSpec spec = Words();
  spec.run.config.norm_order = "pre";
  spec.bucket = true;
  const TensorFile file = Trainer(spec).Save();
  const std::string& about = file.metadata.at("attention_lab");
  EXPECT_THAT(about, HasSubstr("\"model\":\"transformer\""));
  EXPECT_THAT(about, HasSubstr("\"config\":{\"d_model\":16,\"n_heads\":2,"
                               "\"d_ff\":32,\"norm_order\":\"pre\"}"));
  EXPECT_THAT(about, HasSubstr("\"target_vocabulary\":["));
  EXPECT_THAT(about, HasSubstr("\"rate\":0.01"));
  EXPECT_THAT(about, HasSubstr("\"bucket\":true"));
}

TEST(Steps, MeasuresOnHeldOutExamplesAfterEachEpoch) {
  TrainerSpec spec = Words();
  spec.batch_size = 2;
  spec.held_out = {{"a b", "b a"}, {"c", "c"}};
  Trainer trainer(spec);
  std::vector<Index> measured;
  for (int i = 0; i < 7; ++i) {
    const StepReport report = trainer.Step();
    if (report.held_out) measured.push_back(report.step);
  }
  EXPECT_THAT(measured, ElementsAre(3, 6));
  EXPECT_EQ(trainer.EvaluateHeldOut().labels, 5);
  EXPECT_EQ(trainer.Evaluate().labels, 17);
  spec.evaluate_every = 2;
  Trainer often(spec);
  EXPECT_FALSE(often.Step().held_out);
  EXPECT_TRUE(often.Step().held_out);
}

TEST(Steps, WhatIsHeldOutChangesNothingOfWhatIsLearned) {
  TrainerSpec spec = Words();
  Trainer alone(spec);
  spec.held_out = {{"a b", "b a"}};
  spec.evaluate_every = 1;
  Trainer watched(spec);
  for (int i = 0; i < 4; ++i) {
    alone.Step();
    watched.Step();
  }
  ExpectSameWeights(alone, watched);
}

TEST(Steps, StopsWhenPatienceRunsOutAndTakesTheBestWeightsBack) {
  TrainerSpec spec = Words();
  // The opposite of what is to be learned: it can only get worse.
  spec.held_out = {{"a b c", "b b b b"}, {"b", "c c"}};
  spec.evaluate_every = 1;
  spec.patience = 3;
  Trainer trainer(spec);
  std::vector<double> losses;
  while (!trainer.stopped() && losses.size() < 200) {
    losses.push_back(trainer.Step().held_out->loss);
  }
  ASSERT_TRUE(trainer.stopped());
  const auto best = std::min_element(losses.begin(), losses.end());
  EXPECT_EQ(trainer.best()->loss, *best);
  EXPECT_EQ(trainer.best()->step, best - losses.begin() + 1);
  EXPECT_EQ(losses.end() - best, 4) << "three in a row that were no better";
  EXPECT_EQ(trainer.EvaluateHeldOut().loss, *best);
  EXPECT_THAT(testing::MessageOf([&] { trainer.Step(); }),
              HasSubstr("the training has stopped at step"));
  Trainer again(spec);
  again.Load(ReadSafetensors(ToSafetensors(trainer.Save())));
  EXPECT_TRUE(again.stopped());
}

TEST(Steps, AStepLaidOpenIsTheOneThatIsTakenNext) {
  for (const double accumulate : {1.0, 2.0}) {
    TrainerSpec spec = Words();
    spec.run.config.dropout = 0.1;
    spec.batch_size = 2;
    spec.accumulate = accumulate;
    spec.clip = 0.1;
    Trainer trainer(spec);
    trainer.Step();
    const OpenStep open = trainer.Open();
    EXPECT_EQ(trainer.steps(), 1) << "none was taken";
    EXPECT_TRUE(open.trace.tape.has_gradients());
    EXPECT_LT(open.report.coefficient, 1);
    const GivenTensors before = trainer.weights();
    const StepReport report = trainer.Step();
    EXPECT_EQ(report.loss, open.report.loss);
    EXPECT_EQ(report.norm, open.report.norm);
    for (const auto& [name, tensor] : trainer.weights()) {
      const ParameterUpdate update = open.Update(name);
      ASSERT_EQ(update.before, before.at(name).data) << name;
      ASSERT_EQ(update.after, tensor.data) << name;
      ASSERT_EQ(
          update.clipped[0],
          update.gradient[0] * static_cast<float>(open.report.coefficient));
      ASSERT_NEAR(update.m_hat[0] * (1 - 0.9 * 0.9), update.m[0], 1e-7);
    }
    EXPECT_THAT(testing::MessageOf([&] { open.Update("no.such"); }),
                HasSubstr("no parameter \"no.such\""));
  }
}

TEST(Steps, CountsTheExamplesThatAreAllRight) {
  TrainerSpec spec = Words();
  Trainer trainer(spec);
  EXPECT_LT(trainer.Evaluate().sequence_accuracy, 1);
  for (int i = 0; i < 150; ++i) trainer.Step();
  EXPECT_EQ(trainer.Evaluate().accuracy, 1);
  EXPECT_EQ(trainer.Evaluate().sequence_accuracy, 1);
  spec.examples[0].target = "a a a";  // one of five is learned otherwise
  spec.run.vocabulary = trainer.spec().vocabulary;
  spec.run.target_vocabulary = trainer.spec().target_vocabulary;
  Trainer judge(spec);
  judge.weights() = trainer.weights();
  EXPECT_NEAR(judge.Evaluate().sequence_accuracy, 0.8, 1e-12);
  EXPECT_LT(judge.Evaluate().accuracy, 1);
}

TEST(Steps, RefusesOptionsThatMeanNothing) {
  const auto message = [](auto change) {
    TrainerSpec spec = Words();
    change(spec);
    return testing::MessageOf([&] { Trainer unused(spec); });
  };
  EXPECT_EQ(message([](TrainerSpec& spec) { spec.accumulate = 0; }),
            "[train] accumulate is 0; it must be a whole number from 1 to "
            "1000000");
  EXPECT_THAT(message([](TrainerSpec& spec) { spec.evaluate_every = 0.5; }),
              HasSubstr("evaluate_every is 0.5"));
  EXPECT_THAT(message([](TrainerSpec& spec) { spec.patience = 2; }),
              HasSubstr("no examples are held out"));
  EXPECT_THAT(message([](TrainerSpec& spec) {
                spec.held_out = {{"a", "b"}};
                spec.patience = std::nan("");
              }),
              HasSubstr("patience is"));
  Trainer trainer(Words());
  EXPECT_EQ(testing::MessageOf([&] { trainer.EvaluateHeldOut(); }),
            "[train] no examples are held out");
}

}  // namespace
}  // namespace attention
