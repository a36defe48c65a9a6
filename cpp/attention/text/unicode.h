#ifndef ATTENTION_TEXT_UNICODE_H_
#define ATTENTION_TEXT_UNICODE_H_

#include <string>
#include <string_view>

namespace attention {

/// UTF-8 to code points. Bytes that are not UTF-8 (overlong forms, surrogates
/// and what lies beyond U+10FFFF included) become U+FFFD, one for each byte
/// that cannot belong; nothing is ever refused.
std::u32string DecodeUtf8(std::string_view text);
std::string EncodeUtf8(std::u32string_view text);

/// How many bytes the character takes that begins at byte `at` (below the
/// text's size); 0 where none does, because the bytes are not UTF-8.
std::size_t CharacterLength(std::string_view text, std::size_t at);

/// Unicode's White_Space, and the control characters, which separate too.
bool IsSeparator(char32_t c);
/// General category P.
bool IsPunctuation(char32_t c);
/// General category M: combining marks and variation selectors.
bool IsMark(char32_t c);
/// General category Cf: invisible, as joiners and marks of direction are.
bool IsFormat(char32_t c);
/// A Chinese character or a kana: a word of its own where none are spaced.
bool IsIdeographOrKana(char32_t c);
/// Simple case mapping: one character for one.
char32_t SimpleLower(char32_t c);

}  // namespace attention

#endif  // ATTENTION_TEXT_UNICODE_H_
