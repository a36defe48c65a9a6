#ifndef ATTENTION_MODELS_SENTENCES_H_
#define ATTENTION_MODELS_SENTENCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "attention/models/run.h"
#include "attention/models/vocabulary.h"

namespace attention {

/// Words as ids: sentences of equal length.
struct Sentences {
  std::vector<std::vector<TokenInfo>> tokens;  // padded to the longest
  std::vector<Index> lengths;                  // before padding
  Index length = 0;                            // of the longest

  bool padded() const;
  Index batch() const { return static_cast<Index>(tokens.size()); }
};

/// Tokenises the spec's texts, or takes its tokens as they are. Throws
/// Error(spec.model): no words, or more of them than the bounds allow.
Sentences ReadSentences(const RunSpec& spec, Vocabulary& vocabulary);

/// The target's, each behind <start>; without targets only <start>, `batch`
/// times over. Throws Error(spec.model): not `batch` targets, or too many
/// words.
Sentences ReadTargets(const RunSpec& spec, Index batch, Vocabulary& vocabulary);

/// The given list, or, without one, words as they appear.
Vocabulary VocabularyOf(std::string_view op,
                        const std::vector<std::string>& given,
                        bool with_specials);

}  // namespace attention

#endif  // ATTENTION_MODELS_SENTENCES_H_
