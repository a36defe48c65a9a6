#ifndef ATTENTION_LEARNED_PYTORCH_NAMES_H_
#define ATTENTION_LEARNED_PYTORCH_NAMES_H_

#include <string_view>

#include "attention/io/safetensors.h"

namespace attention {

/// Whether the file has parameters of PyTorch's nn.Transformer* modules.
bool IsPyTorch(const TensorFile& file);

/// The file with PyTorch's parameters by this project's names, laid out as its
/// layers have them:
///  - [encoder.|decoder.]layers.N. -> encoder.N. or decoder.N.; layers that no
///    stack's name precedes are the decoder's of a "decoder_only", and the
///    encoder's of all others; "module.", "model." and "transformer." in front
///    are dropped;
///  - self_attn and multihead_attn .in_proj_weight (3 d x d) -> attn. and
///    cross. W_q, W_k, W_v (n_heads x d x d_k), .in_proj_bias -> b_q, b_k, b_v,
///    .out_proj -> W_o, b_o;
///  - linear1, linear2 -> ffn.W_1, b_1, W_2, b_2; norm1, norm2, norm3 and a
///    stack's norm -> gamma, beta;
///  - embedding, embed, token_embedding -> embedding.table; source and
///    src_embed, target and tgt_embed -> source. and target. embedding.table;
///    output, head, lm_head, classifier, generator, fc -> output.W, output.b.
/// A Linear's weight (out x in) is transposed: here a row times W is the
/// result. Other names stay as they are. Throws Error("[model] ...") for
/// shapes that are no such module's, heads that do not divide its width, and
/// two tensors that stand for one of ours.
TensorFile FromPyTorch(TensorFile file, std::string_view model, Index n_heads);

}  // namespace attention

#endif  // ATTENTION_LEARNED_PYTORCH_NAMES_H_
