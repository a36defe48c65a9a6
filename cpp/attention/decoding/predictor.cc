#include "attention/decoding/predictor.h"

#include <cmath>

#include "attention/core/error.h"

namespace attention {

ChainPredictor::ChainPredictor(View<const float> logits)
    : size_(logits.shape.rank() == 2 ? logits.shape[0] : 0),
      logits_(logits.span().begin(), logits.span().end()) {
  if (size_ < 1 || logits.shape[1] != size_) {
    Fail("decode", "logits of shape ", logits.shape,
         " are no table of a token's successors, tokens x tokens");
  }
  for (std::size_t i = 0; i < logits_.size(); ++i) {
    const float logit = logits_[i];
    if (std::isfinite(logit) || (std::isinf(logit) && logit < 0)) continue;
    const auto row = static_cast<Index>(i) / size_;
    const auto column = static_cast<Index>(i) % size_;
    Fail("decode", "the logit of token ", column, " after token ", row, " is ",
         logit, "; it must be a number or -inf");
  }
}

std::vector<float> ChainPredictor::Next(std::span<const Prefix> prefixes) {
  std::vector<float> rows;
  for (const Prefix& prefix : prefixes) {
    const auto row = logits_.begin() + prefix.ids.back() * size_;
    rows.insert(rows.end(), row, row + size_);
  }
  return rows;
}

}  // namespace attention
