#include "attention/text/unigram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/core/error.h"
#include "attention/text/unicode.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "unigram";

/// How many characters the piece has. Throws Error where it is not UTF-8.
std::size_t CountCharacters(const std::string& piece) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < piece.size(); ++count) {
    const std::size_t length = CharacterLength(piece, i);
    if (length == 0) Fail(kOp, "\"", piece, "\" is not UTF-8");
    i += length;
  }
  return count;
}

}  // namespace

Unigram::Unigram(std::span<const UnigramPiece> pieces, bool byte_fallback)
    : byte_fallback_(byte_fallback) {
  if (pieces.size() > kMaxPieces) {
    Fail(kOp, pieces.size(), " pieces are more than ", kMaxPieces);
  }
  for (const auto& [piece, log_probability] : pieces) {
    if (piece.empty()) Fail(kOp, "a piece is empty");
    if (!std::isfinite(log_probability) || log_probability > 0) {
      Fail(kOp, "\"", piece, "\" has log-probability ", log_probability,
           "; it must be finite and at most 0");
    }
    const std::size_t length = CountCharacters(piece);
    if (length > kLongest) {
      Fail(kOp, "a piece has ", length, " characters; at most ", kLongest,
           " are allowed");
    }
    longest_ = std::max(longest_, length);
    const Scored scored{table_.Add(piece), log_probability};
    if (!scores_.try_emplace(piece, scored).second) {
      Fail(kOp, "\"", piece, "\" comes twice");
    }
    unknown_ = std::min(unknown_, log_probability);
  }
  unknown_ -= kUnknownPenalty;
  table_.Add(kSpacePiece);  // a space is never spelled in bytes
}

Segmentation Unigram::Segment(std::string_view text) const {
  if (text.size() > kMaxBytes) {
    Fail(kOp, "the text has ", text.size(), " bytes; at most ", kMaxBytes,
         " can be segmented");
  }
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  const std::vector<Symbol> symbols = SymbolsOf(text);
  Segmentation result;
  result.best.assign(symbols.size() + 1, kNone);
  result.best[0] = 0;
  std::vector<std::size_t> last(symbols.size() + 1, 0);  // edge that ends there
  for (std::size_t to = 1; to <= symbols.size(); ++to) {
    const auto add = [&](std::size_t from, Index id, const std::string& piece,
                         double log_probability) {
      const double score = result.best[from] + log_probability;
      result.lattice.push_back({static_cast<Index>(from),
                                static_cast<Index>(to), id, piece,
                                log_probability});
      // Edges come longest first: the longest of equals stays.
      if (score > result.best[to]) {
        result.best[to] = score;
        last[to] = result.lattice.size() - 1;
      }
    };
    std::string piece;  // the longest that can end here; others end it
    std::size_t from = to;
    while (from > 0 && to - from < longest_ && !symbols[from - 1].bytes) --from;
    std::vector<std::size_t> starts;
    for (std::size_t i = from; i < to; ++i) {
      starts.push_back(piece.size());
      piece += symbols[i].text;
    }
    bool single = false;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const auto found =
          scores_.find(std::string_view(piece).substr(starts[i]));
      if (found == scores_.end()) continue;
      single = single || from + i + 1 == to;
      add(from + i, found->second.id, found->first,
          found->second.log_probability);
    }
    if (!single) {
      add(to - 1, special::kUnknown, symbols[to - 1].text, unknown_);
    }
  }
  result.log_probability = result.best.back();
  PutBestPath(symbols, last, result);
  return result;
}

void Unigram::PutBestPath(const std::vector<Symbol>& symbols,
                          const std::vector<std::size_t>& last,
                          Segmentation& result) const {
  std::vector<std::size_t> path;
  for (std::size_t at = symbols.size(); at > 0;) {
    path.push_back(last[at]);
    at = static_cast<std::size_t>(result.lattice[last[at]].from);
  }
  std::ranges::reverse(path);
  for (const std::size_t place : path) {
    LatticeEdge& edge = result.lattice[place];
    edge.best = true;
    const auto known = table_.Find(edge.piece);
    const Symbol& symbol = symbols[static_cast<std::size_t>(edge.from)];
    if (known && !symbol.bytes) {
      result.ids.push_back(*known);
    } else if (!byte_fallback_) {
      result.ids.push_back(special::kUnknown);
    } else {
      for (const char byte : edge.piece) {
        result.ids.push_back(PieceTable::ByteId(byte));
      }
    }
  }
  for (const Symbol& symbol : symbols) {
    result.symbols.push_back(
        symbol.bytes ? table_.Text(kOp, PieceTable::ByteId(symbol.text[0]))
                     : symbol.text);
  }
}

std::vector<Index> Unigram::Encode(std::string_view text) const {
  return Segment(text).ids;
}

}  // namespace attention
