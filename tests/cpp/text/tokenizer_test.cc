#include "attention/text/tokenizer.h"

#include "attention/text/unicode.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (const Token& token : Tokenize(text)) words.push_back(token.text);
  return words;
}

TEST(Tokenizer, SplitsTheTutorialsSentences) {
  EXPECT_THAT(Words("The cat sat on the mat."),
              ElementsAre("The", "cat", "sat", "on", "the", "mat"));
  EXPECT_THAT(Words("How are you?"), ElementsAre("How", "are", "you"));
  EXPECT_THAT(Words("Bonjour le monde"), ElementsAre("Bonjour", "le", "monde"));
}

TEST(Tokenizer, KeysWordsByTheirLowerCase) {
  EXPECT_EQ(Tokenize("The")[0].key, "the");
  EXPECT_EQ(Tokenize("ÉCOLE")[0].key, "école");
  EXPECT_EQ(Tokenize("ΣΊΣΥΦΟΣ")[0].key, "σίσυφοσ");
  EXPECT_EQ(Tokenize("Привет")[0].key, "привет");
  EXPECT_EQ(Tokenize("İ")[0].key, "i");
  EXPECT_EQ(Tokenize("straße")[0].key, "straße");
}

TEST(Tokenizer, DropsPunctuationAtEdgesOnly) {
  EXPECT_THAT(Words("\"Don't,\" (she) said -- well-known!"),
              ElementsAre("Don't", "she", "said", "--", "well-known"));
  EXPECT_THAT(Words("«Où ?»"), ElementsAre("Où", "?»"));
  EXPECT_THAT(Words("... C++ $5"), ElementsAre("...", "C++", "$5"));
}

TEST(Tokenizer, FindsNoWordsInBlankText) {
  EXPECT_THAT(Words(""), IsEmpty());
  EXPECT_THAT(Words(" \t\r\n\v\f"), IsEmpty());
  EXPECT_THAT(Words("\u00a0\u2003\u3000\u2028"), IsEmpty());
  EXPECT_THAT(Words("\u200b \ufeff \u202e"), IsEmpty()) << "invisible signs";
  EXPECT_THAT(Words(std::string_view("\0a\0b\0", 5)), ElementsAre("a", "b"));
}

TEST(Tokenizer, TakesEachIdeographAndKanaAsAWord) {
  EXPECT_THAT(Words("我爱NLP。"), ElementsAre("我", "爱", "NLP"));
  EXPECT_THAT(Words("你好，世界"), ElementsAre("你", "好", "世", "界"));
  EXPECT_THAT(Words("。"), ElementsAre("。"));
  EXPECT_THAT(Words("コーヒー"), ElementsAre("コー", "ヒー"));
  EXPECT_THAT(Words("か\u3099"), ElementsAre("か\u3099"));
  EXPECT_THAT(Words("葛\U000E0100城"), ElementsAre("葛\U000E0100", "城"));
  EXPECT_THAT(Words("\U00020000"), ElementsAre("\U00020000"));
  EXPECT_THAT(Words("안녕하세요 세계"), ElementsAre("안녕하세요", "세계"));
}

TEST(Tokenizer, KeepsMarksJoinersAndSkinTonesWithTheirBase) {
  EXPECT_THAT(Words("cafe\u0301 Z\u0351\u036b\u0343"),
              ElementsAre("cafe\u0301", "Z\u0351\u036b\u0343"));
  EXPECT_THAT(Words("👨\u200d👩\u200d👧 👍🏽!"),
              ElementsAre("👨\u200d👩\u200d👧", "👍🏽"));
  EXPECT_THAT(Words("#\ufe0f\u20e3 ❤\ufe0f"),
              ElementsAre("#\ufe0f\u20e3", "❤\ufe0f"));
  EXPECT_THAT(Words("🇫🇷"), ElementsAre("🇫🇷"));
}

TEST(Tokenizer, ReadsArabicPersianAndHebrew) {
  EXPECT_THAT(Words("مرحبا بالعالم؟"), ElementsAre("مرحبا", "بالعالم"));
  EXPECT_THAT(Words("می\u200cخواهم"), ElementsAre("می\u200cخواهم"));
  EXPECT_THAT(Words("\u202bשלום\u202c"), ElementsAre("שלום"));
}

TEST(Tokenizer, LeavesMarkupAsTheTextItIs) {
  EXPECT_THAT(Words("<img onerror=alert(1)>"),
              ElementsAre("<img", "onerror=alert(1)>"));
}

TEST(Tokenizer, TakesAVeryLongWordAsOne) {
  EXPECT_THAT(Words(std::string(500, 'x')), ElementsAre(std::string(500, 'x')));
  EXPECT_EQ(Words(std::string(10000, '.')).size(), 1u);
  std::string marks = "a";
  for (int i = 0; i < 5000; ++i) marks += "\u0301";
  EXPECT_EQ(Words(marks).size(), 1u);
}

TEST(Tokenizer, ReplacesBytesThatAreNoUtf8) {
  EXPECT_THAT(Words("a\xff z"), ElementsAre("a\ufffd", "z"));
  EXPECT_THAT(Words("\xc3"), ElementsAre("\ufffd"));
  EXPECT_THAT(Words("\xed\xa0\x80"), ElementsAre("\ufffd\ufffd\ufffd"));
  EXPECT_THAT(Words("\xc0\xaf"), ElementsAre("\ufffd\ufffd"));
  EXPECT_THAT(Words("\xf4\x90\x80\x80").size(), 1u);
}

TEST(Tokenizer, SurvivesAnyBytes) {
  Random random(61);
  for (int i = 0; i < testing::kLightCases; ++i) {
    std::string bytes;
    for (Index n = testing::Draw(random, 0, 40); n > 0; --n) {
      bytes += static_cast<char>(random.Below(256));
    }
    for (const Token& token : Tokenize(bytes)) {
      ASSERT_FALSE(token.text.empty());
      // What comes out is UTF-8 that survives another reading.
      ASSERT_EQ(EncodeUtf8(DecodeUtf8(token.text)), token.text);
      ASSERT_EQ(TokenKey(token.text), token.key);
    }
  }
}

TEST(Unicode, EncodesWhatItDecodes) {
  const std::string text = "aé漢😀\U0010FFFF";
  EXPECT_EQ(EncodeUtf8(DecodeUtf8(text)), text);
  EXPECT_EQ(DecodeUtf8(text).size(), 5u);
}

TEST(Unicode, KnowsCapitalsInRunsAndPairs) {
  EXPECT_EQ(SimpleLower(U'Z'), U'z');
  EXPECT_EQ(SimpleLower(U'['), U'[');
  EXPECT_EQ(SimpleLower(0x100), 0x101u);  // pairs: capital, small, capital
  EXPECT_EQ(SimpleLower(0x101), 0x101u);
  EXPECT_EQ(SimpleLower(0x10400), 0x10428u);  // Deseret
  EXPECT_EQ(SimpleLower(0x1E9E), 0xDFu);      // capital sharp s
}

}  // namespace
}  // namespace attention
