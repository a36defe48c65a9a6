#include "attention/models/vocabulary.h"

#include <algorithm>
#include <array>

#include "attention/core/error.h"
#include "attention/models/bounds.h"

namespace attention {
namespace {

constexpr std::array kSpecials = {specials::kPadding, specials::kUnknown,
                                  specials::kStart, specials::kEnd};

}  // namespace

bool Vocabulary::Add(const std::string& word) {
  const bool added = ids_.try_emplace(word, size()).second;
  if (added) words_.push_back(word);
  return added;
}

Vocabulary Vocabulary::WithSpecials() {
  Vocabulary vocabulary;
  for (const char* word : kSpecials) vocabulary.Add(word);
  return vocabulary;
}

Vocabulary Vocabulary::Of(std::string_view op,
                          const std::vector<std::string>& words) {
  Vocabulary vocabulary;
  for (const char* word : kSpecials) {
    if (std::ranges::find(words, word) == words.end()) vocabulary.Add(word);
  }
  for (const std::string& word : words) {
    if (!vocabulary.Add(word)) {
      Fail(op, "the vocabulary has \"", word, "\" twice");
    }
  }
  CheckedSize(op, bounds::kVocabulary, static_cast<double>(vocabulary.size()));
  vocabulary.fixed_ = true;
  return vocabulary;
}

Index Vocabulary::Take(const std::string& text, const std::string& key) {
  if (!fixed_) {
    Add(key);
    return ids_.find(key)->second;
  }
  for (const std::string_view word :
       {std::string_view(text), std::string_view(key),
        std::string_view(specials::kUnknown)}) {
    const auto found = ids_.find(word);
    if (found != ids_.end()) return found->second;
  }
  Fail("vocabulary", "there is no row for \"", text, "\"");
}

}  // namespace attention
