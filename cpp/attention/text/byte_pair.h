#ifndef ATTENTION_TEXT_BYTE_PAIR_H_
#define ATTENTION_TEXT_BYTE_PAIR_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attention/text/pieces.h"

namespace attention {

struct BytePairOptions {
  Index merges = 100;   // at most
  Index min_count = 2;  // a rarer pair is not merged
};

/// Two pieces that become one.
struct Merge {
  Index left = 0;
  Index right = 0;
  Index merged = 0;
  Index count = 0;  // how often the pair stood in the text when it was chosen
};

/// A word on its way from characters to pieces.
struct MergeStep {
  std::vector<Index> pieces;
  Index merge = -1;  // which merge led here; -1 at the start
};

/// Byte-pair encoding. Source: Sennrich, Haddow, Birch 2016, "Neural machine
/// translation of rare words with subword units", algorithm 1, with spaces as
/// SentencePiece writes them instead of </w>. Training merges the pair of
/// neighbours that is most frequent; of equally frequent ones that with the
/// older left piece, then the older right one. Characters that training has
/// not seen are spelled in bytes, so that every text, of any bytes, comes back
/// as it was.
class BytePairEncoding {
 public:
  static constexpr Index kMaxMerges = 20000;
  /// A text to encode has at most so many bytes.
  static constexpr std::size_t kMaxBytes = 100000;
  /// Of a word of more characters only the first and the last step are shown.
  static constexpr std::size_t kMaxShown = 64;

  /// Throws Error("[bpe] ...") for options out of bounds or too long a text.
  static BytePairEncoding Train(std::span<const std::string> texts,
                                const BytePairOptions& options = {});
  /// From what a training gave: characters in order, merges by their texts.
  /// Throws Error for a merge of pieces that are not there yet.
  BytePairEncoding(std::span<const std::string> characters,
                   std::span<const std::pair<std::string, std::string>> merges);

  const PieceTable& table() const { return table_; }
  std::span<const Merge> merges() const { return merges_; }
  std::string Text(Index id) const { return table_.Text("bpe", id); }
  /// How many characters are pieces of their own.
  Index characters() const { return characters_; }

  /// The pieces of the text. Throws Error beyond kMaxBytes.
  std::vector<Index> Encode(std::string_view text) const;
  /// The same for each word, with every step: the earliest merge that applies
  /// is made wherever it applies, from the left, until none does.
  std::vector<std::vector<MergeStep>> Explain(std::string_view text) const;
  std::string Decode(std::span<const Index> ids) const {
    return table_.Decode("bpe", ids);
  }

 private:
  using Pair = std::pair<Index, Index>;

  BytePairEncoding() = default;
  void AddCharacter(std::string_view text);
  void AddMerge(Index left, Index right, Index count);
  std::vector<Index> Split(std::span<const Symbol> word) const;
  /// The merge of two neighbours; -1 where they have none.
  Index RankOf(Index left, Index right) const;
  /// All merges of a word at once. Notes the last one that was made.
  void MergeAll(std::vector<Index>& pieces, Index& last) const;

  PieceTable table_;
  Index characters_ = 0;
  std::vector<Merge> merges_;
  std::map<Pair, Index> ranks_;
};

}  // namespace attention

#endif  // ATTENTION_TEXT_BYTE_PAIR_H_
