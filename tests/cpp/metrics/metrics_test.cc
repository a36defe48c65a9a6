#include "golden/metrics.h"

#include <cmath>

#include "attention/metrics/bleu.h"
#include "attention/metrics/classification.h"
#include "attention/metrics/perplexity.h"
#include "attention/metrics/rouge.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Words Split(const std::string& text) {
  Words words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, ""));
    }
  }
  return words;
}

void ExpectScores(const ClassScores& got, const ClassScores& wanted) {
  EXPECT_NEAR(got.precision, wanted.precision, 1e-12);
  EXPECT_NEAR(got.recall, wanted.recall, 1e-12);
  EXPECT_NEAR(got.f1, wanted.f1, 1e-12);
  EXPECT_EQ(got.support, wanted.support);
}

TEST(Metrics, ReportClassesAsScikitLearnDoes) {
  for (const golden::Report& golden : golden::kReports) {
    const auto report =
        ClassificationReport(Split(golden.truth), Split(golden.predicted));
    ASSERT_EQ(report.labels, Split(golden.labels));
    for (std::size_t i = 0; i < report.labels.size(); ++i) {
      ExpectScores(report.per_class[i], golden.per_class[i]);
    }
    ExpectScores(report.macro, golden.macro);
    ExpectScores(report.weighted, golden.weighted);
    EXPECT_NEAR(report.accuracy, golden.accuracy, 1e-12);
    EXPECT_EQ(report.confusion, golden.confusion);
  }
}

TEST(Metrics, RefuseLabelsThatDoNotMatch) {
  const Words one = {"a"};
  const Words two = {"a", "b"};
  EXPECT_EQ(testing::MessageOf([&] { ClassificationReport(one, two); }),
            "[classificationReport] 1 true labels, but 2 predicted ones");
  EXPECT_EQ(testing::MessageOf([&] { Accuracy({}, {}); }),
            "[accuracy] there are no labels");
  Words many;
  for (int i = 0; i <= 1000; ++i) many.push_back(ToText(i));
  EXPECT_THAT(testing::MessageOf([&] { ClassificationReport(many, many); }),
              HasSubstr("more than 1000"));
}

TEST(Bleu, EqualsNltkForEverySmoothingAndSize) {
  for (const golden::Bleu& golden : golden::kBleus) {
    std::vector<BleuExample> corpus;
    for (const auto& [candidate, references] : golden.corpus) {
      corpus.push_back({Split(candidate), {}});
      for (const std::string& reference : references) {
        corpus.back().references.push_back(Split(reference));
      }
    }
    std::size_t i = 0;
    for (const std::string smoothing :
         {"none", "add_epsilon", "add_k", "exponential"}) {
      for (const Index max_n : {1, 2, 4}) {
        const auto result =
            CorpusBleu(corpus, {.max_n = max_n, .smoothing = smoothing});
        EXPECT_NEAR(result.score, golden.scores[i++], 1e-12)
            << smoothing << " " << max_n << " " << golden.corpus[0].first;
      }
    }
  }
}

TEST(Bleu, ShowsEveryPart) {
  const BleuExample example{
      Split("the the the the the the the"),
      {Split("the cat is on the mat"), Split("there is a cat on the mat")}};
  const BleuResult result = SentenceBleu(example, {.max_n = 2});
  // Papineni et al. 2002, example 2: modified unigram precision 2/7.
  EXPECT_EQ(result.precisions[0].matches, 2);
  EXPECT_EQ(result.precisions[0].total, 7);
  ASSERT_EQ(result.precisions[0].clipped.size(), 1u);
  const ClippedCount& the = result.precisions[0].clipped[0];
  EXPECT_THAT(the.ngram, ElementsAre("the"));
  EXPECT_EQ(the.count, 7);
  EXPECT_EQ(the.reference, 2);
  EXPECT_EQ(the.clipped, 2);
  EXPECT_EQ(result.precisions[1].matches, 0);
  EXPECT_EQ(result.precisions[1].total, 6);
  EXPECT_EQ(result.candidate_length, 7);
  EXPECT_EQ(result.reference_length, 7);
  EXPECT_EQ(result.score, 0);
}

TEST(Bleu, PunishesACandidateThatIsTooShort) {
  const BleuExample example{Split("a b"), {Split("a b c d")}};
  const BleuResult result = SentenceBleu(example, {.max_n = 2});
  EXPECT_DOUBLE_EQ(result.brevity_penalty, std::exp(1 - 4.0 / 2));
  EXPECT_DOUBLE_EQ(result.score, result.brevity_penalty);
}

TEST(Bleu, ComparesWithTheShorterOfEquallyNearReferences) {
  const BleuExample example{Split("a b c d"),
                            {Split("a b c d e"), Split("a b c")}};
  EXPECT_EQ(SentenceBleu(example).reference_length, 3);
}

TEST(Bleu, ScoresNothingAsNothing) {
  const BleuResult result = SentenceBleu({{}, {Split("a b")}});
  EXPECT_EQ(result.score, 0);
  EXPECT_EQ(result.brevity_penalty, 0);
  EXPECT_EQ(SentenceBleu({Split("c"), {Split("a")}}).score, 0);
  EXPECT_EQ(SentenceBleu({{}, {{}}}).score, 0);
}

TEST(Bleu, RefusesWhatCannotBeScored) {
  const auto message = [](BleuOptions options) {
    return testing::MessageOf([&] { SentenceBleu({{"a"}, {{"a"}}}, options); });
  };
  EXPECT_THAT(message({.max_n = 0}), HasSubstr("[bleu] max_n is 0"));
  EXPECT_THAT(message({.max_n = 17}), HasSubstr("from 1 to 16"));
  EXPECT_THAT(message({.smoothing = "more"}), HasSubstr("no smoothing"));
  EXPECT_THAT(message({.epsilon = std::nan("")}), HasSubstr("above 0"));
  EXPECT_THAT(message({.k = 0}), HasSubstr("above 0"));
  EXPECT_EQ(testing::MessageOf([] { SentenceBleu({{"a"}, {}}); }),
            "[bleu] there is no reference");
  EXPECT_EQ(testing::MessageOf([] { CorpusBleu({}); }),
            "[bleu] there is no candidate");
}

TEST(Rouge, CountsWordsPairsAndTheLongestCommonSubsequence) {
  // Lin 2004, section 3: "police killed the gunman" against two candidates.
  const Words reference = Split("police killed the gunman");
  const RougeResult kill = Rouge(Split("police kill the gunman"), reference);
  EXPECT_DOUBLE_EQ(kill.rouge_l.f1, 0.75);
  EXPECT_THAT(kill.lcs, ElementsAre("police", "the", "gunman"));
  EXPECT_DOUBLE_EQ(kill.rouge1.recall, 0.75);
  EXPECT_DOUBLE_EQ(kill.rouge2.recall, 1.0 / 3);
  const RougeResult swapped = Rouge(Split("the gunman kill police"), reference);
  EXPECT_DOUBLE_EQ(swapped.rouge_l.f1, 0.5);
  EXPECT_DOUBLE_EQ(swapped.rouge2.recall, 1.0 / 3);
}

TEST(Rouge, ClipsRepeatedWordsAndTellsPrecisionFromRecall) {
  const RougeResult result = Rouge(Split("a a a b"), Split("a a c"));
  EXPECT_EQ(result.rouge1.overlap, 2);
  EXPECT_DOUBLE_EQ(result.rouge1.precision, 0.5);
  EXPECT_DOUBLE_EQ(result.rouge1.recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(result.rouge1.f1, 4.0 / 7);
  EXPECT_EQ(result.rouge2.candidate, 3);
  EXPECT_EQ(result.rouge2.overlap, 1);
}

TEST(Rouge, GivesZerosForNothing) {
  for (const RougeResult& result :
       {Rouge({}, {}), Rouge({"a"}, {}), Rouge({}, {"a"})}) {
    EXPECT_EQ(result.rouge1.f1, 0);
    EXPECT_EQ(result.rouge2.precision, 0);
    EXPECT_EQ(result.rouge_l.recall, 0);
  }
  const Words many(4097, "a");
  EXPECT_THAT(testing::MessageOf([&] { Rouge(many, many); }),
              HasSubstr("[rouge] 4097 words"));
}

TEST(Perplexity, IsTheNumberOfEquallyLikelyWords) {
  const std::vector<double> quarter(5, std::log(0.25));
  EXPECT_NEAR(Perplexity(quarter).perplexity, 4, 1e-12);
  EXPECT_NEAR(Perplexity(quarter).cross_entropy, std::log(4), 1e-12);
  const std::vector<double> never = {-1, -testing::kInfinity};
  EXPECT_TRUE(std::isinf(Perplexity(never).perplexity));
}

TEST(Perplexity, ReadsLogitsAndLeavesOutWhatIsIgnored) {
  const std::vector<float> logits = {0, 0, 1000, 1, 2, 3, 9, 9, 9};
  const std::vector<Index> targets = {2, 0, 1};
  const auto result = Perplexity({logits.data(), {3, 3}}, targets, 1);
  const double second = 1 - std::log(std::exp(1) + std::exp(2) + std::exp(3));
  EXPECT_THAT(result.log_probabilities,
              ElementsAre(0, ::testing::DoubleNear(second, 1e-12)));
  EXPECT_NEAR(result.perplexity, std::exp(-second / 2), 1e-12);
}

TEST(Perplexity, RefusesWhatIsNoProbability) {
  const auto message = [](std::vector<double> given) {
    return testing::MessageOf([&] { Perplexity(given); });
  };
  EXPECT_THAT(message({}), HasSubstr("[perplexity] there is nothing"));
  EXPECT_THAT(message({0.5}), HasSubstr("at most 0"));
  EXPECT_THAT(message({std::nan("")}), HasSubstr("at most 0"));
  const auto logits = [](std::vector<float> numbers, std::vector<Index> ids) {
    return testing::MessageOf([&] {
      Perplexity({numbers.data(), {1, static_cast<Index>(numbers.size())}},
                 ids);
    });
  };
  EXPECT_THAT(logits({1, 2}, {0, 1}), HasSubstr("(1 x 2) are not 2 targets"));
  EXPECT_THAT(logits({1, 2}, {2}), HasSubstr("target 2 is none of the 2"));
  EXPECT_THAT(logits({1, testing::kNan}, {0}), HasSubstr("a logit is nan"));
  EXPECT_THAT(logits({-testing::kInfinity}, {0}), HasSubstr("all logits"));
}

}  // namespace
}  // namespace attention
