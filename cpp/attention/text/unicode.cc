#include "attention/text/unicode.h"

namespace attention {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// How many bytes a leading byte announces; 0 for one that cannot lead.
int SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool IsScalarValue(char32_t c, int length) {
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  return c >= kSmallest[length] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

struct ReadResult {
  char32_t character;
  std::size_t length;  // 0 where the byte begins no character
};

ReadResult ReadCharacter(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const int length = SequenceLength(lead);
  if (length == 0) return {0, 0};
  char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
  for (int read = 1; read < length; ++read) {
    const std::size_t at = i + static_cast<std::size_t>(read);
    const auto next =
        at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
    if ((next & 0xC0u) != 0x80u) return {0, 0};
    c = (c << 6) | (next & 0x3Fu);
  }
  if (!IsScalarValue(c, length)) return {0, 0};
  return {c, static_cast<std::size_t>(length)};
}

bool Between(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

}  // namespace

std::size_t CharacterLength(std::string_view text, std::size_t at) {
  return ReadCharacter(text, at).length;
}

std::u32string DecodeUtf8(std::string_view text) {
  std::u32string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const ReadResult read = ReadCharacter(text, i);
    decoded += read.length > 0 ? read.character : kReplacement;
    i += read.length > 0 ? read.length : 1;
  }
  return decoded;
}

std::string EncodeUtf8(std::u32string_view text) {
  std::string encoded;
  const auto put = [&](char32_t byte) { encoded += static_cast<char>(byte); };
  const auto tail = [&](char32_t c, int shift) {
    put(0x80 | ((c >> shift) & 0x3F));
  };
  for (const char32_t c : text) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | (c >> 6));
      tail(c, 0);
    } else if (c < 0x10000) {
      put(0xE0 | (c >> 12));
      tail(c, 6);
      tail(c, 0);
    } else {
      put(0xF0 | (c >> 18));
      tail(c, 12);
      tail(c, 6);
      tail(c, 0);
    }
  }
  return encoded;
}

bool IsSeparator(char32_t c) {
  return c <= 0x20 || Between(c, 0x7F, 0xA0) || c == 0x1680 ||
         Between(c, 0x2000, 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsIdeographOrKana(char32_t c) {
  return Between(c, 0x3005, 0x3007) ||    // iteration mark, zero
         Between(c, 0x3041, 0x3096) ||    // hiragana
         Between(c, 0x309D, 0x309F) ||    //
         Between(c, 0x30A1, 0x30FA) ||    // katakana
         Between(c, 0x30FD, 0x30FF) ||    //
         Between(c, 0x31F0, 0x31FF) ||    // small katakana
         Between(c, 0x3400, 0x4DBF) ||    // extension A
         Between(c, 0x4E00, 0x9FFF) ||    // unified ideographs
         Between(c, 0xF900, 0xFAFF) ||    // compatibility ideographs
         Between(c, 0xFF66, 0xFF6F) ||    // half-width katakana
         Between(c, 0xFF71, 0xFF9D) ||    //
         Between(c, 0x1B000, 0x1B16F) ||  // historic kana
         Between(c, 0x20000, 0x3FFFD);    // extensions B and on
}

}  // namespace attention
