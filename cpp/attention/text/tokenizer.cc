#include "attention/text/tokenizer.h"

#include <algorithm>

#include "attention/text/unicode.h"

namespace attention {
namespace {

constexpr char32_t kJoiner = 0x200D;

/// Whether c continues the character before it.
bool Extends(char32_t c) {
  const bool skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;
  const bool tag = c >= 0xE0020 && c <= 0xE007F;       // within flags
  const bool long_vowel = c == 0x30FC || c == 0xFF70;  // of the kana before it
  return c == kJoiner || IsMark(c) || skin_tone || tag || long_vowel;
}

/// A base and all that belongs to it, as a reader sees one character.
struct Cluster {
  std::u32string text;

  char32_t base() const { return text.front(); }
  bool alone() const { return text.size() == 1; }
  /// Dropped at a word's edge. A sign with a selector is a picture: "#" of a
  /// keycap stays.
  bool Droppable() const {
    return IsFormat(base()) || (alone() && IsPunctuation(base()));
  }
};

using Word = std::vector<Cluster>;

/// The words between separators, as clusters.
std::vector<Word> SplitAtSeparators(std::u32string_view text) {
  std::vector<Word> words;
  bool inside = false;
  bool joined = false;
  for (const char32_t c : text) {
    if (IsSeparator(c)) {
      inside = joined = false;
      continue;
    }
    if (!inside) words.emplace_back();
    Word& word = words.back();
    if (inside && (joined || Extends(c))) {
      word.back().text += c;
    } else {
      word.push_back({std::u32string(1, c)});
    }
    inside = true;
    joined = c == kJoiner;
  }
  return words;
}

/// A word without the signs at its edges; empty when it is nothing else.
std::u32string Trimmed(const Word& word) {
  const auto kept = [](const Cluster& cluster) { return !cluster.Droppable(); };
  const auto first = std::ranges::find_if(word, kept);
  const auto last = std::find_if(word.rbegin(), word.rend(), kept).base();
  std::u32string text;
  if (first < last) {
    std::for_each(first, last, [&](const Cluster& c) { text += c.text; });
  }
  return text;
}

/// All that can be seen of a word that is nothing but signs.
std::u32string Signs(const Word& word) {
  std::u32string text;
  for (const Cluster& cluster : word) {
    if (!IsFormat(cluster.base())) text += cluster.text;
  }
  return text;
}

std::u32string Lower(std::u32string_view text) {
  std::u32string lower(text);
  std::ranges::transform(lower, lower.begin(), SimpleLower);
  return lower;
}

Token MakeToken(std::u32string_view text) {
  return {EncodeUtf8(text), EncodeUtf8(Lower(text))};
}

void AppendTokens(const Word& word, std::vector<Token>& tokens) {
  const std::size_t before = tokens.size();
  Word run;
  const auto close_run = [&] {
    const std::u32string text = Trimmed(run);
    if (!text.empty()) tokens.push_back(MakeToken(text));
    run.clear();
  };
  for (const Cluster& cluster : word) {
    if (IsIdeographOrKana(cluster.base())) {
      close_run();
      tokens.push_back(MakeToken(cluster.text));
    } else {
      run.push_back(cluster);
    }
  }
  close_run();
  if (tokens.size() > before) return;
  const std::u32string signs = Signs(word);
  if (!signs.empty()) tokens.push_back(MakeToken(signs));
}

}  // namespace

std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  for (const Word& word : SplitAtSeparators(DecodeUtf8(text))) {
    AppendTokens(word, tokens);
  }
  return tokens;
}

std::string TokenKey(std::string_view text) {
  return EncodeUtf8(Lower(DecodeUtf8(text)));
}

}  // namespace attention
