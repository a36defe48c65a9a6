#include "attention/training/evaluation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace attention {
namespace {

/// Counts over the examples seen so far.
struct Tally {
  std::vector<Index> truth;
  std::vector<Index> predicted;
  double right = 0;
  double whole = 0;  // examples with nothing wrong

  /// Adds a batch: each label that counts beside the column of its row's
  /// largest logit. A sentence is a row of labels.
  void Add(const Tape& tape) {
    const View<const float> logits = tape.Read(*tape.Find("logits"));
    const View<const float> labels = tape.Read(*tape.Find("loss.labels"));
    const auto columns =
        static_cast<std::size_t>(logits.shape[logits.shape.rank() - 1]);
    const auto examples = static_cast<std::size_t>(labels.shape[0]);
    const std::size_t length =
        static_cast<std::size_t>(labels.size()) / examples;
    for (std::size_t i = 0; i < examples; ++i) {
      bool all = true;
      for (std::size_t row = i * length; row < (i + 1) * length; ++row) {
        if (static_cast<double>(labels.data[row]) == kNoLabel) continue;
        const auto numbers = logits.span().subspan(row * columns, columns);
        truth.push_back(static_cast<Index>(labels.data[row]));
        predicted.push_back(std::ranges::max_element(numbers) -
                            numbers.begin());
        const bool same = truth.back() == predicted.back();
        right += same ? 1 : 0;
        all = all && same;
      }
      whole += all ? 1 : 0;
    }
  }
};

}  // namespace

Evaluation Evaluate(const Lessons& lessons, GivenTensors& weights,
                    std::size_t batch_size, BatchRun& run) {
  Evaluation result;
  double sum = 0;
  Tally tally;
  for (std::size_t begin = 0; begin < lessons.size(); begin += batch_size) {
    std::vector<std::size_t> chosen(
        std::min(batch_size, lessons.size() - begin));
    std::iota(chosen.begin(), chosen.end(), begin);
    const Tape& tape = run.Run(lessons, chosen, {}, weights);
    const Index labels = lessons.Labels(chosen);
    const float loss = tape.Read(*tape.Find("loss")).data[0];
    sum += static_cast<double>(loss) * static_cast<double>(labels);
    tally.Add(tape);
    result.labels += labels;
  }
  const auto count = static_cast<double>(result.labels);
  result.loss = sum / count;
  result.perplexity = std::exp(result.loss);
  result.accuracy = tally.right / count;
  result.sequence_accuracy = tally.whole / static_cast<double>(lessons.size());
  if (lessons.classifies()) {
    result.truth = std::move(tally.truth);
    result.predicted = std::move(tally.predicted);
  }
  return result;
}

}  // namespace attention
