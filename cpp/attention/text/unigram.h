#ifndef ATTENTION_TEXT_UNIGRAM_H_
#define ATTENTION_TEXT_UNIGRAM_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/text/pieces.h"

namespace attention {

struct UnigramPiece {
  std::string piece;
  double log_probability = 0;
};

/// A piece's place in a text: characters [from, to).
struct LatticeEdge {
  Index from = 0;
  Index to = 0;
  Index id = 0;  // special::kUnknown for a character that no piece has
  std::string piece;
  double log_probability = 0;
  bool best = false;  // on the best path
};

struct Segmentation {
  std::vector<std::string> symbols;  // the text's characters
  std::vector<LatticeEdge> lattice;  // all edges, by `to`, then by `from`
  std::vector<double> best;          // best score up to each position
  double log_probability = 0;        // of the best path: their last
  std::vector<Index> ids;
};

/// The unigram language model over pieces: a text is the sequence of pieces
/// with the largest product of probabilities, found by Viterbi's algorithm.
/// Source: Kudo 2018, "Subword regularization", section 3.2, as SentencePiece
/// has it. A character that no piece has costs the least probable piece's
/// log-probability minus kUnknownPenalty, and is spelled in bytes, or becomes
/// <unk> without them. Of equal scores the longer last piece wins.
class Unigram {
 public:
  static constexpr double kUnknownPenalty = 10;
  static constexpr std::size_t kMaxPieces = 50000;
  static constexpr std::size_t kLongest = 64;  // characters of a piece
  /// A text to segment has at most so many bytes.
  static constexpr std::size_t kMaxBytes = 100000;

  /// Throws Error("[unigram] ...") for an empty or repeated piece, one that is
  /// not UTF-8 or longer than kLongest, and a log-probability that is not
  /// finite or above 0.
  explicit Unigram(std::span<const UnigramPiece> pieces,
                   bool byte_fallback = true);

  const PieceTable& table() const { return table_; }
  Segmentation Segment(std::string_view text) const;
  std::vector<Index> Encode(std::string_view text) const;
  std::string Decode(std::span<const Index> ids) const {
    return table_.Decode("unigram", ids);
  }

 private:
  struct Scored {
    Index id;
    double log_probability;
  };

  void PutBestPath(const std::vector<Symbol>& symbols,
                   const std::vector<std::size_t>& last,
                   Segmentation& result) const;

  PieceTable table_;
  std::map<std::string, Scored, std::less<>> scores_;
  std::size_t longest_ = 1;  // in characters
  double unknown_ = 0;
  bool byte_fallback_;
};

struct UnigramOptions {
  Index size = 100;         // pieces to keep, single characters included
  Index longest = 8;        // characters of a piece
  double keep = 0.75;       // of the pieces, in each round of pruning
  Index em_iterations = 2;  // between two prunings
};

/// A round of training: how many pieces there were, and how well they
/// explained the text.
struct UnigramRound {
  Index pieces = 0;
  double log_likelihood = 0;
};

struct UnigramTraining {
  std::vector<UnigramPiece> pieces;  // most probable first
  std::vector<UnigramRound> rounds;
};

/// Learns pieces from text: begins with every substring of a word that occurs
/// twice, then by turns sets probabilities by expectation maximisation (Kudo
/// 2018, section 3.2, plain maximum likelihood) and drops the pieces whose loss
/// hurts least, until `size` are left. Single characters stay. Equal losses:
/// the piece that comes first in byte order is dropped later. Throws
/// Error("[unigram] ...") for options out of bounds, no text or too long a
/// text, and a size below the number of characters.
UnigramTraining TrainUnigram(std::span<const std::string> texts,
                             const UnigramOptions& options = {});

}  // namespace attention

#endif  // ATTENTION_TEXT_UNIGRAM_H_
