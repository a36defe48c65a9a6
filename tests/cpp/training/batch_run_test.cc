// A batch that is not recorded again is the one that would be recorded, in less
// time and without memory.
#include "attention/training/batch_run.h"

#include <algorithm>
#include <map>

#include "attention/training/trainer.h"
#include "support.h"
#include "work/allocations.h"

namespace attention {
namespace {

TrainerSpec Small(const char* model) {
  TrainerSpec spec;
  spec.run.model = model;
  spec.run.config.d_model = 16;
  spec.run.config.n_heads = 2;
  spec.run.config.d_ff = 32;
  spec.run.config.dropout = 0.1;
  spec.examples = {{"a b c it", "c b a", 0},
                   {"b it a", "b", 1},
                   {"it c d e", "a c", 1},
                   {"a d it b", "c b a a", 0},
                   {"c it b e", "b c d", 1}};
  spec.schedule = {.type = "constant", .rate = 1e-2};
  spec.batch_size = 5;
  return spec;
}

TrainerSpec Images() {
  TrainerSpec spec = Small("image_classifier");
  spec.run.config.patch_size = 2;
  Random random(3);
  for (Example& example : spec.examples) {
    example.image = testing::RandomTensor(random, {4, 4, 1});
  }
  return spec;
}

/// So many words that attention is fused.
TrainerSpec Long(const char* model) {
  TrainerSpec spec = Small(model);
  spec.run.config.dropout = 0;
  for (Example& example : spec.examples) {
    std::string text;
    for (int i = 0; i < 64; ++i) text += example.source + " ";
    example.source = text;
  }
  return spec;
}

/// What decides of a batch's steps, each in a training of its own.
std::map<std::string, TrainerSpec> Trainings() {
  std::map<std::string, TrainerSpec> all;
  for (const char* model :
       {"transformer", "decoder_only", "classifier", "encoder_classifier"}) {
    all[model] = Small(model);
    for (const char* positions : {"learned", "rotary", "alibi", "none"}) {
      TrainerSpec& spec = all[std::string(model) + ", " + positions];
      spec = Small(model);
      spec.run.config.positions = positions;
    }
  }
  all["images"] = Images();
  all["long"] = Long("decoder_only");
  all["long pairs"] = Long("transformer");
  TrainerSpec& tied = all["one table"] = Small("transformer");
  tied.run.config.tied_embeddings = true;
  tied.run.config.embedding_scale = true;
  tied.run.vocabulary = {"a", "b", "c", "d", "e", "it"};
  tied.run.target_vocabulary = tied.run.vocabulary;
  tied.label_smoothing = 0.1;
  TrainerSpec& modern = all["modern"] = Small("decoder_only");
  modern.run.config.norm = "rms";
  modern.run.config.norm_order = "pre";
  modern.run.config.activation = "swiglu";
  modern.run.config.n_kv_heads = 1;
  modern.run.config.bias = true;
  TrainerSpec& linear = all["linear attention"] = Small("decoder_only");
  linear.run.config.attention = "linear";
  linear.run.config.dropout = 0;
  TrainerSpec& window = all["window"] = Small("encoder_classifier");
  window.run.mask.rules = {{.rule = "window", .left = 2.0, .right = 1.0}};
  window.run.config.pooling = "first";
  TrainerSpec& parts = all["several batches a step"] = Small("decoder_only");
  parts.examples = {{"a b c", ""}, {"b c a", ""}, {"c a e", ""}, {"e e d", ""}};
  parts.batch_size = 2;
  parts.accumulate = 2;
  parts.bucket = true;
  return all;
}

/// Evaluating takes the tape, so that the next step is recorded.
void ExpectSameTraining(const std::string& name, const TrainerSpec& spec) {
  Trainer repeated(spec);
  Trainer recorded(spec);
  for (int i = 0; i < 6; ++i) {
    recorded.Evaluate();
    const StepReport one = repeated.Step();
    const StepReport other = recorded.Step();
    ASSERT_EQ(one.loss, other.loss) << name << ", step " << i;
    ASSERT_EQ(one.norm, other.norm) << name << ", step " << i;
  }
  for (const auto& [tensor, given] : recorded.weights()) {
    ASSERT_EQ(repeated.weights().at(tensor).data, given.data)
        << name << ", " << tensor;
  }
}

TEST(BatchRun, TrainsBitForBitAsIfEachBatchWereRecorded) {
  for (const auto& [name, spec] : Trainings()) ExpectSameTraining(name, spec);
}

TEST(BatchRun, TrainsSoWhereBatchesAreOfSeveralSizes) {
  for (auto& [name, spec] : Trainings()) {
    spec.batch_size = 2;
    ExpectSameTraining(name, spec);
  }
}

TEST(BatchRun, RecordsEachBatchWhoseRowsAreFoundByAWord) {
  TrainerSpec spec = Small("encoder_classifier");
  spec.run.config.pooling = "word";
  ExpectSameTraining("pooled at a word", spec);
}

TEST(BatchRun, TakesAStepThatHasItsRoomWithoutAllocating) {
  for (const auto& [name, spec] : Trainings()) {
    Trainer trainer(spec);
    for (int i = 0; i < 3; ++i) trainer.Step();
    const std::int64_t before = testing::Allocations();
    trainer.Step();
    EXPECT_EQ(testing::Allocations() - before, 0) << name;
  }
}

TEST(BatchRun, FusesAttentionOfManyWordsAndHasTheGradientsOfItsSteps) {
  constexpr std::size_t kChosen[] = {0, 2, 3};
  for (const char* model :
       {"decoder_only", "transformer", "encoder_classifier"}) {
    const TrainerSpec spec = Long(model);
    const Lessons lessons(spec.run, spec.examples);
    GivenTensors weights;
    const Trace steps =
        RunModel(lessons.Batch(kChosen, {.training = true}), &weights);
    BatchRun batches;
    const Tape& run =
        batches.Run(lessons, kChosen, {.training = true}, weights);
    EXPECT_LT(run.tensors().size(), steps.tape.tensors().size()) << model;
    for (const auto& [name, given] : weights) {
      const auto wanted = steps.tape.Gradient(name).span();
      const auto got = run.Gradient(name).span();
      const float largest = std::abs(*std::ranges::max_element(
          wanted, {}, [](float one) { return std::abs(one); }));
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        ASSERT_NEAR(got[i], wanted[i], 1e-4F * largest + 1e-7F)
            << model << ", " << name;
      }
    }
  }
}

TEST(BatchRun, KeepsTheStepsOfWhatOneOpCannotDo) {
  const auto tensors = [](const TrainerSpec& spec) {
    const Lessons lessons(spec.run, spec.examples);
    GivenTensors weights;
    const std::size_t first = 0;
    BatchRun batches;
    return batches.Run(lessons, {&first, 1}, {}, weights).tensors().size();
  };
  const TrainerSpec fused = Long("decoder_only");
  TrainerSpec dropped = fused;
  dropped.run.config.dropout = 0.1;
  EXPECT_GT(tensors(dropped), tensors(fused));
  TrainerSpec literal = fused;
  literal.run.mask.style = "large_negative";
  EXPECT_GT(tensors(literal), tensors(fused));
  TrainerSpec matrix = fused;
  matrix.run.config.softmax = "matrix";
  EXPECT_GT(tensors(matrix), tensors(fused));
}

TEST(BatchRun, GoesOnAfterABatchThatItRefused) {
  TrainerSpec spec = Small("decoder_only");
  Trainer trainer(spec);
  Trainer undisturbed(spec);
  trainer.Step();
  undisturbed.Step();
  auto& table = trainer.weights().at("embedding.table").data;
  const std::vector<float> kept = table;
  std::ranges::fill(table, testing::kNan);
  EXPECT_THROW(trainer.Step(), Error);
  trainer.weights().at("embedding.table").data = kept;
  EXPECT_EQ(trainer.Step().loss, undisturbed.Step().loss);
}

}  // namespace
}  // namespace attention
