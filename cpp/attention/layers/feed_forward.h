#ifndef ATTENTION_LAYERS_FEED_FORWARD_H_
#define ATTENTION_LAYERS_FEED_FORWARD_H_

#include <string>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

enum class Activation { kRelu, kGelu, kGeluTanh, kSwiglu };

struct FeedForwardOptions {
  Index d_ff = 1;
  Activation activation = Activation::kRelu;
  bool bias = true;  // tutorial 002; 000 does without
};

/// Records under the prefix W_1 (d_model x d_ff), [b_1], hidden, activated, W_2
/// (d_ff x d_model), [b_2] and out: activation(x W_1 + b_1) W_2 + b_2 for each
/// row of x, "tm" or "btm". SwiGLU adds W_gate, [b_gate], gate and gated:
/// activated = silu(gate), gated = activated * hidden.
/// Source: Vaswani et al. 2017, eq. (2); S11; Shazeer 2020, eq. (6).
template <typename Scalar>
TensorId RecordFeedForward(BasicTape<Scalar>& tape, const std::string& prefix,
                           TensorId x, const FeedForwardOptions& options,
                           Parameters& parameters);

extern template TensorId RecordFeedForward(BasicTape<float>&,
                                           const std::string&, TensorId,
                                           const FeedForwardOptions&,
                                           Parameters&);
extern template TensorId RecordFeedForward(BasicTape<double>&,
                                           const std::string&, TensorId,
                                           const FeedForwardOptions&,
                                           Parameters&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_FEED_FORWARD_H_
