#ifndef ATTENTION_LAYERS_BLOCK_H_
#define ATTENTION_LAYERS_BLOCK_H_

#include <optional>
#include <string>
#include <vector>

#include "attention/layers/feed_forward.h"
#include "attention/layers/multi_head_attention.h"
#include "attention/layers/normalization.h"

namespace attention {

/// What every layer of a stack is made of.
struct BlockOptions {
  MultiHeadOptions heads;
  FeedForwardOptions feed_forward;
  NormOptions norm;
  /// Normalise what a sublayer reads (Xiong et al. 2020) instead of what it
  /// leaves (Vaswani et al. 2017).
  bool norm_first = false;
  bool final_norm = false;  // whether a stack ends in a norm of its own
  DropoutOptions dropout;   // of each sublayer's result
};

/// Where a layer's attention looks, beside its own words.
struct CrossAttention {
  TensorId memory;  // keys x d_model: the encoder's output
  TensorId mask;    // queries x keys
};

/// Keys and values that a layer need not compute; see KnownKeys.
struct KnownLayer {
  std::optional<KnownKeys> own;
  std::optional<KnownKeys> cross;
};

struct BlockTensors {
  TensorId out;
  MultiHeadTensors own;
  std::optional<MultiHeadTensors> cross;
};

/// Records one layer under the prefix ("encoder.0."): `attn.*`, with `cross` a
/// decoder's `cross.*`, and `ffn.*`, each sublayer with its `residual<n>` and
/// `norm<n>.*` and, where there is a rate, `dropout<n>`. x is "tm" or "btm".
/// Where attention puts out rows of another width than x's (heads.d_out), x
/// joins them through a linear map, `shortcut.W`, `shortcut.b` and
/// `shortcut.out` (He et al. 2016, eq. (2)).
/// Source: Vaswani et al. 2017, section 3.1; S12, S13.
template <typename Scalar>
BlockTensors RecordBlock(BasicTape<Scalar>& tape, const std::string& prefix,
                         TensorId x, TensorId mask,
                         const std::optional<CrossAttention>& cross,
                         const BlockOptions& options, Parameters& parameters,
                         const KnownLayer& known = {});

struct StackTensors {
  TensorId out;
  std::vector<BlockTensors> layers;
};

/// Records `n_layers` layers under `<prefix>0.`, `<prefix>1.`, ..., each
/// reading the last one's result, and with final_norm `<prefix>norm.*` at the
/// end. `known` is empty or has one entry a layer.
template <typename Scalar>
StackTensors RecordStack(BasicTape<Scalar>& tape, const std::string& prefix,
                         TensorId x, TensorId mask,
                         const std::optional<CrossAttention>& cross,
                         Index n_layers, const BlockOptions& options,
                         Parameters& parameters,
                         const std::vector<KnownLayer>& known = {});

extern template BlockTensors RecordBlock(BasicTape<float>&, const std::string&,
                                         TensorId, TensorId,
                                         const std::optional<CrossAttention>&,
                                         const BlockOptions&, Parameters&,
                                         const KnownLayer&);
extern template BlockTensors RecordBlock(BasicTape<double>&, const std::string&,
                                         TensorId, TensorId,
                                         const std::optional<CrossAttention>&,
                                         const BlockOptions&, Parameters&,
                                         const KnownLayer&);
extern template StackTensors RecordStack(BasicTape<float>&, const std::string&,
                                         TensorId, TensorId,
                                         const std::optional<CrossAttention>&,
                                         Index, const BlockOptions&,
                                         Parameters&,
                                         const std::vector<KnownLayer>&);
extern template StackTensors RecordStack(BasicTape<double>&, const std::string&,
                                         TensorId, TensorId,
                                         const std::optional<CrossAttention>&,
                                         Index, const BlockOptions&,
                                         Parameters&,
                                         const std::vector<KnownLayer>&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_BLOCK_H_
