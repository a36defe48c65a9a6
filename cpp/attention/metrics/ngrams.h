#ifndef ATTENTION_METRICS_NGRAMS_H_
#define ATTENTION_METRICS_NGRAMS_H_

#include <span>
#include <string>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// A sentence as words.
using Words = std::vector<std::string>;

struct NgramCount {
  Words ngram;
  Index count = 0;
};

/// The n-grams of the words with their counts, in order of first appearance.
std::vector<NgramCount> CountNgrams(std::span<const std::string> words,
                                    Index n);

}  // namespace attention

#endif  // ATTENTION_METRICS_NGRAMS_H_
