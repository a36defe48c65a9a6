#ifndef ATTENTION_MODELS_VOCABULARY_H_
#define ATTENTION_MODELS_VOCABULARY_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// The words that are none, in the order in which they lead a vocabulary (S19).
namespace specials {
inline constexpr const char* kPadding = "<pad>";  // fills a shorter sentence
inline constexpr const char* kUnknown = "<unk>";  // a word without a row
inline constexpr const char* kStart = "<start>";
inline constexpr const char* kEnd = "<end>";
}  // namespace specials

/// Words by id, one row of a table each.
class Vocabulary {
 public:
  /// Takes in words as they appear.
  Vocabulary() = default;
  /// The special words, and then words as they appear.
  static Vocabulary WithSpecials();
  /// The list as it is, the special words that it lacks before it; no other
  /// words. Throws Error(op): a word twice, or more words than bounds allow.
  static Vocabulary Of(std::string_view op,
                       const std::vector<std::string>& words);

  /// The word's id, taking it in where the vocabulary grows. A fixed one looks
  /// for the word as written, then for its key, then for <unk>.
  Index Take(const std::string& text, const std::string& key);

  const std::vector<std::string>& words() const { return words_; }
  Index size() const { return static_cast<Index>(words_.size()); }

 private:
  bool Add(const std::string& word);

  std::vector<std::string> words_;
  std::map<std::string, Index, std::less<>> ids_;
  bool fixed_ = false;
};

}  // namespace attention

#endif  // ATTENTION_MODELS_VOCABULARY_H_
