#include "attention/io/json.h"

#include "attention/core/error.h"

namespace attention {
namespace {

void PutUtf8(std::uint32_t c, std::string& text) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto tail = [&](int shift) { put(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    put(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string ToJson(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20) {
      json += "\\u00";
      json += kDigits[byte / 16u];
      json += kDigits[byte % 16u];
    } else {
      json += c;
    }
  }
  return json + '"';
}

void JsonReader::Refuse(std::string_view wanted) const {
  Fail(op_, "byte ", at_, " of the header is not ", wanted);
}

char JsonReader::Next() {
  if (at_ == text_.size()) Refuse("there");
  return text_[at_++];
}

bool JsonReader::Take(char c) {
  constexpr std::string_view kBlank = " \t\r\n";
  while (at_ < text_.size() && kBlank.find(text_[at_]) != kBlank.npos) ++at_;
  if (at_ == text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

void JsonReader::Expect(char c) {
  if (!Take(c)) Refuse(std::string("the ") + c + " that must come");
}

void JsonReader::ExpectEnd() {
  Take('\0');  // for the white space before it
  if (at_ != text_.size()) Refuse("the end");
}

std::uint32_t JsonReader::Hex() {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = Next();
    std::uint32_t digit = 16;
    if (IsDigit(c)) digit = static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
    if (digit == 16) Refuse("a hexadecimal digit");
    value = value * 16 + digit;
  }
  return value;
}

std::string JsonReader::String() {
  Expect('"');
  std::string text;
  while (true) {
    const char c = Next();
    if (c == '"') return text;
    if (static_cast<unsigned char>(c) < 0x20) Refuse("a character of a string");
    if (c != '\\') {
      text += c;
      continue;
    }
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    const char escape = Next();
    const auto known = kNames.find(escape);
    if (known != kNames.npos) {
      text += kMeant[known];
      continue;
    }
    if (escape != 'u') Refuse("an escape");
    std::uint32_t code = Hex();
    if (code >= 0xD800 && code < 0xDC00) {
      if (Next() != '\\' || Next() != 'u') Refuse("a pair of surrogates");
      const std::uint32_t low = Hex();
      if (low < 0xDC00 || low > 0xDFFF) Refuse("a pair of surrogates");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
      Refuse("a pair of surrogates");
    }
    PutUtf8(code, text);
  }
}

std::int64_t JsonReader::Whole() {
  Take('\0');  // for the white space before it
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  if (at_ == text_.size() || !IsDigit(text_[at_])) Refuse("a whole number");
  std::int64_t value = 0;
  const std::size_t begin = at_;
  while (at_ < text_.size() && IsDigit(text_[at_])) {
    value = value * 10 + (text_[at_++] - '0');
    if (value > kLargest) Refuse("a number up to 2^53");
  }
  if (text_[begin] == '0' && at_ > begin + 1) Refuse("a number as JSON has it");
  return value;
}

}  // namespace attention
