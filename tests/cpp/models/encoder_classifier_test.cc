#include "attention/models/encoder_classifier.h"

#include "attention/tape/replay.h"
#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ShapeOf;
using testing::ValuesOf;
using testing::WorstDifference;

RunSpec Pooled(const char* pooling, const char* word = "it") {
  RunSpec spec = testing::Stack("encoder_classifier");
  spec.texts = {"the cat ate it as It was hungry"};
  spec.config.pooling = pooling;
  spec.config.pool_word = word;
  spec.config.n_classes = 3;
  return spec;
}

TEST(EncoderClassifier, IsAnEncoderWhoseWordsArePooled) {
  RunSpec spec = Pooled("mean");
  const Trace trace = RunModel(spec);
  spec.model = "encoder";
  EXPECT_EQ(ValuesOf(trace.tape, "encoder.1.norm2.out"),
            ValuesOf(RunModel(spec).tape, "encoder.1.norm2.out"));
  const auto rows = ValuesOf(trace.tape, "encoder.1.norm2.out");
  std::vector<float> mean(8, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) mean[i % 8] += rows[i] / 8;
  EXPECT_LT(WorstDifference(ValuesOf(trace.tape, "pooled"), mean), 1e-6);
  EXPECT_EQ(ShapeOf(trace, "logits"), (Shape{3}));
  const auto p = ValuesOf(trace.tape, "probabilities");
  EXPECT_NEAR(p[0] + p[1] + p[2], 1, 1e-6);
}

TEST(EncoderClassifier, ReadsAtTheLastOccurrenceOfItsWordHoweverItIsWritten) {
  for (const char* word : {"it", "IT"}) {
    const Trace trace = RunModel(Pooled("word", word));
    EXPECT_THAT(ValuesOf(trace.tape, "pooled.at"),
                ElementsAre(0, 0, 0, 0, 0, 1, 0, 0));
    const auto rows = ValuesOf(trace.tape, "encoder.1.norm2.out");
    EXPECT_EQ(ValuesOf(trace.tape, "pooled"),
              (std::vector<float>(rows.begin() + 40, rows.begin() + 48)));
  }
  EXPECT_THAT(ValuesOf(RunModel(Pooled("first")).tape, "pooled.at"),
              ElementsAre(1, 0, 0, 0, 0, 0, 0, 0));
}

TEST(EncoderClassifier, FindsTheWordOfEachSentenceOfABatch) {
  RunSpec spec = Pooled("word");
  spec.texts = {"it sat", "the cat saw it", "what it was"};
  spec.batch = true;
  const Trace trace = RunModel(spec);
  EXPECT_THAT(ValuesOf(trace.tape, "pooled.at"),
              ElementsAre(1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0));
  EXPECT_EQ(ShapeOf(trace, "pooled"), (Shape{3, 8}));
}

TEST(EncoderClassifier, RecomputesEveryCellInEveryPooling) {
  for (const char* pooling : {"mean", "first", "word"}) {
    for (const bool batch : {false, true}) {
      RunSpec spec = Pooled(pooling);
      if (batch) spec.texts = {"it sat", "the cat saw it"};
      spec.batch = batch;
      const auto worst = ReplayAll(RunModel<double>(spec).tape);
      EXPECT_LT(worst.error, 1e-12) << pooling << " " << worst.name;
    }
  }
}

TEST(EncoderClassifier, AgreesInFloatAndDouble) {
  for (const char* pooling : {"mean", "first", "word"}) {
    const RunSpec spec = Pooled(pooling);
    EXPECT_LT(WorstDifference(ValuesOf(RunModel(spec).tape, "logits"),
                              ValuesOf(RunModel<double>(spec).tape, "logits")),
              1e-5);
  }
}

TEST(EncoderClassifier, LetsNothingButAttentionReachTheWordThatIsRead) {
  RunSpec spec = Pooled("word");
  spec.mask.rules = {{.rule = "window", .left = 0, .right = 0}};
  const auto alone = ValuesOf(RunModel(spec).tape, "logits");
  spec.texts = {"a dog saw me when it was thirsty"};
  EXPECT_EQ(ValuesOf(RunModel(spec).tape, "logits"), alone);
}

TEST(EncoderClassifier, SaysWhichSentenceLacksTheWord) {
  RunSpec spec = Pooled("word", "she");
  EXPECT_EQ(MessageOf([&] { RunModel(spec); }),
            "[encoder_classifier] pooling reads at \"she\", which sentence 0 "
            "has not");
  spec.texts = {"she sat", "he sat down"};
  spec.batch = true;
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }), HasSubstr("sentence 1"));
  spec.config.pool_word = "";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("pool_word is empty"));
  spec.config.pool_word = "<pad>";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }), HasSubstr("sentence 0"))
      << "padding is no word";
  Random random(5);
  spec = Pooled("word");
  spec.texts.clear();
  spec.x = testing::RandomTensor(random, {3, 8});
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("there are no words to find \"it\" among"));
  spec.config.pooling = "last";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("pooling is \"last\"; it can be mean, first, word"));
}

}  // namespace
}  // namespace attention
