#include "attention/learned/text_codec.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Index> IdsOf(const std::vector<std::string>& words,
                         const std::vector<std::string>& vocabulary) {
  std::vector<Index> ids;
  for (const std::string& word : words) {
    const auto found = std::ranges::find(vocabulary, word);
    EXPECT_NE(found, vocabulary.end()) << word;
    ids.push_back(found - vocabulary.begin());
  }
  return ids;
}

TEST(TextCodec, CutsIntoTheWordsThatVocabulariesCount) {
  const TextCodec codec({.type = "words"});
  EXPECT_FALSE(codec.has_vocabulary());
  EXPECT_THAT(codec.Vocabulary(), IsEmpty());
  EXPECT_THAT(codec.Encode("The cat, as \"ÉCOLE\"."),
              ElementsAre("the", "cat", "as", "école"));
  EXPECT_THAT(codec.Encode(" \t\n"), IsEmpty());
}

TEST(TextCodec, JoinsWordsByBlanksAndLeavesOutWhatIsNoWord) {
  const TextCodec codec({.type = "words"});
  const std::vector<std::string> vocabulary = {"<pad>", "<unk>", "<start>",
                                               "<end>", "le",    "chat"};
  EXPECT_EQ(codec.Decode(std::vector<Index>{2, 4, 0, 5, 3}, vocabulary),
            "le chat");
  EXPECT_EQ(codec.Decode(std::vector<Index>{4, 1}, vocabulary), "le <unk>");
  EXPECT_EQ(codec.Decode(std::vector<Index>{}, vocabulary), "");
}

TEST(TextCodec, CutsIntoCharactersNotBytes) {
  const TextCodec codec({.type = "characters", .lowercase = true});
  const std::vector<std::string> characters = codec.Encode("É 漢😀");
  EXPECT_THAT(characters, ElementsAre("é", " ", "漢", "😀"));
  EXPECT_EQ(codec.Decode(IdsOf(characters, characters), characters), "é 漢😀");
  EXPECT_THAT(TextCodec({.type = "characters"}).Encode("Ab"),
              ElementsAre("A", "b"));
}

TEST(TextCodec, SpellsAnyTextInBytePairsAndBack) {
  const TextCodec codec({.type = "bpe",
                         .characters = {"▁", "h", "u", "g"},
                         .merges = {{"u", "g"}, {"▁", "h"}, {"▁h", "ug"}}});
  ASSERT_TRUE(codec.has_vocabulary());
  const std::vector<std::string> vocabulary = codec.Vocabulary();
  EXPECT_THAT(codec.Encode("hug hu"), ElementsAre("▁hug", "▁h", "u"));
  for (const std::string text : {"hug", "hug é", "x\n\ty", "😀 <end>"}) {
    EXPECT_EQ(codec.Decode(IdsOf(codec.Encode(text), vocabulary), vocabulary),
              text);
  }
  const TextCodec lower(
      {.type = "bpe", .lowercase = true, .characters = {"▁", "h", "u", "g"}});
  EXPECT_THAT(lower.Encode("HUG"), ElementsAre("▁", "h", "u", "g"));
}

TEST(TextCodec, TakesTheLikeliestPiecesAndOneUnknownForWhatHasNone) {
  const TextCodec codec(
      {.type = "unigram",
       .pieces = {{"▁", -3}, {"▁hug", -1.5}, {"s", -4}, {"h", -4}}});
  EXPECT_THAT(codec.Encode("hugs"), ElementsAre("▁hug", "s"));
  // Blanks count once, and not at the ends, as SentencePiece has it.
  EXPECT_THAT(codec.Encode("  hug \t\n hugs "),
              ElementsAre("▁hug", "▁hug", "s"));
  EXPECT_THAT(codec.Encode("漢字éé"), ElementsAre("▁", "<unk>"));
  EXPECT_THAT(codec.Encode(""), IsEmpty());
}

TEST(TextCodec, RefusesATokenizerThatItDoesNotKnowAndBrokenPieces) {
  const auto refusal = [](TokenizerSpec spec) {
    return testing::MessageOf([&] { TextCodec codec(std::move(spec)); });
  };
  EXPECT_THAT(refusal({.type = "sentencepiece"}),
              HasSubstr("[model] the tokenizer is \"sentencepiece\"; it can "
                        "be words, characters, bpe, unigram"));
  EXPECT_THAT(refusal({.type = ""}), HasSubstr("[model]"));
  EXPECT_THAT(
      refusal({.type = "bpe", .characters = {"a"}, .merges = {{"a", "b"}}}),
      HasSubstr("[bpe]"));
  EXPECT_THAT(refusal({.type = "unigram", .pieces = {{"a", testing::kNan}}}),
              HasSubstr("[unigram]"));
}

}  // namespace
}  // namespace attention
