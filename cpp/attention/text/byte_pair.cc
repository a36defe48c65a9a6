#include "attention/text/byte_pair.h"

#include <set>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "bpe";
using Pair = std::pair<Index, Index>;

/// Puts `merged` for each left-right, from the left.
std::vector<Index> Join(std::span<const Index> pieces, const Merge& merge) {
  std::vector<Index> joined;
  joined.reserve(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool pair = i + 1 < pieces.size() && pieces[i] == merge.left &&
                      pieces[i + 1] == merge.right;
    joined.push_back(pair ? merge.merged : pieces[i]);
    if (pair) ++i;
  }
  return joined;
}

struct Word {
  std::vector<Index> pieces;
  Index count;
};

/// How often each pair of neighbours stands in the words, kept up to date as
/// words change, and which words may have it.
class PairCounts {
 public:
  void Add(const Word& word, std::size_t place) { Count(word, place, 1); }
  void Remove(const Word& word, std::size_t place) { Count(word, place, -1); }

  /// The most frequent pair with its count; the smallest ids among equals,
  /// which are the oldest pieces. A count of 0 where there is no pair.
  std::pair<Pair, Index> Best() const {
    std::pair<Pair, Index> best{{0, 0}, 0};
    for (const auto& [pair, count] : counts_) {
      if (count > best.second) best = {pair, count};
    }
    return best;
  }

  std::set<std::size_t> WordsWith(const Pair& pair) const {
    const auto found = words_.find(pair);
    return found == words_.end() ? std::set<std::size_t>{} : found->second;
  }

 private:
  void Count(const Word& word, std::size_t place, Index sign) {
    for (std::size_t i = 0; i + 1 < word.pieces.size(); ++i) {
      const Pair pair{word.pieces[i], word.pieces[i + 1]};
      // A byte stays a byte: no piece then holds half a character.
      if (pair.first < PieceTable::kFirstPiece ||
          pair.second < PieceTable::kFirstPiece) {
        continue;
      }
      const auto entry = counts_.try_emplace(pair, 0).first;
      entry->second += sign * word.count;
      if (sign > 0) words_[pair].insert(place);
      if (entry->second == 0) {
        counts_.erase(entry);
        words_.erase(pair);
      }
    }
  }

  std::map<Pair, Index> counts_;
  std::map<Pair, std::set<std::size_t>> words_;
};

}  // namespace

void BytePairEncoding::AddCharacter(std::string_view text) {
  table_.Add(text);
  characters_ = table_.size() - PieceTable::kFirstPiece;
}

void BytePairEncoding::AddMerge(Index left, Index right, Index count) {
  const Index merged = table_.Add(Text(left) + Text(right));
  ranks_.try_emplace({left, right}, static_cast<Index>(merges_.size()));
  merges_.push_back({left, right, merged, count});
}

BytePairEncoding BytePairEncoding::Train(std::span<const std::string> texts,
                                         const BytePairOptions& options) {
  if (options.merges < 0 || options.merges > kMaxMerges) {
    Fail(kOp, options.merges, " merges are asked for; it must be from 0 to ",
         kMaxMerges);
  }
  if (options.min_count < 1) {
    Fail(kOp, "the smallest count is ", options.min_count,
         "; it must be at least 1");
  }
  BytePairEncoding encoding;
  encoding.AddCharacter(kSpacePiece);  // a space is a piece, seen or not
  std::vector<Word> words;
  PairCounts pairs;
  for (const CountedWord& counted : CountWords(kOp, texts)) {
    for (const Symbol& symbol : counted.symbols) {
      if (!symbol.bytes) encoding.AddCharacter(symbol.text);
    }
    words.push_back({encoding.Split(counted.symbols), counted.count});
    pairs.Add(words.back(), words.size() - 1);
  }
  while (static_cast<Index>(encoding.merges_.size()) < options.merges) {
    const auto [pair, count] = pairs.Best();
    if (count < options.min_count) break;
    encoding.AddMerge(pair.first, pair.second, count);
    for (const std::size_t place : pairs.WordsWith(pair)) {
      pairs.Remove(words[place], place);
      words[place].pieces = Join(words[place].pieces, encoding.merges_.back());
      pairs.Add(words[place], place);
    }
  }
  return encoding;
}

BytePairEncoding::BytePairEncoding(
    std::span<const std::string> characters,
    std::span<const std::pair<std::string, std::string>> merges) {
  AddCharacter(kSpacePiece);
  for (const std::string& character : characters) {
    const std::vector<Symbol> symbols = SymbolsOf(character);
    const bool one = symbols.size() == 2 && !symbols[1].bytes;
    if (!one && character != kSpacePiece) {
      Fail(kOp, "\"", character, "\" is not one character");
    }
    AddCharacter(character);
  }
  if (merges.size() > static_cast<std::size_t>(kMaxMerges)) {
    Fail(kOp, merges.size(), " merges are more than ", kMaxMerges);
  }
  for (const auto& [left, right] : merges) {
    const auto left_id = table_.Find(left);
    const auto right_id = table_.Find(right);
    if (!left_id || !right_id) {
      Fail(kOp, "merge ", merges_.size(), " joins \"", left, "\" and \"", right,
           "\", but \"", left_id ? right : left, "\" is no piece before it");
    }
    AddMerge(*left_id, *right_id, 0);
  }
}

std::vector<Index> BytePairEncoding::Split(std::span<const Symbol> word) const {
  std::vector<Index> pieces;
  for (const Symbol& symbol : word) {
    const auto known =
        symbol.bytes ? std::optional<Index>{} : table_.Find(symbol.text);
    if (known) {
      pieces.push_back(*known);
      continue;
    }
    for (const char byte : symbol.text) {
      pieces.push_back(PieceTable::ByteId(byte));
    }
  }
  return pieces;
}

Index BytePairEncoding::RankOf(Index left, Index right) const {
  const auto found = ranks_.find({left, right});
  return found == ranks_.end() ? -1 : found->second;
}

void BytePairEncoding::MergeAll(std::vector<Index>& pieces, Index& last) const {
  constexpr Index kGone = -1;
  const std::size_t size = pieces.size();
  std::vector<std::size_t> next(size);  // of a piece that is not gone
  std::vector<std::size_t> before(size);
  std::map<Index, std::set<std::size_t>> places;  // where a merge applies
  const auto note = [&](std::size_t left) {
    if (next[left] >= size) return;
    const Index rank = RankOf(pieces[left], pieces[next[left]]);
    if (rank >= 0) places[rank].insert(left);
  };
  for (std::size_t i = 0; i < size; ++i) {
    next[i] = i + 1;
    before[i] = i > 0 ? i - 1 : size;
  }
  for (std::size_t i = 0; i < size; ++i) note(i);
  while (!places.empty()) {
    // A merge makes no place for itself: its result is longer than its parts.
    const auto [rank, lefts] = *places.begin();
    places.erase(places.begin());
    const Merge& merge = merges_[static_cast<std::size_t>(rank)];
    for (const std::size_t left : lefts) {
      const std::size_t right = next[left];
      if (right >= size || pieces[left] != merge.left ||
          pieces[right] != merge.right) {
        continue;  // another merge has taken one of them
      }
      pieces[left] = merge.merged;
      pieces[right] = kGone;
      next[left] = next[right];
      if (next[left] < size) before[next[left]] = left;
      last = rank;
      note(left);
      if (before[left] < size) note(before[left]);
    }
  }
  std::erase(pieces, kGone);
}

std::vector<Index> BytePairEncoding::Encode(std::string_view text) const {
  if (text.size() > kMaxBytes) {
    Fail(kOp, "the text has ", text.size(), " bytes; at most ", kMaxBytes,
         " can be encoded");
  }
  std::vector<Index> ids;
  for (const auto& word : WordsOf(text)) {
    std::vector<Index> pieces = Split(word);
    Index last = -1;
    MergeAll(pieces, last);
    ids.insert(ids.end(), pieces.begin(), pieces.end());
  }
  return ids;
}

std::vector<std::vector<MergeStep>> BytePairEncoding::Explain(
    std::string_view text) const {
  if (text.size() > kMaxBytes) {
    Fail(kOp, "the text has ", text.size(), " bytes; at most ", kMaxBytes,
         " can be encoded");
  }
  std::vector<std::vector<MergeStep>> words;
  for (const auto& word : WordsOf(text)) {
    std::vector<MergeStep> steps{{Split(word), -1}};
    if (word.size() > kMaxShown) {
      MergeStep whole = steps.front();
      MergeAll(whole.pieces, whole.merge);
      if (whole.merge >= 0) steps.push_back(std::move(whole));
    }
    while (word.size() <= kMaxShown) {
      const std::vector<Index>& pieces = steps.back().pieces;
      Index earliest = -1;
      for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
        const Index rank = RankOf(pieces[i], pieces[i + 1]);
        if (rank >= 0 && (earliest < 0 || rank < earliest)) earliest = rank;
      }
      if (earliest < 0) break;
      const Merge& merge = merges_[static_cast<std::size_t>(earliest)];
      steps.push_back({Join(pieces, merge), earliest});
    }
    words.push_back(std::move(steps));
  }
  return words;
}

}  // namespace attention
