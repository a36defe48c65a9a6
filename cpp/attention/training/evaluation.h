#ifndef ATTENTION_TRAINING_EVALUATION_H_
#define ATTENTION_TRAINING_EVALUATION_H_

#include <vector>

#include "attention/models/run.h"
#include "attention/training/batch_run.h"
#include "attention/training/examples.h"

namespace attention {

struct Evaluation {
  double loss = 0;        // mean over all labels, without smoothing or dropout
  double perplexity = 0;  // exp(loss)
  double accuracy = 0;    // share of labels that have the largest logit
  /// Share of examples all of whose labels have it: of pairs, those that a
  /// greedy search writes word by word.
  double sequence_accuracy = 0;
  Index labels = 0;
  /// Of a classifier: each example's label, and the one with the largest logit,
  /// as a classification report takes them.
  std::vector<Index> truth;
  std::vector<Index> predicted;
};

/// What these weights make of the examples, `batch_size` at a time.
Evaluation Evaluate(const Lessons& lessons, GivenTensors& weights,
                    std::size_t batch_size, BatchRun& run);

}  // namespace attention

#endif  // ATTENTION_TRAINING_EVALUATION_H_
