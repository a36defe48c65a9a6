#include "attention/text/unigram.h"

#include <cmath>

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<UnigramPiece> kPieces = {
    {"▁", -3},    {"h", -4},  {"u", -4},      {"g", -4}, {"s", -4},
    {"hu", -2.5}, {"ug", -2}, {"▁hug", -1.5}, {"gs", -5}};

std::vector<std::string> TextsOf(const Unigram& unigram,
                                 const std::vector<Index>& ids) {
  std::vector<std::string> texts;
  for (const Index id : ids) texts.push_back(unigram.table().Text("test", id));
  return texts;
}

TEST(Unigram, FindsTheBestSegmentationWithTheScoreOfEveryPosition) {
  const Unigram unigram(kPieces);
  const Segmentation found = unigram.Segment("hugs");
  EXPECT_THAT(TextsOf(unigram, found.ids), ElementsAre("▁hug", "s"));
  EXPECT_THAT(found.symbols, ElementsAre("▁", "h", "u", "g", "s"));
  // ▁, ▁+h, ▁+hu, ▁hug, ▁hug+s
  EXPECT_THAT(found.best, ElementsAre(0, -3, -7, -5.5, -1.5, -5.5));
  EXPECT_EQ(found.log_probability, -5.5);
  EXPECT_EQ(found.lattice.size(), 9u);
  Index chosen = 0;
  for (const LatticeEdge& edge : found.lattice) chosen += edge.best;
  EXPECT_EQ(chosen, 2);
}

TEST(Unigram, TakesTheLongerLastPieceOfEqualScores) {
  const std::vector<UnigramPiece> pieces = {
      {"▁", -1}, {"a", -1}, {"b", -1}, {"ab", -2}};
  const Unigram unigram(pieces);
  EXPECT_THAT(TextsOf(unigram, unigram.Encode("ab")), ElementsAre("▁", "ab"));
}

TEST(Unigram, GivesAnUnknownCharacterThePenaltyAndItsBytes) {
  const Unigram unigram(kPieces);
  const Segmentation found = unigram.Segment("hugé");
  EXPECT_THAT(TextsOf(unigram, found.ids),
              ElementsAre("▁hug", "<0xC3>", "<0xA9>"));
  EXPECT_EQ(found.log_probability, -1.5 + (-5 - Unigram::kUnknownPenalty));
  const Unigram strict(kPieces, false);
  EXPECT_THAT(TextsOf(strict, strict.Encode("hugé")),
              ElementsAre("▁hug", "<unk>"));
}

TEST(Unigram, FindsWhatExhaustiveSearchFinds) {
  Random random(9);
  for (int i = 0; i < testing::kLightCases; ++i) {
    std::map<std::string, double> scores = {{"▁", -2.0}};
    for (Index n = testing::Draw(random, 1, 8); n > 0; --n) {
      std::string piece;
      for (Index m = testing::Draw(random, 1, 3); m > 0; --m) {
        piece += static_cast<char>('a' + random.Below(3));
      }
      scores[piece] = -5.0 * static_cast<double>(random.Uniform());
    }
    double least = 0;
    std::vector<UnigramPiece> pieces;
    for (const auto& [piece, score] : scores) {
      pieces.push_back({piece, score});
      least = std::min(least, score);
    }
    std::string text;
    for (Index n = testing::Draw(random, 1, 7); n > 0; --n) {
      text += static_cast<char>('a' + random.Below(3));
    }
    double best = -1e300;
    for (unsigned cuts = 0; cuts < 1u << (text.size() - 1); ++cuts) {
      double score = scores["▁"];
      std::string piece;
      for (std::size_t at = 0; at < text.size(); ++at) {
        piece += text[at];
        if (at + 1 < text.size() && (cuts >> at & 1u) == 0) continue;
        const auto found = scores.find(piece);
        if (found != scores.end()) {
          score += found->second;
        } else {
          score += piece.size() == 1 ? least - Unigram::kUnknownPenalty : -1e9;
        }
        piece.clear();
      }
      best = std::max(best, score);
    }
    const Unigram unigram(pieces);
    ASSERT_NEAR(unigram.Segment(text).log_probability, best, 1e-9) << text;
    ASSERT_EQ(unigram.Decode(unigram.Encode(text)), text);
  }
}

TEST(Unigram, LearnsTheWordsThatComeAgainAndAgain) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "the cat sat on the mat ";
  const std::vector<std::string> texts = {text};
  const UnigramTraining training = TrainUnigram(texts, {.size = 16});
  ASSERT_LE(training.pieces.size(), 16u);
  double total = 0;
  for (const UnigramPiece& piece : training.pieces) {
    total += std::exp(piece.log_probability);
  }
  EXPECT_NEAR(total, 1, 1e-9);
  const Unigram unigram(training.pieces);
  EXPECT_THAT(TextsOf(unigram, unigram.Encode("the mat")),
              ElementsAre("▁the", "▁mat"));
  EXPECT_EQ(training.pieces.front().piece, "▁the");
}

TEST(Unigram, LikesItsTextMoreAfterEachStepOfMaximisation) {
  const std::vector<std::string> texts = {
      "low low low low low lower lower newest newest newest widest"};
  const auto rounds =
      TrainUnigram(texts, {.size = 12, .em_iterations = 5}).rounds;
  ASSERT_GT(rounds.size(), 5u);
  int grew = 0;
  for (std::size_t i = 1; i < rounds.size(); ++i) {
    if (rounds[i].pieces != rounds[i - 1].pieces) continue;  // pruned between
    EXPECT_GE(rounds[i].log_likelihood, rounds[i - 1].log_likelihood - 1.0);
    ++grew;
  }
  EXPECT_GT(grew, 0);
}

TEST(Unigram, TrainsTheSameFromTheSameText) {
  const std::vector<std::string> texts = {"abab abba baab, aab. ▁ab \xff 漢字"};
  const UnigramTraining one = TrainUnigram(texts, {.size = 14});
  const UnigramTraining two = TrainUnigram(texts, {.size = 14});
  ASSERT_EQ(one.pieces.size(), two.pieces.size());
  for (std::size_t i = 0; i < one.pieces.size(); ++i) {
    EXPECT_EQ(one.pieces[i].piece, two.pieces[i].piece);
    EXPECT_EQ(one.pieces[i].log_probability, two.pieces[i].log_probability);
  }
}

TEST(Unigram, GivesBackAnyBytes) {
  const std::vector<std::string> texts = {"a b ab ab ba é é 漢 漢 😀 ▁ <0x41>"};
  const Unigram unigram(TrainUnigram(texts, {.size = 30}).pieces);
  Random random(6);
  for (int i = 0; i < testing::kLightCases; ++i) {
    std::string text = i % 2 == 0 ? "é漢▁ 👍🏽" : "";
    for (Index n = testing::Draw(random, 0, 30); n > 0; --n) {
      const bool odd = random.Below(6) == 0;
      text +=
          static_cast<char>(odd ? random.Below(256) : ' ' + random.Below(90));
    }
    ASSERT_EQ(unigram.Decode(unigram.Encode(text)), text);
  }
}

TEST(Unigram, RefusesPiecesAndOptionsThatMakeNoSense) {
  const auto build = [](std::vector<UnigramPiece> pieces) {
    return testing::MessageOf([&] { Unigram unused(pieces); });
  };
  EXPECT_EQ(build({{"", -1}}), "[unigram] a piece is empty");
  EXPECT_EQ(build({{"a", -1}, {"a", -2}}), "[unigram] \"a\" comes twice");
  EXPECT_THAT(build({{"\xff", -1}}), HasSubstr("is not UTF-8"));
  EXPECT_THAT(build({{std::string(65, 'a'), -1}}),
              HasSubstr("has 65 characters"));
  EXPECT_THAT(build({{"a", 0.5}}), HasSubstr("at most 0"));
  EXPECT_THAT(build({{"a", std::nan("")}}), HasSubstr("finite"));
  const std::vector<std::string> texts = {"abc"};
  const auto train = [&](UnigramOptions options) {
    return testing::MessageOf([&] { TrainUnigram(texts, options); });
  };
  EXPECT_THAT(train({.size = 3}), HasSubstr("4 different characters"));
  EXPECT_THAT(train({.size = 0}), HasSubstr("[unigram] the size is 0"));
  EXPECT_THAT(train({.longest = 0}), HasSubstr("from 1 to 32"));
  EXPECT_THAT(train({.keep = 1}), HasSubstr("between 0 and 1"));
  EXPECT_THAT(train({.em_iterations = 0}), HasSubstr("from 1 to 100"));
  EXPECT_THAT(testing::MessageOf([] { TrainUnigram({}); }),
              HasSubstr("no text"));
  const Unigram unigram(kPieces);
  EXPECT_THAT(testing::MessageOf([&] {
                (void)unigram.Segment(std::string(Unigram::kMaxBytes + 1, 'h'));
              }),
              HasSubstr("at most 100000"));
  EXPECT_TRUE(unigram.Segment("").ids.empty());
}

}  // namespace
}  // namespace attention
