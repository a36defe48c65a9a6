#ifndef ATTENTION_TEXT_PIECES_H_
#define ATTENTION_TEXT_PIECES_H_

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// The ids that every vocabulary begins with (S19).
namespace special {
inline constexpr Index kPad = 0;
inline constexpr Index kUnknown = 1;
inline constexpr Index kStart = 2;
inline constexpr Index kEnd = 3;
inline constexpr Index kCount = 4;
inline constexpr std::array<std::string_view, 4> kNames = {"<pad>", "<unk>",
                                                           "<start>", "<end>"};
}  // namespace special

/// What a space becomes inside pieces, as in SentencePiece: U+2581.
inline constexpr std::string_view kSpacePiece = "\u2581";

/// Texts to train on, all together, hold at most so many bytes.
inline constexpr std::size_t kMaxTrainingBytes = std::size_t{1} << 20;

/// A text's smallest unit. What no piece may hold is spelled byte by byte: a
/// byte that is not UTF-8, and a U+2581 that the text itself has.
struct Symbol {
  std::string text;
  bool bytes = false;
};

/// The text's characters, each space as U+2581, with one more U+2581 before
/// the first: so "low" is one piece wherever it stands. Blank only for "".
std::vector<Symbol> SymbolsOf(std::string_view text);

/// Cuts symbols into words, which pieces do not cross in training: a U+2581
/// begins a word; other white space and each punctuation mark is one alone.
std::vector<std::vector<Symbol>> WordsOf(std::string_view text);

/// Words with how often each occurs, in order of first appearance.
struct CountedWord {
  std::vector<Symbol> symbols;
  Index count = 0;
};
/// Throws Error(op) where the texts have more bytes than allowed.
std::vector<CountedWord> CountWords(std::string_view op,
                                    std::span<const std::string> texts,
                                    std::size_t max_bytes = kMaxTrainingBytes);

/// Pieces and their ids: the specials, then the 256 bytes ("<0x41>"), then
/// characters and longer pieces in the order in which they are added.
class PieceTable {
 public:
  static constexpr Index kFirstByte = special::kCount;
  static constexpr Index kFirstPiece = kFirstByte + 256;

  static Index ByteId(char byte) {
    return kFirstByte + static_cast<unsigned char>(byte);
  }

  /// The id of the piece, which is added unless it is there.
  Index Add(std::string_view text);
  std::optional<Index> Find(std::string_view text) const;
  Index size() const {
    return kFirstPiece + static_cast<Index>(pieces_.size());
  }
  /// The piece as it is shown. Throws Error(op) for an id beyond the table.
  std::string Text(std::string_view op, Index id) const;

  /// The text that the ids stand for: specials say nothing, U+2581 is a space,
  /// and the first one is dropped. Throws Error(op) as Text does.
  std::string Decode(std::string_view op, std::span<const Index> ids) const;

 private:
  std::vector<std::string> pieces_;
  std::map<std::string, Index, std::less<>> ids_;
};

}  // namespace attention

#endif  // ATTENTION_TEXT_PIECES_H_
