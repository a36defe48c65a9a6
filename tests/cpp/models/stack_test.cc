// The models made of layers: what they record, and what must hold of them.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using testing::NamesOf;
using testing::ShapeOf;
using testing::Stack;
using testing::ValuesOf;
using testing::WorstDifference;

/// The tensor that a model's last layer leaves.
const char* ResultOf(const std::string& model) {
  return model == "encoder" ? "encoder.1.norm2.out" : "logits";
}

TEST(Encoder, LeavesEveryPartOfALayerAsANamedTensor) {
  RunSpec spec = testing::Sentence("The cat sat");
  spec.model = "encoder";
  const Trace trace = RunModel(spec);
  EXPECT_THAT(
      NamesOf(trace),
      ElementsAre(
          "tokens", "embedding.table", "embedding.out", "positions", "x",
          "encoder.mask", "encoder.0.attn.W_q", "encoder.0.attn.q",
          "encoder.0.attn.W_k", "encoder.0.attn.k", "encoder.0.attn.W_v",
          "encoder.0.attn.v", "encoder.0.attn.scores", "encoder.0.attn.scaled",
          "encoder.0.attn.masked", "encoder.0.attn.weights", "encoder.0.attn.z",
          "encoder.0.attn.concat", "encoder.0.attn.W_o", "encoder.0.attn.out",
          "encoder.0.residual1", "encoder.0.norm1.gamma",
          "encoder.0.norm1.beta", "encoder.0.norm1.out", "encoder.0.ffn.W_1",
          "encoder.0.ffn.b_1", "encoder.0.ffn.hidden",
          "encoder.0.ffn.activated", "encoder.0.ffn.W_2", "encoder.0.ffn.b_2",
          "encoder.0.ffn.out", "encoder.0.residual2", "encoder.0.norm2.gamma",
          "encoder.0.norm2.beta", "encoder.0.norm2.out"));
  EXPECT_EQ(ShapeOf(trace, "encoder.0.ffn.hidden"), (Shape{3, 32}))
      << "d_ff is 4 d_model";
  EXPECT_EQ(ShapeOf(trace, "encoder.0.norm2.out"), (Shape{3, 8}));
}

TEST(Transformer, NamesSourceTargetAndBothAttentionsOfItsDecoder) {
  const Trace trace = RunModel(Stack("transformer"));
  EXPECT_THAT(NamesOf(trace), IsSupersetOf({"source.tokens",
                                            "source.embedding.table",
                                            "source.embedding.out",
                                            "source.positions",
                                            "source.x",
                                            "encoder.mask",
                                            "encoder.1.norm2.out",
                                            "target.tokens",
                                            "target.embedding.out",
                                            "target.positions",
                                            "target.x",
                                            "decoder.mask",
                                            "decoder.cross_mask",
                                            "decoder.0.attn.weights",
                                            "decoder.0.residual1",
                                            "decoder.0.norm1.out",
                                            "decoder.1.cross.weights",
                                            "decoder.1.residual2",
                                            "decoder.1.norm2.out",
                                            "decoder.1.ffn.out",
                                            "decoder.1.residual3",
                                            "decoder.1.norm3.out",
                                            "output.W",
                                            "output.b",
                                            "logits",
                                            "probabilities"}));
  EXPECT_EQ(ShapeOf(trace, "decoder.0.cross.weights"), (Shape{2, 5, 6}));
  EXPECT_EQ(ShapeOf(trace, "logits"), (Shape{5, 8})) << "4 words, 4 specials";
  EXPECT_THAT(ValuesOf(trace.tape, "target.tokens"), ElementsAre(2, 4, 5, 6, 7))
      << "<start> first";
  EXPECT_EQ(trace.target_tokens[0][0].text, "<start>");
  EXPECT_THAT(trace.target_vocabulary,
              ElementsAre("<pad>", "<unk>", "<start>", "<end>", "le", "chat",
                          "est", "la"));
}

TEST(Transformer, BeginsWithStartAloneWhereThereIsNoTarget) {
  RunSpec spec = Stack("transformer");
  spec.target_texts.clear();
  const Trace trace = RunModel(spec);
  EXPECT_THAT(ValuesOf(trace.tape, "target.tokens"), ElementsAre(2));
  spec.target_tokens = {{"<start>", "le"}};
  EXPECT_THAT(ValuesOf(RunModel(spec).tape, "target.tokens"), ElementsAre(2, 4))
      << "not twice";
}

TEST(Classifier, PoolsTheWordsAndGivesEachClassAProbability) {
  RunSpec spec = Stack("classifier");
  spec.config.n_classes = 3;
  const Trace trace = RunModel(spec);
  const auto out = ValuesOf(trace.tape, "attn.out");
  const auto pooled = ValuesOf(trace.tape, "pooled");
  for (std::size_t m = 0; m < 8; ++m) {
    float sum = 0;
    for (std::size_t t = 0; t < 6; ++t) sum += out[t * 8 + m];
    EXPECT_NEAR(pooled[m], sum / 6, 1e-6);
  }
  const auto p = ValuesOf(trace.tape, "probabilities");
  ASSERT_EQ(p.size(), 3u);
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0f), 1, 1e-6);
}

/// One row through residual and norm, by the letter.
std::vector<double> Normalised(const std::vector<double>& row) {
  const auto count = static_cast<double>(row.size());
  const double mean = std::accumulate(row.begin(), row.end(), 0.0) / count;
  double variance = 0;
  for (const double x : row) variance += (x - mean) * (x - mean) / count;
  std::vector<double> out;
  for (const double x : row) {
    out.push_back((x - mean) / std::sqrt(variance + 1e-5));
  }
  return out;
}

std::vector<double> Row(const Trace& trace, const std::string& name,
                        std::size_t row) {
  const auto all = ValuesOf(trace.tape, name);
  const auto width = static_cast<std::size_t>(ShapeOf(trace, name.c_str())[1]);
  const auto begin = all.begin() + static_cast<Index>(row * width);
  return {begin, begin + static_cast<Index>(width)};
}

std::vector<double> Sum(const std::vector<double>& a,
                        const std::vector<double>& b) {
  std::vector<double> sum = a;
  for (std::size_t i = 0; i < a.size(); ++i) sum[i] += b[i];
  return sum;
}

TEST(Encoder, NormalisesBehindOrBeforeItsSublayers) {
  RunSpec spec = Stack("encoder");
  const Trace post = RunModel(spec);
  const auto norm1 =
      Normalised(Sum(Row(post, "x", 2), Row(post, "encoder.0.attn.out", 2)));
  EXPECT_LT(WorstDifference(Row(post, "encoder.0.norm1.out", 2), norm1), 1e-5);
  EXPECT_LT(WorstDifference(
                Row(post, "encoder.0.norm2.out", 2),
                Normalised(Sum(norm1, Row(post, "encoder.0.ffn.out", 2)))),
            1e-5);
  EXPECT_FALSE(post.tape.Find("encoder.norm.out").has_value());

  spec.config.norm_order = "pre";
  const Trace pre = RunModel(spec);
  EXPECT_LT(WorstDifference(Row(pre, "encoder.0.norm1.out", 2),
                            Normalised(Row(pre, "x", 2))),
            1e-5);
  const auto first = Sum(Row(pre, "x", 2), Row(pre, "encoder.0.attn.out", 2));
  EXPECT_LT(
      WorstDifference(Row(pre, "encoder.0.norm2.out", 2), Normalised(first)),
      1e-5);
  const auto second = Sum(first, Row(pre, "encoder.0.ffn.out", 2));
  EXPECT_LT(WorstDifference(Row(pre, "encoder.0.residual2", 2), second), 1e-5);
  EXPECT_LT(WorstDifference(Row(pre, "encoder.norm.out", 2),
                            Normalised(Row(pre, "encoder.1.residual2", 2))),
            1e-5);
}

TEST(Stacks, EndInANormOfTheirOwnWhereTheyAreTold) {
  for (const char* order : {"post", "pre"}) {
    RunSpec spec = Stack("transformer");
    spec.config.norm_order = order;
    spec.config.final_norm = true;
    const Trace with = RunModel(spec);
    const bool post = spec.config.norm_order == "post";
    for (const std::string stack : {"encoder", "decoder"}) {
      const std::string last = !post ? "residual" : "norm";
      const std::string number = stack == "encoder" ? "2" : "3";
      const std::string read = stack + ".1." + last + number;
      EXPECT_LT(WorstDifference(
                    Row(with, stack + ".norm.out", 1),
                    Normalised(Row(with, post ? read + ".out" : read, 1))),
                1e-5)
          << stack << " " << order;
    }
    spec.config.final_norm = false;
    const Trace without = RunModel(spec);
    EXPECT_FALSE(without.tape.Find("encoder.norm.gamma").has_value());
    EXPECT_FALSE(without.tape.Find("decoder.norm.gamma").has_value());
  }
}

/// How far the outputs of a sentence turned round are from the outputs turned
/// round.
double OrderError(const std::string& positions) {
  RunSpec spec = Stack("encoder");
  spec.config.positions = positions;
  spec.vocabulary = {"the", "cat", "sat", "on", "mat"};
  spec.tokens = {{"the", "cat", "sat", "on", "the", "mat"}};
  const Trace trace = RunModel(spec);
  std::ranges::reverse(spec.tokens[0]);
  const Trace turned = RunModel(spec);
  double worst = 0;
  for (std::size_t t = 0; t < 6; ++t) {
    worst = std::max(
        worst, WorstDifference(Row(trace, "encoder.1.norm2.out", t),
                               Row(turned, "encoder.1.norm2.out", 5 - t)));
  }
  return worst;
}

TEST(Encoder, CannotTellAnOrderFromItsShuffleWithoutPositions) {
  EXPECT_LT(OrderError("none"), 1e-5);
  for (const char* positions : {"sinusoidal", "learned", "rotary"}) {
    EXPECT_GT(OrderError(positions), 0.01) << positions;
  }
}

TEST(Encoder, TellsNeighboursFromOthersByAlibi) {
  // Distance alone: the sentence turned round gives its outputs turned round,
  // and another shuffle does not.
  EXPECT_LT(OrderError("alibi"), 1e-5);
  RunSpec spec = Stack("encoder");
  spec.vocabulary = {"one", "two", "three", "four"};
  spec.tokens = {{"one", "two", "three", "four"}};
  spec.config.positions = "alibi";
  const Trace trace = RunModel(spec);
  spec.tokens = {{"two", "one", "three", "four"}};
  EXPECT_GT(WorstDifference(Row(RunModel(spec), "encoder.1.norm2.out", 1),
                            Row(trace, "encoder.1.norm2.out", 0)),
            0.01);
}

TEST(Stacks, GiveEachSentenceOfABatchWhatItHasAlone) {
  const std::vector<std::string> texts = {"I love machine learning", "Hello",
                                          "How are you"};
  const std::vector<std::string> targets = {"bonjour", "j aime ca beaucoup",
                                            "ca va"};
  const std::vector<std::string> words = {"i",   "love", "machine", "learning",
                                          "how", "are",  "you",     "hello"};
  for (const std::string model : {"encoder", "decoder_only", "transformer",
                                  "classifier", "encoder_classifier"}) {
    for (const char* positions : testing::kPositionKinds) {
      RunSpec batch = Stack(model);
      batch.config.positions = positions;
      batch.vocabulary = words;
      batch.target_vocabulary = {"bonjour", "j",        "aime",
                                 "ca",      "beaucoup", "va"};
      batch.texts = texts;
      batch.target_texts = targets;
      batch.batch = batch.target_batch = true;
      const Trace together = RunModel(batch);
      const auto all = ValuesOf(together.tape, ResultOf(model));
      const Index each = std::ssize(all) / 3;
      for (std::size_t b = 0; b < texts.size(); ++b) {
        RunSpec spec = batch;
        spec.texts = {texts[b]};
        spec.target_texts = {targets[b]};
        spec.batch = spec.target_batch = false;
        const auto alone = ValuesOf(RunModel(spec).tape, ResultOf(model));
        const auto begin = all.begin() + static_cast<Index>(b) * each;
        EXPECT_LT(
            WorstDifference(
                std::vector<float>(begin, begin + std::ssize(alone)), alone),
            2e-5)
            << model << " " << positions << " " << texts[b];
      }
    }
  }
}

TEST(DecoderOnly, LetsNoWordSeeThoseBehindIt) {
  RunSpec spec = Stack("decoder_only");
  spec.vocabulary = {"the", "cat", "sat", "on", "mat"};
  spec.mask.rules = {{.rule = "window", .left = 9, .right = 9}};
  const auto whole = ValuesOf(RunModel(spec).tape, "logits");
  spec.texts = {"the cat sat"};
  const auto part = ValuesOf(RunModel(spec).tape, "logits");
  EXPECT_LT(
      WorstDifference(
          std::vector<float>(whole.begin(), whole.begin() + std::ssize(part)),
          part),
      1e-5)
      << "a rule can only take more away";
}

}  // namespace
}  // namespace attention
