#include "attention/models/sentences.h"

#include <algorithm>
#include <map>

#include "attention/core/error.h"
#include "attention/models/bounds.h"
#include "attention/text/tokenizer.h"

namespace attention {
namespace {

std::vector<TokenInfo> ReadText(const RunSpec& spec, const std::string& text) {
  CheckedSize(spec.model, bounds::kCharacters, static_cast<double>(text.size()),
              0);
  std::vector<TokenInfo> tokens;
  for (Token& token : Tokenize(text)) {
    tokens.push_back({std::move(token.text), std::move(token.key), 0});
  }
  return tokens;
}

std::vector<TokenInfo> TakeTokens(const std::vector<std::string>& words) {
  std::vector<TokenInfo> tokens;
  for (const std::string& word : words) {
    tokens.push_back({word, TokenKey(word), 0});
  }
  return tokens;
}

}  // namespace

bool Sentences::padded() const {
  return std::ranges::any_of(lengths, [&](Index n) { return n != length; });
}

Sentences ReadSentences(const RunSpec& spec) {
  if (spec.texts.empty() && spec.tokens.empty()) {
    Fail(spec.model, "text, tokens or inputs.x is needed");
  }
  Sentences sentences;
  for (const auto& words : spec.tokens) {
    sentences.tokens.push_back(TakeTokens(words));
  }
  if (spec.tokens.empty()) {
    for (const std::string& text : spec.texts) {
      sentences.tokens.push_back(ReadText(spec, text));
    }
  }
  CheckedSize(spec.model, bounds::kBatch,
              static_cast<double>(sentences.tokens.size()));
  for (const auto& tokens : sentences.tokens) {
    if (tokens.empty()) {
      Fail(spec.model, "a sentence has no words; type at least one");
    }
    const Index length = CheckedSize(spec.model, bounds::kTokens,
                                     static_cast<double>(tokens.size()));
    sentences.lengths.push_back(length);
    sentences.length = std::max(sentences.length, length);
  }
  std::map<std::string, Index, std::less<>> ids;
  for (auto& tokens : sentences.tokens) {
    tokens.resize(static_cast<std::size_t>(sentences.length),
                  {kPadding, kPadding, 0});
    for (TokenInfo& token : tokens) {
      const auto next = static_cast<Index>(ids.size());
      const auto [entry, added] = ids.try_emplace(token.key, next);
      if (added) sentences.keys.push_back(token.key);
      token.id = entry->second;
    }
  }
  return sentences;
}

}  // namespace attention
