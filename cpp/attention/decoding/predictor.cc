#include "attention/decoding/predictor.h"

#include "attention/core/error.h"

namespace attention {

ChainPredictor::ChainPredictor(View<const float> logits)
    : size_(logits.shape.rank() == 2 ? logits.shape[0] : 0),
      logits_(logits.span().begin(), logits.span().end()) {
  if (size_ < 1 || logits.shape[1] != size_) {
    Fail("decode", "logits of shape ", logits.shape,
         " are no table of a token's successors, tokens x tokens");
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
