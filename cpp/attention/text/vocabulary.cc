#include "attention/text/vocabulary.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/text/tokenizer.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "vocabulary";

bool IsSpecial(std::string_view word) {
  return std::ranges::find(special::kNames, word) != special::kNames.end();
}

}  // namespace

WordVocabulary::WordVocabulary() {
  for (const std::string_view name : special::kNames) {
    words_.push_back({std::string(name), 0});
  }
}

WordVocabulary::WordVocabulary(std::span<const std::string> words)
    : WordVocabulary() {
  for (const std::string& word : words) {
    if (word.empty()) Fail(kOp, "a word is empty");
    if (IsSpecial(word)) Fail(kOp, word, " is there already");
    if (ids_.contains(word)) Fail(kOp, "\"", word, "\" comes twice");
    Add({word, 0});
  }
}

void WordVocabulary::Add(VocabularyEntry entry) {
  ids_.emplace(entry.word, size());
  words_.push_back(std::move(entry));
}

WordVocabulary WordVocabulary::Train(std::span<const std::string> texts,
                                     const VocabularyOptions& options) {
  if (options.min_count < 1) {
    Fail(kOp, "the smallest count is ", options.min_count,
         "; it must be at least 1");
  }
  if (options.max_size <= special::kCount) {
    Fail(kOp, "a size of ", options.max_size, " leaves no room beside the ",
         special::kCount, " special tokens");
  }
  std::vector<VocabularyEntry> counted;
  std::map<std::string, std::size_t> places;
  std::size_t bytes = 0;
  for (const std::string& text : texts) {
    bytes += text.size();
    if (bytes > kMaxTrainingBytes) {
      Fail(kOp, "the text has more than ", kMaxTrainingBytes, " bytes");
    }
    for (Token& token : Tokenize(text)) {
      if (IsSpecial(token.key)) continue;
      const auto place = places.try_emplace(token.key, counted.size()).first;
      if (place->second == counted.size()) counted.push_back({token.key, 0});
      ++counted[place->second].count;
    }
  }
  const auto different = static_cast<Index>(counted.size());
  std::ranges::stable_sort(counted, std::ranges::greater{},
                           &VocabularyEntry::count);
  WordVocabulary vocabulary;
  for (VocabularyEntry& entry : counted) {
    if (entry.count < options.min_count) break;
    if (vocabulary.size() == options.max_size) break;
    vocabulary.Add(std::move(entry));
  }
  vocabulary.left_out_ = different - (vocabulary.size() - special::kCount);
  return vocabulary;
}

Index WordVocabulary::IdOf(std::string_view word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? special::kUnknown : found->second;
}

const std::string& WordVocabulary::WordOf(Index id) const {
  if (id < 0 || id >= size()) {
    Fail(kOp, "there is no word ", id, "; there are ", size());
  }
  return words_[static_cast<std::size_t>(id)].word;
}

std::vector<Index> WordVocabulary::Encode(std::string_view text) const {
  std::vector<Index> ids;
  for (const Token& token : Tokenize(text)) ids.push_back(IdOf(token.key));
  return ids;
}

std::string WordVocabulary::Decode(std::span<const Index> ids,
                                   bool specials) const {
  std::string text;
  for (const Index id : ids) {
    const std::string& word = WordOf(id);
    if (id < special::kCount && !specials) continue;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace attention
