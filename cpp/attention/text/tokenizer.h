#ifndef ATTENTION_TEXT_TOKENIZER_H_
#define ATTENTION_TEXT_TOKENIZER_H_

#include <string>
#include <string_view>
#include <vector>

namespace attention {

struct Token {
  std::string text;  // as written
  std::string key;   // lower-cased: words that share it share an embedding
};

/// Splits a sentence into words (S19, S29):
///  - at white space and control characters;
///  - a Chinese character or a kana is a word of its own;
///  - punctuation at a word's edges is dropped ("mat." is "mat"), unless
///    nothing would be left ("..." stays); inside a word it stays ("don't");
///  - combining marks, variation selectors, skin tones and what a zero-width
///    joiner joins stay with their base.
/// Any bytes will do; see DecodeUtf8. Blank text gives no tokens.
std::vector<Token> Tokenize(std::string_view text);

/// The key of a word given as it is.
std::string TokenKey(std::string_view text);

}  // namespace attention

#endif  // ATTENTION_TEXT_TOKENIZER_H_
