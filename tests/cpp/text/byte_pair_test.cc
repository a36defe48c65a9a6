#include "attention/text/byte_pair.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += (i > 0 ? " " : "") + text;
  return repeated;
}

/// Sennrich et al.'s figure 1: low 5, lower 2, newest 6, widest 3.
const std::vector<std::string> kPaper = {Repeat("low", 5), Repeat("lower", 2),
                                         Repeat("newest", 6),
                                         Repeat("widest", 3)};

std::vector<std::string> MergesOf(const BytePairEncoding& encoding) {
  std::vector<std::string> merges;
  for (const Merge& merge : encoding.merges()) {
    merges.push_back(encoding.Text(merge.left) + "+" +
                     encoding.Text(merge.right) + " " + ToText(merge.count));
  }
  return merges;
}

std::vector<std::string> TextsOf(const BytePairEncoding& encoding,
                                 std::span<const Index> ids) {
  std::vector<std::string> texts;
  for (const Index id : ids) texts.push_back(encoding.Text(id));
  return texts;
}

TEST(BytePair, LearnsThePapersMergesWithTheirCounts) {
  const auto encoding = BytePairEncoding::Train(kPaper, {.merges = 6});
  // By hand: es 9, then est 9; of what stands 7 times, what has the oldest
  // left piece: the space before low, then o; of what stands 6 times, again
  // the space.
  EXPECT_THAT(MergesOf(encoding), ElementsAre("e+s 9", "es+t 9", "▁+l 7",
                                              "o+w 7", "▁l+ow 7", "▁+n 6"));
}

TEST(BytePair, ShowsEveryStepOfAWord) {
  const auto encoding = BytePairEncoding::Train(kPaper, {.merges = 5});
  const auto words = encoding.Explain("lowest");
  ASSERT_EQ(words.size(), 1u);
  ASSERT_EQ(words[0].size(), 6u);
  EXPECT_THAT(TextsOf(encoding, words[0][0].pieces),
              ElementsAre("▁", "l", "o", "w", "e", "s", "t"));
  EXPECT_EQ(words[0][0].merge, -1);
  EXPECT_THAT(TextsOf(encoding, words[0][2].pieces),
              ElementsAre("▁", "l", "o", "w", "est"));
  EXPECT_EQ(words[0][2].merge, 1);
  EXPECT_THAT(TextsOf(encoding, words[0][5].pieces),
              ElementsAre("▁low", "est"));
  EXPECT_EQ(encoding.Encode("lowest"), words[0][5].pieces);
}

TEST(BytePair, TrainsNoMergeThatIsTooRare) {
  const std::vector<std::string> once = {"abc"};
  EXPECT_TRUE(BytePairEncoding::Train(once).merges().empty());
  EXPECT_EQ(BytePairEncoding::Train(once, {.min_count = 1}).merges().size(),
            3u);
  EXPECT_TRUE(BytePairEncoding::Train({}).merges().empty());
}

TEST(BytePair, JoinsNothingAcrossWordsAndPunctuation) {
  const std::vector<std::string> texts = {Repeat("mat.", 9)};
  const auto encoding = BytePairEncoding::Train(texts);
  EXPECT_THAT(TextsOf(encoding, encoding.Encode("mat. mat")),
              ElementsAre("▁mat", ".", "▁mat"));
}

TEST(BytePair, MergesOverlappingPairsFromTheLeft) {
  const std::vector<std::string> texts = {"aaaaa aaaaa"};
  const auto encoding = BytePairEncoding::Train(texts, {.merges = 1});
  EXPECT_THAT(TextsOf(encoding, encoding.Encode("aaaaa")),
              ElementsAre("▁", "aa", "aa", "a"));
}

TEST(BytePair, SpellsUnseenCharactersInBytes) {
  const auto encoding = BytePairEncoding::Train(kPaper);
  EXPECT_THAT(TextsOf(encoding, encoding.Encode("lowé")),
              ElementsAre("▁low", "<0xC3>", "<0xA9>"));
  EXPECT_THAT(TextsOf(encoding, encoding.Encode("\xff")),
              ElementsAre("▁", "<0xFF>"));
}

TEST(BytePair, GivesBackTextsThatSpellItsOwnSigns) {
  const auto untrained = BytePairEncoding::Train({});
  const auto trained = BytePairEncoding::Train(
      std::vector<std::string>{"▁a ▁a <0x41> <0x41> <pad> <pad>"});
  for (const auto* encoding : {&untrained, &trained}) {
    for (const std::string text :
         {"", " ", "  ", "▁", "▁ ▁a", "<0x41>", "<pad>", "a\nb\t c ", "日本語",
          "👨‍👩‍👧 👍🏽", "e\u0301", "\xc3", "\xe2\x96",
          "\xe2\x96\x81\x81"}) {
      EXPECT_EQ(encoding->Decode(encoding->Encode(text)), text);
    }
  }
}

TEST(BytePair, ComesFromItsCharactersAndMergesToo) {
  const auto trained = BytePairEncoding::Train(kPaper);
  std::vector<std::string> characters;
  for (Index i = 0; i < trained.characters(); ++i) {
    characters.push_back(trained.Text(PieceTable::kFirstPiece + i));
  }
  std::vector<std::pair<std::string, std::string>> merges;
  for (const Merge& merge : trained.merges()) {
    merges.emplace_back(trained.Text(merge.left), trained.Text(merge.right));
  }
  const BytePairEncoding again(characters, merges);
  for (const std::string text : {"lowest", "newer widow", "▁é"}) {
    EXPECT_EQ(again.Encode(text), trained.Encode(text));
  }
}

TEST(BytePair, RefusesWhatCannotBeItsParts) {
  const auto build =
      [](std::vector<std::string> characters,
         std::vector<std::pair<std::string, std::string>> merges) {
        return testing::MessageOf(
            [&] { BytePairEncoding unused(characters, merges); });
      };
  EXPECT_EQ(build({"ab"}, {}), "[bpe] \"ab\" is not one character");
  EXPECT_THAT(build({""}, {}), HasSubstr("is not one character"));
  EXPECT_THAT(build({"\xff"}, {}), HasSubstr("is not one character"));
  EXPECT_EQ(build({"a"}, {{"a", "b"}}),
            "[bpe] merge 0 joins \"a\" and \"b\", but \"b\" is no piece before "
            "it");
  const auto train = [](BytePairOptions options) {
    return testing::MessageOf([&] { BytePairEncoding::Train({}, options); });
  };
  EXPECT_THAT(train({.merges = -1}), HasSubstr("[bpe] -1 merges"));
  EXPECT_THAT(train({.min_count = 0}), HasSubstr("at least 1"));
  const auto encoding = BytePairEncoding::Train({});
  const std::vector<Index> beyond = {261};
  EXPECT_EQ(testing::MessageOf([&] { (void)encoding.Decode(beyond); }),
            "[bpe] there is no piece 261; there are 261");
}

TEST(BytePair, GivesBackAnyBytes) {
  Random random(5);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const auto bytes = [&](std::size_t letters) {
      std::string text;
      for (Index n = testing::Draw(random, 0, 24); n > 0; --n) {
        const bool odd = random.Below(8) == 0;
        text += static_cast<char>(odd ? random.Below(256)
                                      : ' ' + random.Below(letters));
      }
      return text;
    };
    const std::vector<std::string> texts = {bytes(4) + "é▁漢😀" + bytes(90)};
    const auto encoding = BytePairEncoding::Train(texts, {.merges = 20});
    const std::string text = bytes(6) + "漢▁" + bytes(90);
    const std::vector<Index> ids = encoding.Encode(text);
    ASSERT_EQ(encoding.Decode(ids), text);
    std::vector<Index> shown;
    for (const auto& word : encoding.Explain(text)) {
      const std::vector<Index>& last = word.back().pieces;
      shown.insert(shown.end(), last.begin(), last.end());
    }
    ASSERT_EQ(shown, ids) << "one merge after the other";
  }
}

TEST(BytePair, EncodesALongWordAtOnceAndRefusesOneThatIsTooLong) {
  const std::vector<std::string> texts = {Repeat("abab", 9)};
  const auto encoding = BytePairEncoding::Train(texts);
  const std::string word(BytePairEncoding::kMaxBytes, 'a');
  EXPECT_EQ(encoding.Decode(encoding.Encode(word)), word);
  std::string pairs;
  for (int i = 0; i < 100; ++i) pairs += "ab";
  const auto shown = encoding.Explain(pairs);
  ASSERT_EQ(shown.size(), 1u);
  ASSERT_EQ(shown[0].size(), 2u) << "the first and the last step";
  EXPECT_EQ(shown[0][1].pieces, encoding.Encode(pairs));
  EXPECT_THAT(testing::MessageOf([&] { (void)encoding.Encode(word + "a"); }),
              HasSubstr("[bpe] the text has 100001 bytes"));
  EXPECT_THAT(testing::MessageOf([&] { (void)encoding.Explain(word + "a"); }),
              HasSubstr("at most 100000"));
}

}  // namespace
}  // namespace attention
