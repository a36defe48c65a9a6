#ifndef ATTENTION_METRICS_ROUGE_H_
#define ATTENTION_METRICS_ROUGE_H_

#include "attention/metrics/ngrams.h"

namespace attention {

struct RougeScore {
  Index overlap = 0;    // n-grams that both have, or the subsequence's length
  Index candidate = 0;  // n-grams, or words, of the candidate
  Index reference = 0;
  double precision = 0;  // overlap / candidate; 0 where there are none
  double recall = 0;     // overlap / reference
  double f1 = 0;
};

struct RougeResult {
  RougeScore rouge1;
  RougeScore rouge2;
  RougeScore rouge_l;
  Words lcs;  // a longest common subsequence
};

/// How a summary compares with a reference: words, pairs of words and the
/// longest common subsequence. Source: Lin 2004, "ROUGE: a package for
/// automatic evaluation of summaries", sections 2 and 3, F with beta = 1.
/// Throws Error("[rouge] ...") beyond 4096 words.
RougeResult Rouge(const Words& candidate, const Words& reference);

}  // namespace attention

#endif  // ATTENTION_METRICS_ROUGE_H_
