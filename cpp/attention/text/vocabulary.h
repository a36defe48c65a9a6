#ifndef ATTENTION_TEXT_VOCABULARY_H_
#define ATTENTION_TEXT_VOCABULARY_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/text/pieces.h"

namespace attention {

struct VocabularyOptions {
  Index min_count = 1;    // rarer words become <unk>
  Index max_size = 5000;  // with the four specials
};

struct VocabularyEntry {
  std::string word;
  Index count = 0;
};

/// Lower-cased words as ids (S19; tutorial 002, build_vocab and encode): 0
/// <pad>, 1 <unk>, 2 <start>, 3 <end>, then words by falling count, and of
/// equal counts the one that appears first. Words are those of Tokenize: a
/// text that spells a special's name has an unknown word there, no control.
class WordVocabulary {
 public:
  /// Counts the words of the texts. Throws Error("[vocabulary] ...") where
  /// min_count is below 1 or max_size leaves no room for the specials.
  static WordVocabulary Train(std::span<const std::string> texts,
                              const VocabularyOptions& options = {});
  /// Words with ids from 4 on. Throws Error for one that comes twice, is empty
  /// or has a special's name.
  explicit WordVocabulary(std::span<const std::string> words);

  Index size() const { return static_cast<Index>(words_.size()); }
  /// By id, specials first; counts are 0 where they were not counted.
  std::span<const VocabularyEntry> entries() const { return words_; }
  /// How many different words were left out.
  Index left_out() const { return left_out_; }

  /// The id of a word as it is; <unk>'s for one that is not known.
  Index IdOf(std::string_view word) const;
  /// Throws Error for an id that is none.
  const std::string& WordOf(Index id) const;

  std::vector<Index> Encode(std::string_view text) const;
  /// The words, one space between two; specials only when asked for.
  std::string Decode(std::span<const Index> ids, bool specials = false) const;

 private:
  WordVocabulary();
  void Add(VocabularyEntry entry);

  std::vector<VocabularyEntry> words_;
  std::map<std::string, Index, std::less<>> ids_;  // specials are not in it
  Index left_out_ = 0;
};

}  // namespace attention

#endif  // ATTENTION_TEXT_VOCABULARY_H_
