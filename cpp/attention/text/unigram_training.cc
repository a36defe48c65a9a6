// Learning a unigram vocabulary: expectation maximisation and pruning.

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "attention/core/error.h"
#include "attention/text/unicode.h"
#include "attention/text/unigram.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "unigram";
/// Each character of the text begins up to `longest` pieces.
constexpr std::size_t kMaxBytes = std::size_t{1} << 17;
constexpr double kNone = -std::numeric_limits<double>::infinity();
/// What a character counts for that no segmentation uses any more.
constexpr double kLeastCount = 0.1;
/// A longer piece that is expected less often than this is dropped.
constexpr double kRare = 0.5;

struct Piece {
  std::string text;
  bool single = false;  // one character
  double log_probability = 0;
};

struct Word {
  std::vector<std::string> symbols;  // characters only; bytes cut words
  double count = 0;
};

struct Edge {
  std::size_t from;
  std::size_t to;
  std::size_t piece;
};

double LogAdd(double a, double b) {
  if (a == kNone) return b;
  if (b == kNone) return a;
  return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}

std::vector<std::string> CharactersOf(const std::string& text) {
  std::vector<std::string> characters;
  for (std::size_t i = 0; i < text.size(); i += characters.back().size()) {
    characters.push_back(text.substr(i, CharacterLength(text, i)));
  }
  return characters;
}

/// The words between bytes that no piece can hold.
std::vector<Word> ReadWords(std::span<const std::string> texts) {
  std::vector<Word> words;
  for (const CountedWord& counted : CountWords(kOp, texts, kMaxBytes)) {
    Word word{{}, static_cast<double>(counted.count)};
    for (const Symbol& symbol : counted.symbols) {
      if (!symbol.bytes) {
        word.symbols.push_back(symbol.text);
      } else if (!word.symbols.empty()) {
        words.push_back(std::exchange(word, {{}, word.count}));
      }
    }
    if (!word.symbols.empty()) words.push_back(std::move(word));
  }
  return words;
}

/// Pieces under training, in byte order of their texts.
class Trainer {
 public:
  Trainer(std::vector<Word> words, Index longest)
      : words_(std::move(words)), longest_(static_cast<std::size_t>(longest)) {
    Seed();
  }

  std::size_t size() const { return pieces_.size(); }
  std::span<const Piece> pieces() const { return pieces_; }
  std::size_t singles() const {
    return static_cast<std::size_t>(
        std::ranges::count(pieces_, true, &Piece::single));
  }

  /// One step of expectation maximisation. Returns the log-likelihood of the
  /// text under the probabilities before it.
  double Maximise();
  /// Keeps the single characters and those other pieces that hurt most.
  void Prune(std::size_t keep);

 private:
  void Seed();
  std::vector<Edge> EdgesOf(const Word& word) const;
  std::vector<std::size_t> Best(const Word& word, std::size_t without) const;
  std::size_t IndexOf(std::string_view text) const;

  std::vector<Word> words_;
  std::size_t longest_;
  std::vector<Piece> pieces_;
};

void Trainer::Seed() {
  std::map<std::string, Piece> seeds;  // log_probability counts at first
  for (const Word& word : words_) {
    for (std::size_t from = 0; from < word.symbols.size(); ++from) {
      std::string text;
      const std::size_t end = std::min(word.symbols.size(), from + longest_);
      for (std::size_t to = from + 1; to <= end; ++to) {
        text += word.symbols[to - 1];
        Piece& piece = seeds[text];
        piece.text = text;
        piece.single = to == from + 1;
        piece.log_probability += word.count;
      }
    }
  }
  double total = 0;
  for (auto& [text, piece] : seeds) {
    if (!piece.single && piece.log_probability < 2) continue;
    pieces_.push_back(piece);
    total += piece.log_probability;
  }
  for (Piece& piece : pieces_) {
    piece.log_probability = std::log(piece.log_probability / total);
  }
}

std::size_t Trainer::IndexOf(std::string_view text) const {
  const auto found = std::ranges::lower_bound(
      pieces_, text, {},
      [](const Piece& p) -> std::string_view { return p.text; });
  if (found == pieces_.end() || found->text != text) return pieces_.size();
  return static_cast<std::size_t>(found - pieces_.begin());
}

std::vector<Edge> Trainer::EdgesOf(const Word& word) const {
  std::vector<Edge> edges;
  for (std::size_t from = 0; from < word.symbols.size(); ++from) {
    std::string text;
    const std::size_t end = std::min(word.symbols.size(), from + longest_);
    for (std::size_t to = from + 1; to <= end; ++to) {
      text += word.symbols[to - 1];
      const std::size_t piece = IndexOf(text);
      if (piece < pieces_.size()) edges.push_back({from, to, piece});
    }
  }
  return edges;
}

double Trainer::Maximise() {
  std::vector<double> expected(pieces_.size(), 0.0);
  double log_likelihood = 0;
  for (const Word& word : words_) {
    const std::size_t length = word.symbols.size();
    const std::vector<Edge> edges = EdgesOf(word);  // by `from`
    std::vector<double> forward(length + 1, kNone);
    std::vector<double> backward(length + 1, kNone);
    forward[0] = 0;
    backward[length] = 0;
    for (const auto& [from, to, piece] : edges) {
      forward[to] =
          LogAdd(forward[to], forward[from] + pieces_[piece].log_probability);
    }
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
      backward[edge->from] =
          LogAdd(backward[edge->from],
                 backward[edge->to] + pieces_[edge->piece].log_probability);
    }
    log_likelihood += word.count * forward[length];
    for (const auto& [from, to, piece] : edges) {
      expected[piece] +=
          word.count * std::exp(forward[from] + backward[to] - forward[length] +
                                pieces_[piece].log_probability);
    }
  }
  std::vector<Piece> kept;
  double total = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (!pieces_[i].single && expected[i] < kRare) continue;
    const double count = std::max(expected[i], kLeastCount);
    kept.push_back(std::move(pieces_[i]));
    kept.back().log_probability = count;
    total += count;
  }
  pieces_ = std::move(kept);
  for (Piece& piece : pieces_) {
    piece.log_probability = std::log(piece.log_probability / total);
  }
  return log_likelihood;
}

/// The best segmentation that does without one piece (all may be used where
/// `without` is none).
std::vector<std::size_t> Trainer::Best(const Word& word,
                                       std::size_t without) const {
  const std::size_t length = word.symbols.size();
  std::vector<double> best(length + 1, kNone);
  std::vector<Edge> last(length + 1);
  best[0] = 0;
  for (const Edge& edge : EdgesOf(word)) {
    if (edge.piece == without) continue;
    const double score = best[edge.from] + pieces_[edge.piece].log_probability;
    if (score > best[edge.to]) {
      best[edge.to] = score;
      last[edge.to] = edge;
    }
  }
  std::vector<std::size_t> path;
  for (std::size_t at = length; at > 0; at = last[at].from) {
    path.push_back(last[at].piece);
  }
  std::ranges::reverse(path);
  return path;
}

void Trainer::Prune(std::size_t keep) {
  std::vector<double> uses(pieces_.size(), 0.0);
  double total = 0;
  for (const Word& word : words_) {
    for (const std::size_t piece : Best(word, pieces_.size())) {
      uses[piece] += word.count;
      total += word.count;
    }
  }
  struct Loss {
    double value;
    std::size_t piece;
  };
  std::vector<Loss> losses;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (pieces_[i].single) continue;
    Loss loss{0, i};
    if (uses[i] > 0) {
      const Word alone{CharactersOf(pieces_[i].text), 1};
      const std::vector<std::size_t> instead = Best(alone, i);
      const double after =
          total + uses[i] * (static_cast<double>(instead.size()) - 1);
      double log_instead = 0;
      for (const std::size_t other : instead) {
        log_instead += std::log((uses[other] + uses[i]) / after);
      }
      loss.value = uses[i] / total * (std::log(uses[i] / total) - log_instead);
    }
    losses.push_back(loss);
  }
  std::ranges::stable_sort(losses, std::ranges::greater{}, &Loss::value);
  const std::size_t room = keep - std::min(keep, singles());
  std::vector<bool> stays(pieces_.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    stays[i] = pieces_[i].single;
  }
  for (std::size_t i = 0; i < std::min(room, losses.size()); ++i) {
    stays[losses[i].piece] = true;
  }
  std::vector<Piece> kept;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (stays[i]) kept.push_back(std::move(pieces_[i]));
  }
  pieces_ = std::move(kept);
}

void Check(const UnigramOptions& options) {
  if (options.size < 1 ||
      options.size > static_cast<Index>(Unigram::kMaxPieces)) {
    Fail(kOp, "the size is ", options.size, "; it must be from 1 to ",
         Unigram::kMaxPieces);
  }
  if (options.longest < 1 || options.longest > 32) {
    Fail(kOp, "the longest piece is ", options.longest,
         " characters; it must be from 1 to 32");
  }
  if (!(options.keep > 0 && options.keep < 1)) {
    Fail(kOp, "keep is ", options.keep, "; it must be between 0 and 1");
  }
  if (options.em_iterations < 1 || options.em_iterations > 100) {
    Fail(kOp, "the iterations are ", options.em_iterations,
         "; it must be from 1 to 100");
  }
}

}  // namespace

UnigramTraining TrainUnigram(std::span<const std::string> texts,
                             const UnigramOptions& options) {
  Check(options);
  Trainer trainer(ReadWords(texts), options.longest);
  if (trainer.size() == 0) Fail(kOp, "there is no text to train on");
  const auto size = static_cast<std::size_t>(options.size);
  if (trainer.singles() > size) {
    Fail(kOp, "the text has ", trainer.singles(),
         " different characters; a size of ", size, " cannot hold them");
  }
  UnigramTraining training;
  while (true) {
    for (Index i = 0; i < options.em_iterations; ++i) {
      const auto pieces = static_cast<Index>(trainer.size());
      training.rounds.push_back({pieces, trainer.Maximise()});
    }
    if (trainer.size() <= size) break;
    const double share = options.keep * static_cast<double>(trainer.size());
    trainer.Prune(std::max(size, static_cast<std::size_t>(share)));
  }
  for (const Piece& piece : trainer.pieces()) {
    training.pieces.push_back({piece.text, piece.log_probability});
  }
  std::ranges::stable_sort(training.pieces, std::ranges::greater{},
                           &UnigramPiece::log_probability);
  return training;
}

}  // namespace attention
