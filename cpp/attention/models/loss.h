#ifndef ATTENTION_MODELS_LOSS_H_
#define ATTENTION_MODELS_LOSS_H_

#include <optional>
#include <string>
#include <vector>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

/// What a run is asked the gradients of, as a caller gives it.
struct LossSpec {
  std::string type;    // sum, mean, cell, squared_error, cross_entropy
  std::string tensor;  // what of; cross_entropy: "logits" unless said
  std::vector<Index> index = {};            // cell
  std::optional<GivenTensor> target = {};   // squared_error
  std::optional<GivenTensor> targets = {};  // cross_entropy: labels
  double label_smoothing = 0;               // cross_entropy
  std::optional<double> ignore_index = {};  // cross_entropy
  bool gradients = true;                    // or the loss alone
};

/// The label that stands where a sentence of a batch has ended.
inline constexpr double kNoLabel = -1;

/// Labels of sentences that differ in length, sentences x the longest, filled
/// up with kNoLabel.
GivenTensor PadLabels(const std::vector<std::vector<float>>& sentences);

/// Ends the tape in `loss`, one number of axes "n" (or another letter where the
/// tensor has that one):
///  - "sum", "mean": of a tensor's numbers;
///  - "cell": one of its cells;
///  - "squared_error": its mean squared distance from `loss.target`;
///  - "cross_entropy": of logits, whose last axis are the classes, and
///    `loss.labels`, of the other axes' shape.
/// Throws Error("[gradient] ...") for an unknown type or tensor, or a target of
/// another shape, and as the ops do.
template <typename Scalar>
TensorId RecordLoss(BasicTape<Scalar>& tape, const LossSpec& spec);

extern template TensorId RecordLoss(BasicTape<float>&, const LossSpec&);
extern template TensorId RecordLoss(BasicTape<double>&, const LossSpec&);

}  // namespace attention

#endif  // ATTENTION_MODELS_LOSS_H_
