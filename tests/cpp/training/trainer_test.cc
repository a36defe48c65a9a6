#include "attention/training/trainer.h"

#include <cmath>

#include "attention/decoding/decode.h"
#include "attention/decoding/model_predictor.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Tutorial 002's two pairs, for a model that a test can train.
TrainerSpec Translator() {
  TrainerSpec spec;
  spec.run.model = "transformer";
  spec.run.config.d_model = 32;
  spec.run.config.n_heads = 4;
  spec.run.config.d_ff = 64;
  spec.examples = {{"Hello world", "Bonjour le monde"},
                   {"How are you?", "Comment allez-vous?"}};
  spec.schedule = {.type = "constant", .rate = 3e-3, .warmup = 10};
  return spec;
}

std::string Write(Trainer& trainer, const std::string& text,
                  DecodeOptions options) {
  RunSpec run = trainer.spec();
  run.texts = {text};
  ModelPredictor predictor(run, &trainer.weights());
  options.prompt = predictor.prompt();
  options.end = predictor.end();
  std::string written;
  const Beam best = Decode(predictor, options).best();
  for (std::size_t i = options.prompt.size(); i < best.ids.size(); ++i) {
    if (best.ids[i] == options.end) break;
    written += (written.empty() ? "" : " ") +
               predictor.words()[static_cast<std::size_t>(best.ids[i])];
  }
  return written;
}

TEST(Trainer, LearnsTheTutorialsPairsAndTranslatesThem) {
  Trainer trainer(Translator());
  const double before = trainer.Evaluate().loss;
  StepReport report;
  for (int i = 0; i < 150; ++i) report = trainer.Step();
  EXPECT_EQ(report.step, 150);
  EXPECT_EQ(report.labels, 7) << "five words and two ends, no padding";
  const Evaluation after = trainer.Evaluate();
  EXPECT_LT(after.loss, before / 20);
  EXPECT_EQ(after.accuracy, 1);
  EXPECT_NEAR(after.perplexity, std::exp(after.loss), 1e-12);
  for (const std::string strategy : {"greedy", "beam"}) {
    const DecodeOptions options{.strategy = strategy};
    EXPECT_EQ(Write(trainer, "Hello world", options), "bonjour le monde");
    EXPECT_EQ(Write(trainer, "How are you?", options), "comment allez-vous");
  }
}

TEST(Trainer, WritesTheSameWithACacheAndWithout) {
  for (const std::string model : {"transformer", "decoder_only"}) {
    int lower = 0;  // continued beams that come from another than the best
    for (double seed = 1; seed < 7; ++seed) {
      TrainerSpec spec = Translator();
      spec.run.model = model;
      spec.run.config.n_layers = 2;
      spec.run.seed = seed;
      Trainer trainer(spec);
      RunSpec run = trainer.spec();
      run.texts = {"How are you?"};
      std::vector<DecodeResult> results;
      for (const bool cache : {true, false}) {
        ModelPredictor predictor(run, &trainer.weights(), cache);
        results.push_back(Decode(predictor, {.strategy = "beam",
                                             .prompt = predictor.prompt(),
                                             .max_length = 8,
                                             .beam_size = 4}));
      }
      ASSERT_EQ(results[0].steps.size(), 9u);
      ASSERT_EQ(results[1].steps.size(), 9u);
      for (std::size_t i = 0; i < 9; ++i) {
        const auto& cached = results[0].steps[i].live;
        const auto& full = results[1].steps[i].live;
        ASSERT_EQ(cached.size(), full.size());
        for (std::size_t j = 0; j < cached.size(); ++j) {
          EXPECT_EQ(cached[j].ids, full[j].ids);
          EXPECT_NEAR(cached[j].log_probability, full[j].log_probability, 1e-5);
          lower += i < 8 && cached[j].parent > 0 ? 1 : 0;
        }
      }
    }
    EXPECT_GT(lower, 20) << model;
  }
}

TEST(Trainer, LearnsToSummarise) {
  TrainerSpec spec = Translator();
  spec.examples = {
      {"The cat sat on the mat all day and slept in the sun.", "cat sleeps"},
      {"Heavy rain fell on the city and the streets were closed.",
       "rain closes streets"},
      {"The team won the final match by two goals.", "team wins final"}};
  Trainer trainer(spec);
  for (int i = 0; i < 150; ++i) trainer.Step();
  for (const Example& example : spec.examples) {
    EXPECT_EQ(Write(trainer, example.source, {}), example.target);
  }
}

TEST(Trainer, LearnsWhatComesNext) {
  TrainerSpec spec = Translator();
  spec.run.model = "decoder_only";
  spec.examples = {{"the cat sat on the mat", ""}, {"a dog ran", ""}};
  Trainer trainer(spec);
  for (int i = 0; i < 150; ++i) trainer.Step();
  EXPECT_EQ(Write(trainer, "The cat", {}), "sat on the mat");
  EXPECT_EQ(Write(trainer, "a", {}), "dog ran");
}

TEST(Trainer, LearnsToTellClassesApart) {
  TrainerSpec spec = Translator();
  spec.run.model = "classifier";
  spec.examples = {{"a good film", "", 1},
                   {"what a bad film", "", 0},
                   {"good", "", 1},
                   {"bad bad bad", "", 0}};
  Trainer trainer(spec);
  for (int i = 0; i < 100; ++i) trainer.Step();
  EXPECT_EQ(trainer.Evaluate().accuracy, 1);
  const Evaluation after = trainer.Evaluate();
  EXPECT_EQ(after.labels, 4);
  EXPECT_THAT(after.truth, ElementsAre(1, 0, 1, 0));
  EXPECT_EQ(after.predicted, after.truth);
}

TEST(Trainer, LearnsClassesFromOneWordOfEachSentence) {
  TrainerSpec spec = Translator();
  spec.run.model = "encoder_classifier";
  spec.run.config.pooling = "word";
  spec.examples = {{"the cat ate as it was hungry", "", 0},
                   {"the cat ate as it was ripe", "", 1},
                   {"it was hungry", "", 0},
                   {"it was ripe", "", 1}};
  Trainer trainer(spec);
  for (int i = 0; i < 100; ++i) trainer.Step();
  const Evaluation after = trainer.Evaluate();
  EXPECT_EQ(after.predicted, after.truth);
  EXPECT_EQ(after.accuracy, 1);
}

TEST(Trainer, LearnsClassesOfImages) {
  TrainerSpec spec = Translator();
  spec.run.model = "image_classifier";
  spec.run.config.patch_size = 2;
  spec.examples.clear();
  for (int i = 0; i < 4; ++i) {
    Example example;
    example.label = i % 2;
    example.image = {{2, 4, 1}, std::vector<float>(8, 0)};
    for (int x = 0; x < 4; ++x) {  // a bar above or below, brighter or not
      example.image.data[static_cast<std::size_t>(i % 2 * 4 + x)] =
          i < 2 ? 1.0f : 0.5f;
    }
    spec.examples.push_back(example);
  }
  Trainer trainer(spec);
  for (int i = 0; i < 100; ++i) trainer.Step();
  EXPECT_EQ(trainer.Evaluate().accuracy, 1);
  spec.examples[1].image.shape = {4, 2, 1};
  EXPECT_EQ(testing::MessageOf([&] { Trainer{spec}; }),
            "[train] the image of example 1 has shape (4 x 2 x 1); all must be "
            "height x width x channels, and as large as the first, (2 x 4 x "
            "1)");
}

TEST(Trainer, TrainsTheSameFromTheSameSeedBitForBit) {
  TrainerSpec spec = Translator();
  spec.run.config.dropout = 0.2;
  spec.batch_size = 1;
  Trainer one(spec);
  Trainer two(spec);
  spec.run.seed = 8;
  Trainer other(spec);
  for (int i = 0; i < 7; ++i) {
    const StepReport report = one.Step();
    ASSERT_EQ(two.Step().loss, report.loss);
    ASSERT_NE(other.Step().loss, report.loss);
  }
  for (const auto& [name, tensor] : one.weights()) {
    ASSERT_EQ(two.weights().at(name).data, tensor.data) << name;
  }
}

TEST(Trainer, GoesOnFromAFileAsIfItHadNotStopped) {
  TrainerSpec spec = Translator();
  spec.run.config.dropout = 0.1;
  Trainer one(spec);
  for (int i = 0; i < 5; ++i) one.Step();
  const std::string bytes = ToSafetensors(one.Save());
  Trainer two(spec);
  two.Load(ReadSafetensors(bytes));
  EXPECT_EQ(two.steps(), 5);
  for (int i = 0; i < 5; ++i) ASSERT_EQ(two.Step().loss, one.Step().loss);
}

TEST(Trainer, RefusesAFileThatIsNotItsOwn) {
  Trainer trainer(Translator());
  const TensorFile good = trainer.Save();
  const auto message = [&](auto change) {
    TensorFile file = good;
    change(file);
    return testing::MessageOf([&] { trainer.Load(file); });
  };
  EXPECT_EQ(message([](TensorFile&) {}), "");
  EXPECT_EQ(message([](TensorFile& file) { file.tensors.erase("output.W"); }),
            "[train] the file has no tensor \"output.W\"");
  EXPECT_THAT(
      message([](TensorFile& file) { file.tensors["output.b"] = {{1}, {0}}; }),
      HasSubstr("output.b has shape (1) in the file"));
  EXPECT_THAT(message([](TensorFile& file) { file.tensors["more"] = {}; }),
              HasSubstr("this model has"));
}

TEST(Trainer, NamesTheStepAndTheTensorOfTheFirstNan) {
  TrainerSpec spec = Translator();
  spec.schedule = {.type = "constant", .rate = 1e38};
  Trainer trainer(spec);
  trainer.Step();
  const GivenTensors before = trainer.weights();
  const std::string message = testing::MessageOf([&] { trainer.Step(); });
  EXPECT_THAT(message, HasSubstr("[train] step 2: "));
  EXPECT_THAT(message, HasSubstr("which "));
  EXPECT_EQ(trainer.weights().at("output.W").data, before.at("output.W").data);
  EXPECT_EQ(trainer.steps(), 1);
}

TEST(Trainer, CountsNoPadding) {
  TrainerSpec spec = Translator();  // targets of three words and of two
  Trainer together(spec);
  spec.batch_size = 1;
  Trainer alone(spec);
  EXPECT_NEAR(together.Evaluate().loss, alone.Evaluate().loss, 1e-6);
}

TEST(Trainer, SmoothsLabelsInTheLossOfAStepAlone) {
  TrainerSpec spec = Translator();
  Trainer plain(spec);
  spec.label_smoothing = 0.5;
  Trainer smooth(spec);
  EXPECT_EQ(smooth.Evaluate().loss, plain.Evaluate().loss);
  for (int i = 0; i < 100; ++i) {
    plain.Step();
    smooth.Step();
  }
  // Half of each label belongs to all nine words: never certain.
  EXPECT_LT(plain.Evaluate().loss, 0.1);
  EXPECT_NEAR(smooth.Evaluate().loss, -std::log(0.5 + 0.5 / 9), 0.05);
}

TEST(Trainer, BeginsWithTheGivenWeights) {
  TrainerSpec spec = Translator();
  spec.run.weights["output.b"] = {{9}, std::vector<float>(9, 0.5f)};
  Trainer trainer(spec);
  EXPECT_EQ(trainer.weights().at("output.b").data,
            spec.run.weights["output.b"].data);
  trainer.Step();
  EXPECT_NE(trainer.weights().at("output.b").data,
            spec.run.weights["output.b"].data);
  spec.run.weights["no.such"] = {{1}, {0}};
  EXPECT_THAT(testing::MessageOf([&] { Trainer unused(spec); }),
              HasSubstr("no.such"));
}

TEST(Trainer, RunsTheModelWithThePresentWeights) {
  Trainer trainer(Translator());
  RunSpec input;
  input.texts = {"Hello you"};
  input.target_texts = {"bonjour"};
  const Trace before = trainer.Run(input);
  trainer.Step();
  const Trace after = trainer.Run(input);
  EXPECT_EQ(before.target_vocabulary, trainer.spec().target_vocabulary);
  EXPECT_NE(testing::ValuesOf(before.tape, "logits"),
            testing::ValuesOf(after.tape, "logits"));
  EXPECT_GT(trainer.parameters(), 10000);
}

TEST(Trainer, RefusesSpecsThatCannotBeTrained) {
  const auto message = [](auto change) {
    TrainerSpec spec = Translator();
    change(spec);
    return testing::MessageOf([&] { Trainer unused(spec); });
  };
  using Spec = TrainerSpec&;
  EXPECT_THAT(message([](Spec s) { s.run.model = "encoder"; }),
              HasSubstr("[train] the model \"encoder\" cannot be trained"));
  EXPECT_EQ(message([](Spec s) { s.examples.clear(); }),
            "[train] there are no examples");
  EXPECT_EQ(message([](Spec s) { s.examples[1].source = " "; }),
            "[train] example 1 has no words");
  EXPECT_THAT(message([](Spec s) { s.batch_size = 0; }),
              HasSubstr("[train] batch is 0"));
  EXPECT_THAT(message([](Spec s) { s.clip = -1; }), HasSubstr("clip is -1"));
  EXPECT_THAT(message([](Spec s) { s.label_smoothing = 1; }),
              HasSubstr("label smoothing is 1"));
  EXPECT_THAT(message([](Spec s) {
                s.run.model = "classifier";
                s.examples[0].label = 2;
              }),
              HasSubstr("the label 2 is none of the 2"));
  EXPECT_THAT(message([](Spec s) { s.adam.beta1 = 2; }), HasSubstr("[adam]"));
  EXPECT_THAT(message([](Spec s) { s.run.config.n_heads = 5; }),
              HasSubstr("n_heads"));
}

}  // namespace
}  // namespace attention
