#ifndef ATTENTION_LEARNED_TEXT_CODEC_H_
#define ATTENTION_LEARNED_TEXT_CODEC_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attention/text/byte_pair.h"
#include "attention/text/unigram.h"

namespace attention {

/// How a model's file says its texts are cut.
struct TokenizerSpec {
  std::string type = "words";  // words, characters, bpe or unigram
  bool lowercase = false;
  std::vector<std::string> characters;                      // bpe
  std::vector<std::pair<std::string, std::string>> merges;  // bpe
  std::vector<UnigramPiece> pieces;                         // unigram
};

/// Text into the words that a model reads, and its words back into text.
class TextCodec {
 public:
  /// Throws Error("[model] ...") for an unknown type, and as the tokenizers do.
  explicit TextCodec(TokenizerSpec spec);

  /// Whether the tokenizer alone determines the vocabulary: bpe and unigram.
  bool has_vocabulary() const { return pairs_ || unigram_; }
  std::vector<std::string> Vocabulary() const;

  std::vector<std::string> Encode(std::string_view text) const;
  /// Of ids of the vocabulary; <pad>, <start> and <end> say nothing.
  std::string Decode(std::span<const Index> ids,
                     std::span<const std::string> vocabulary) const;

 private:
  TokenizerSpec spec_;
  std::optional<BytePairEncoding> pairs_;
  std::optional<Unigram> unigram_;
};

}  // namespace attention

#endif  // ATTENTION_LEARNED_TEXT_CODEC_H_
