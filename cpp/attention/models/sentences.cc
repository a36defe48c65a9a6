#include "attention/models/sentences.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/models/bounds.h"
#include "attention/models/sizes.h"
#include "attention/text/tokenizer.h"

namespace attention {
namespace {

std::vector<TokenInfo> ReadText(const std::string& op,
                                const std::string& text) {
  CheckedSize(op, bounds::kCharacters, static_cast<double>(text.size()), 0);
  std::vector<TokenInfo> tokens;
  for (Token& token : Tokenize(text)) {
    tokens.push_back({std::move(token.text), std::move(token.key), 0});
  }
  return tokens;
}

/// Words as they are; special words and pieces of words keep their spelling.
std::vector<TokenInfo> TakeTokens(const std::vector<std::string>& words) {
  std::vector<TokenInfo> tokens;
  for (const std::string& word : words) {
    tokens.push_back({word, TokenKey(word), 0});
  }
  return tokens;
}

std::vector<std::vector<TokenInfo>> ReadAll(
    const std::string& op, const std::vector<std::string>& texts,
    const std::vector<std::vector<std::string>>& tokens) {
  std::vector<std::vector<TokenInfo>> sentences;
  for (const auto& words : tokens) sentences.push_back(TakeTokens(words));
  if (!tokens.empty()) return sentences;
  for (const std::string& text : texts) {
    sentences.push_back(ReadText(op, text));
  }
  return sentences;
}

/// Counts, pads and numbers them.
void Finish(const std::string& op, const Bound& longest, Sentences& sentences,
            Vocabulary& vocabulary) {
  CheckedSize(op, bounds::kBatch, static_cast<double>(sentences.batch()));
  for (const auto& tokens : sentences.tokens) {
    if (tokens.empty()) {
      Fail(op, "a sentence has no words; type at least one");
    }
    const Index length =
        CheckedSize(op, longest, static_cast<double>(tokens.size()));
    sentences.lengths.push_back(length);
    sentences.length = std::max(sentences.length, length);
  }
  for (auto& tokens : sentences.tokens) {
    tokens.resize(static_cast<std::size_t>(sentences.length),
                  {specials::kPadding, specials::kPadding, 0});
    for (TokenInfo& token : tokens) {
      token.id = vocabulary.Take(token.text, token.key);
    }
  }
}

}  // namespace

bool Sentences::padded() const {
  return std::ranges::any_of(lengths, [&](Index n) { return n != length; });
}

Sentences ReadSentences(const RunSpec& spec, Vocabulary& vocabulary) {
  if (spec.texts.empty() && spec.tokens.empty()) {
    Fail(spec.model, "text, tokens or inputs.x is needed");
  }
  Sentences sentences{ReadAll(spec.model, spec.texts, spec.tokens), {}, 0};
  Finish(spec.model, TokenBound(spec.config), sentences, vocabulary);
  return sentences;
}

Sentences ReadTargets(const RunSpec& spec, Index batch,
                      Vocabulary& vocabulary) {
  Sentences sentences{
      ReadAll(spec.model, spec.target_texts, spec.target_tokens), {}, 0};
  if (sentences.tokens.empty()) {
    sentences.tokens.resize(static_cast<std::size_t>(batch));
  }
  if (sentences.batch() != batch) {
    Fail(spec.model, "there are ", batch, " sentences, but ", sentences.batch(),
         " targets");
  }
  for (auto& tokens : sentences.tokens) {
    if (!tokens.empty() && tokens.front().text == specials::kStart) continue;
    tokens.insert(tokens.begin(), {specials::kStart, specials::kStart, 0});
  }
  Finish(spec.model, TokenBound(spec.config), sentences, vocabulary);
  return sentences;
}

Vocabulary VocabularyOf(std::string_view op,
                        const std::vector<std::string>& given,
                        bool with_specials) {
  if (!given.empty()) return Vocabulary::Of(op, given);
  return with_specials ? Vocabulary::WithSpecials() : Vocabulary();
}

}  // namespace attention
