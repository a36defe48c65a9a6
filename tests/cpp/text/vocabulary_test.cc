#include "attention/text/vocabulary.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kTexts = {"The cat sat on the mat.",
                                         "A cat saw the dog"};

std::vector<std::string> WordsOf(const WordVocabulary& vocabulary) {
  std::vector<std::string> words;
  for (const VocabularyEntry& entry : vocabulary.entries()) {
    words.push_back(entry.word);
  }
  return words;
}

TEST(Vocabulary, BeginsWithSpecialsThenGoesByCountAndFirstAppearance) {
  const WordVocabulary vocabulary = WordVocabulary::Train(kTexts);
  EXPECT_THAT(WordsOf(vocabulary),
              ElementsAre("<pad>", "<unk>", "<start>", "<end>", "the", "cat",
                          "sat", "on", "mat", "a", "saw", "dog"));
  EXPECT_EQ(vocabulary.entries()[4].count, 3);
  EXPECT_EQ(vocabulary.entries()[6].count, 1);
}

TEST(Vocabulary, LeavesOutRareWordsAndWhatDoesNotFit) {
  const WordVocabulary frequent =
      WordVocabulary::Train(kTexts, {.min_count = 2});
  EXPECT_EQ(frequent.size(), 6);
  EXPECT_EQ(frequent.left_out(), 6);
  const WordVocabulary small = WordVocabulary::Train(kTexts, {.max_size = 5});
  EXPECT_EQ(small.WordOf(4), "the");
  EXPECT_EQ(small.size(), 5);
}

TEST(Vocabulary, EncodesUnknownWordsAsUnkAndBack) {
  const WordVocabulary vocabulary = WordVocabulary::Train(kTexts);
  EXPECT_THAT(vocabulary.Encode("THE dog flew"), ElementsAre(4, 11, 1));
  const std::vector<Index> ids = {special::kStart, 4, 1, 11, special::kEnd, 0};
  EXPECT_EQ(vocabulary.Decode(ids), "the dog");
  EXPECT_EQ(vocabulary.Decode(ids, true), "<start> the <unk> dog <end> <pad>");
  EXPECT_THAT(vocabulary.Encode(""), ElementsAre());
}

TEST(Vocabulary, TakesTheNameOfASpecialInATextForAWordLikeAnyOther) {
  const std::vector<std::string> texts = {"<end> <pad> cat"};
  const WordVocabulary vocabulary = WordVocabulary::Train(texts);
  EXPECT_EQ(vocabulary.size(), 5);
  EXPECT_THAT(vocabulary.Encode("<end> cat"),
              ElementsAre(special::kUnknown, 4));
}

TEST(Vocabulary, ComesFromAListOfWordsToo) {
  const std::vector<std::string> words = {"bonjour", "le", "monde"};
  const WordVocabulary vocabulary(words);
  EXPECT_THAT(vocabulary.Encode("Bonjour le monde"), ElementsAre(4, 5, 6));
  const std::vector<std::string> twice = {"a", "a"};
  const std::vector<std::string> taken = {"<unk>"};
  const std::vector<std::string> empty = {""};
  const auto message = [](const std::vector<std::string>& list) {
    return testing::MessageOf([&] { WordVocabulary unused(list); });
  };
  EXPECT_EQ(message(twice), "[vocabulary] \"a\" comes twice");
  EXPECT_EQ(message(taken), "[vocabulary] <unk> is there already");
  EXPECT_EQ(message(empty), "[vocabulary] a word is empty");
}

TEST(Vocabulary, RefusesOptionsAndIdsOutOfBounds) {
  const auto train = [](VocabularyOptions options) {
    return testing::MessageOf([&] { WordVocabulary::Train(kTexts, options); });
  };
  EXPECT_THAT(train({.min_count = 0}), HasSubstr("[vocabulary] the smallest"));
  EXPECT_THAT(train({.max_size = 4}), HasSubstr("leaves no room"));
  const std::vector<std::string> huge = {
      std::string(kMaxTrainingBytes + 1, 'a')};
  EXPECT_THAT(testing::MessageOf([&] { WordVocabulary::Train(huge); }),
              HasSubstr("has more than 1048576 bytes"));
  const WordVocabulary vocabulary = WordVocabulary::Train({});
  for (const Index id : {Index{-1}, Index{4}}) {
    EXPECT_THAT(testing::MessageOf([&] { (void)vocabulary.WordOf(id); }),
                HasSubstr("there is no word"));
  }
}

}  // namespace
}  // namespace attention
