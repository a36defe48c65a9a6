#ifndef ATTENTION_TRAINING_ANOMALY_H_
#define ATTENTION_TRAINING_ANOMALY_H_

#include <optional>
#include <string>
#include <vector>

#include "attention/tape/tape.h"

namespace attention {

/// Where the first number went wrong (S22).
struct Anomaly {
  bool backward = false;     // in the gradients, on the way back
  std::string op;            // the step's op; "input" or "parameter" if given
  std::string step;          // the step, by the tensor that it makes
  std::string tensor;        // what holds the number; backward: an operand
  std::vector<Index> index;  // its first cell that is wrong
  double value = 0;          // NaN, inf or -inf
};

/// The first step with a NaN or an infinity: forward in order of recording,
/// then, after Backward, in the order of the way back, where each step answers
/// for what it adds itself. -inf is right where a mask
/// writes it into scores, and where it comes from such a score. Nothing where
/// all is well.
template <typename Scalar>
std::optional<Anomaly> FindAnomaly(const BasicTape<Scalar>& tape);

extern template std::optional<Anomaly> FindAnomaly(const BasicTape<float>&);
extern template std::optional<Anomaly> FindAnomaly(const BasicTape<double>&);

/// "NaN in attn.weights [0, 1] (softmax)", for a message.
std::string ToText(const Anomaly& anomaly);

}  // namespace attention

#endif  // ATTENTION_TRAINING_ANOMALY_H_
