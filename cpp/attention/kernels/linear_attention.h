#ifndef ATTENTION_KERNELS_LINEAR_ATTENTION_H_
#define ATTENTION_KERNELS_LINEAR_ATTENTION_H_

#include <cmath>

#include "attention/core/shape.h"

namespace attention {

/// One step of a head's linear attention. `state` is d_k x d_v, always double:
/// it feeds back into itself, and so would its rounding.
///   1. decay:  S <- diag(exp(decay)) S           when `decay` is given, one
///              number for all rows or (decay_step 1) one a row
///   2. delta:  v <- beta (v - S^T k)             when `beta` is given
///   3. write:  S <- S + k v^T; a key's 0 writes nothing, whatever v is
/// Source: Katharopoulos et al. 2020, eq. (18), (19); the delta rule: Yang et
/// al. 2024, eq. (5); gates: ONNX LinearAttention. S26.
template <typename Scalar>
void WriteLinearState(const Scalar* key, const Scalar* value,
                      const Scalar* decay, Index decay_step, const Scalar* beta,
                      Index d_k, Index d_v, double* update, double* state) {
  if (decay != nullptr) {
    for (Index i = 0; i < d_k; ++i) {
      const double kept = std::exp(static_cast<double>(decay[i * decay_step]));
      for (Index j = 0; j < d_v; ++j) state[i * d_v + j] *= kept;
    }
  }
  for (Index j = 0; j < d_v; ++j) update[j] = static_cast<double>(value[j]);
  if (beta != nullptr) {
    for (Index i = 0; i < d_k; ++i) {
      const double k = static_cast<double>(key[i]);
      for (Index j = 0; j < d_v; ++j) update[j] -= k * state[i * d_v + j];
    }
    for (Index j = 0; j < d_v; ++j) update[j] *= static_cast<double>(*beta);
  }
  for (Index i = 0; i < d_k; ++i) {
    const double k = static_cast<double>(key[i]);
    if (k == 0) continue;
    for (Index j = 0; j < d_v; ++j) state[i * d_v + j] += k * update[j];
  }
}

/// out = scale S^T q, d_v numbers.
template <typename Scalar>
void ReadLinearState(const Scalar* query, const double* state, double scale,
                     Index d_k, Index d_v, Scalar* out) {
  for (Index j = 0; j < d_v; ++j) {
    double sum = 0;
    for (Index i = 0; i < d_k; ++i) {
      sum += static_cast<double>(query[i]) * state[i * d_v + j];
    }
    out[j] = static_cast<Scalar>(scale * sum);
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_LINEAR_ATTENTION_H_
