#ifndef ATTENTION_LAYERS_LINEAR_ATTENTION_H_
#define ATTENTION_LAYERS_LINEAR_ATTENTION_H_

#include "attention/layers/dot_product_attention.h"
#include "attention/tape/tape.h"

namespace attention {

/// Attention whose cost grows with the length and not with its square: the
/// queries read sums over the keys. Records, under the prefix, `key_mask`,
/// `phi_q`, `phi_k` (elu + 1), `phi_k_open` (0 where the key is masked), `kv`
/// (sum of phi_k v^T), `k_sum` (sum of phi_k), `numerator` (phi_q kv),
/// `normaliser` (phi_q k_sum), `z` (their quotient; 0 where no key is open) and
/// what it cost, `multiply_adds`, beside `multiply_adds_dense`. Under a causal
/// mask kv and k_sum are running: one for each key.
///
/// With options.compare it also records what it comes to as `similarity` and
/// `weights`, then softmax attention of the same operands under `compare.`, and
/// `compare.weights_difference`, `compare.z_difference` and the largest of
/// each, `compare.weights_error`, `compare.z_error`.
///
/// The mask may be padding, causal or both; throws Error for any other, and
/// without a mask or values. Source: Katharopoulos et al. 2020, eqs. (5)-(12);
/// S26.
template <typename Scalar>
TensorId LinearAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                         TensorId v, const DotProductOptions& options);

/// A state that each key updates and its query reads, z = factor S^T q, without
/// feature map and normaliser: ONNX LinearAttention on the tape. Records
/// `key_mask`, `k_open`, `state` (one for each key), `read` (S^T q), `z` and
/// the costs. options.update_rule is linear, gated (needs options.decay), delta
/// (needs options.beta) or gated_delta (needs both). The mask must be causal,
/// with padding or without: an update cannot be seen before it is made.
/// options.compare records softmax attention and `compare.z_error` alone, since
/// updates that read what they overwrite come to no weights.
/// Source: ONNX LinearAttention; Yang et al. 2023 and 2024; S26.
template <typename Scalar>
TensorId StateLinearAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                              TensorId v, const DotProductOptions& options);

/// The formula of tutorial 000 as it stands (S26): no feature map; `q_sum` and
/// `k_sum` sum each row over its numbers, `kv` = K^T V, `numerator` = Q kv,
/// `normaliser_pairs` = q_sum k_sum^T. That one is queries x keys and cannot
/// divide queries x d_v, so NumPy refuses the tutorial's own example; here each
/// row of it is summed to `normaliser`, which makes z a quotient of rows. Where
/// d_v is the number of keys, NumPy divides cell by cell, and `z_literal` is
/// that. `near_zero` is 1 where |normaliser| < 1e-2: it is a sum of either
/// sign, and z there means nothing. Nothing is caught: infinities stay.
template <typename Scalar>
TensorId LiteralLinearAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                                TensorId v, const DotProductOptions& options);

extern template TensorId LinearAttention(BasicTape<float>&, TensorId, TensorId,
                                         TensorId, const DotProductOptions&);
extern template TensorId LinearAttention(BasicTape<double>&, TensorId, TensorId,
                                         TensorId, const DotProductOptions&);
extern template TensorId StateLinearAttention(BasicTape<float>&, TensorId,
                                              TensorId, TensorId,
                                              const DotProductOptions&);
extern template TensorId StateLinearAttention(BasicTape<double>&, TensorId,
                                              TensorId, TensorId,
                                              const DotProductOptions&);
extern template TensorId LiteralLinearAttention(BasicTape<float>&, TensorId,
                                                TensorId, TensorId,
                                                const DotProductOptions&);
extern template TensorId LiteralLinearAttention(BasicTape<double>&, TensorId,
                                                TensorId, TensorId,
                                                const DotProductOptions&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_LINEAR_ATTENTION_H_
