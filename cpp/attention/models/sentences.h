#ifndef ATTENTION_MODELS_SENTENCES_H_
#define ATTENTION_MODELS_SENTENCES_H_

#include <string>
#include <vector>

#include "attention/models/run.h"

namespace attention {

/// A spec's words: sentences of equal length, and the distinct words.
struct Sentences {
  std::vector<std::vector<TokenInfo>> tokens;  // padded to the longest
  std::vector<std::string> keys;               // by id, in order of appearance
  std::vector<Index> lengths;                  // before padding
  Index length = 0;                            // of the longest

  bool padded() const;
};

/// What fills a shorter sentence of a batch; its keys are masked.
inline constexpr const char* kPadding = "<pad>";

/// Tokenises the texts, or takes the tokens as they are. Throws
/// Error(spec.model): no words, or more of them than the bounds allow.
Sentences ReadSentences(const RunSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_SENTENCES_H_
