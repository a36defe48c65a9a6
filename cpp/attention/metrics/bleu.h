#ifndef ATTENTION_METRICS_BLEU_H_
#define ATTENTION_METRICS_BLEU_H_

#include <span>
#include <string>
#include <vector>

#include "attention/metrics/ngrams.h"

namespace attention {

struct BleuOptions {
  Index max_n = 4;  // n-grams of 1 to max_n words, equally weighted
  /// What a precision without a match becomes (Chen and Cherry 2014):
  ///  - "none": 0, and so is the score;
  ///  - "add_epsilon": epsilon / total (NLTK's method1);
  ///  - "add_k": for n > 1, match or not, (matches + k) / (total + k) (Lin and
  ///    Och 2004; NLTK's method2, k = 1);
  ///  - "exponential": 1 / (2^i total) for the i-th of them (NLTK's method3).
  std::string smoothing = "none";
  double epsilon = 0.1;
  double k = 1;
};

/// An n-gram of the candidate.
struct ClippedCount {
  Words ngram;
  Index count = 0;      // in the candidate
  Index reference = 0;  // in the reference that has most of it
  Index clipped = 0;    // the smaller of the two
};

/// The modified precision of one n.
struct BleuPrecision {
  Index n = 0;
  Index matches = 0;     // clipped
  Index total = 0;       // a sentence shorter than n counts as one miss
  double precision = 0;  // after smoothing
  std::vector<ClippedCount> clipped;  // of a sentence; none for a corpus
};

struct BleuResult {
  double score = 0;  // 0 to 1
  std::vector<BleuPrecision> precisions;
  double brevity_penalty = 0;
  Index candidate_length = 0;
  Index reference_length = 0;  // of the reference nearest in length
  std::string smoothing;
};

/// A candidate translation with its references.
struct BleuExample {
  Words candidate;
  std::vector<Words> references;
};

/// score = brevity penalty * exp(mean of log precisions). Source: Papineni et
/// al. 2002; totals and ties (the shorter of equally near references) as in
/// NLTK (S20). An empty candidate, or one without any common word, scores 0.
/// Throws Error("[bleu] ...") for no reference or an option out of bounds.
BleuResult SentenceBleu(const BleuExample& example,
                        const BleuOptions& options = {});

/// Matches, totals and lengths are added up over the corpus, then scored once.
/// Throws Error as SentenceBleu does, and for no examples.
BleuResult CorpusBleu(std::span<const BleuExample> examples,
                      const BleuOptions& options = {});

}  // namespace attention

#endif  // ATTENTION_METRICS_BLEU_H_
