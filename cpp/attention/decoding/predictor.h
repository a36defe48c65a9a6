#ifndef ATTENTION_DECODING_PREDICTOR_H_
#define ATTENTION_DECODING_PREDICTOR_H_

#include <span>
#include <vector>

#include "attention/core/view.h"

namespace attention {

/// A sequence that is being written: its ids so far, and which of the
/// sequences of the call before it continues by one id (0 at the first call).
struct Prefix {
  std::vector<Index> ids;
  std::size_t parent = 0;
};

/// Whatever can say which token may come next: a table, or a model. Search
/// knows no more of it.
class Predictor {
 public:
  virtual ~Predictor() = default;
  /// V, the number of tokens.
  virtual Index vocabulary() const = 0;
  /// Logits of the next token, prefixes x V, row-major. -inf is a token that
  /// cannot come. From call to call each prefix grows by one id, so that a
  /// model can keep the keys and values of what it has read (its cache).
  virtual std::vector<float> Next(std::span<const Prefix> prefixes) = 0;
};

/// The smallest language model: a token's successor depends on that token
/// alone. Row i of the V x V logits is what may follow token i.
class ChainPredictor : public Predictor {
 public:
  /// Throws Error("[decode] ...") unless the logits are V x V, each a number or
  /// -inf; a row that is -inf throughout fails only where it is asked for.
  explicit ChainPredictor(View<const float> logits);

  Index vocabulary() const override { return size_; }
  std::vector<float> Next(std::span<const Prefix> prefixes) override;

 private:
  Index size_;
  std::vector<float> logits_;
};

}  // namespace attention

#endif  // ATTENTION_DECODING_PREDICTOR_H_
