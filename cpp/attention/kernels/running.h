#ifndef ATTENTION_KERNELS_RUNNING_H_
#define ATTENTION_KERNELS_RUNNING_H_

#include <algorithm>
#include <cmath>

#include "attention/core/scratch.h"
#include "attention/core/view.h"
#include "attention/kernels/linear_attention.h"

/// What causal linear attention keeps while it walks along the keys, once a
/// key: time linear in the length (S26; Katharopoulos et al. 2020, section 3.3).
namespace attention {

/// out[t] = in[0] + ... + in[t], of rows of `width` numbers; `length` rows a
/// sequence. Summed in double.
template <typename Scalar>
void RunningSum(View<const Scalar> in, Index length, Index width, View<Scalar> out) {
  Scratch<double> sum(static_cast<std::size_t>(width));
  for (Index at = 0; at < in.size(); at += width) {
    if (at % (length * width) == 0) std::ranges::fill(sum, 0.0);
    for (Index i = 0; i < width; ++i) {
      double& cell = sum[static_cast<std::size_t>(i)];
      cell += static_cast<double>(in.data[at + i]);
      out.data[at + i] = static_cast<Scalar>(cell);
    }
  }
}

/// Adds to each row's gradient what its own and all later sums have.
template <typename Scalar>
void RunningSumBackward(View<const Scalar> out_gradient, Index length, Index width,
                        View<Scalar> in_gradient) {
  Scratch<double> sum(static_cast<std::size_t>(width));
  for (Index at = out_gradient.size() - width; at >= 0; at -= width) {
    if ((at + width) % (length * width) == 0) std::ranges::fill(sum, 0.0);
    for (Index i = 0; i < width; ++i) {
      double& cell = sum[static_cast<std::size_t>(i)];
      cell += static_cast<double>(out_gradient.data[at + i]);
      in_gradient.data[at + i] += static_cast<Scalar>(cell);
    }
  }
}

/// The operands of a running state, a sequence after the other: keys of d_k
/// numbers, values of d_v, and where the update rule has them a decay (one
/// number a key, or one a key's number) and a beta (one a key). See
/// WriteLinearState for what an update does.
template <typename Scalar>
struct StateOperands {
  const Scalar* keys = nullptr;
  const Scalar* values = nullptr;
  const Scalar* decay = nullptr;
  const Scalar* beta = nullptr;
  Index sequences = 0;
  Index length = 0;
  Index d_k = 0;
  Index d_v = 0;
  Index decay_width = 1;  // 1 or d_k

  Index decay_step() const { return decay_width == 1 ? 0 : 1; }
  Index cells() const { return d_k * d_v; }
};

/// Where the gradients of StateOperands are added; null where not wanted.
template <typename Scalar>
struct StateGradients {
  Scalar* keys = nullptr;
  Scalar* values = nullptr;
  Scalar* decay = nullptr;
  Scalar* beta = nullptr;
};

/// states = the state after each key, sequences x length x d_k x d_v. The state
/// itself is carried in double.
template <typename Scalar, typename Out>
void RunningState(const StateOperands<Scalar>& in, Out* states) {
  Scratch<double> state(static_cast<std::size_t>(in.cells()));
  Scratch<double> update(static_cast<std::size_t>(in.d_v));
  for (Index token = 0; token < in.sequences * in.length; ++token) {
    if (token % in.length == 0) std::ranges::fill(state, 0.0);
    WriteLinearState(in.keys + token * in.d_k, in.values + token * in.d_v,
                     in.decay == nullptr ? nullptr : in.decay + token * in.decay_width,
                     in.decay_step(), in.beta == nullptr ? nullptr : in.beta + token, in.d_k,
                     in.d_v, update.data(), state.data());
    for (const double cell : state) *states++ = static_cast<Out>(cell);
  }
}

namespace internal {

/// One key's update walked back. `before` is the state before it, null at the
/// start; `gradient` comes in as the gradient of the state after it and leaves
/// as that of the state before.
template <typename Scalar>
void StateUpdateBackward(const StateOperands<Scalar>& in, Index token, const double* before,
                         double* gradient, const StateGradients<Scalar>& out) {
  const Scalar* key = in.keys + token * in.d_k;
  const Scalar* value = in.values + token * in.d_v;
  const auto beta = in.beta == nullptr ? 1.0 : static_cast<double>(in.beta[token]);
  const auto kept = [&](Index i) {
    if (in.decay == nullptr) return 1.0;
    const Index at = token * in.decay_width + i * in.decay_step();
    return std::exp(static_cast<double>(in.decay[at]));
  };
  // The state that the update was added to, after the decay.
  const auto decayed = [&](Index i, Index j) {
    return before == nullptr ? 0.0 : kept(i) * before[i * in.d_v + j];
  };
  Scratch<double> key_gradient(static_cast<std::size_t>(in.d_k));
  for (Index j = 0; j < in.d_v; ++j) {
    double from_update = 0;
    double error = static_cast<double>(value[j]);  // v - S^T k
    for (Index i = 0; i < in.d_k; ++i) {
      const auto k = static_cast<double>(key[i]);
      from_update += gradient[i * in.d_v + j] * k;
      if (in.beta != nullptr) error -= decayed(i, j) * k;
    }
    const double from_error = beta * from_update;
    if (out.beta != nullptr) {
      out.beta[token] += static_cast<Scalar>(from_update * error);
    }
    if (out.values != nullptr) {
      out.values[token * in.d_v + j] += static_cast<Scalar>(from_error);
    }
    for (Index i = 0; i < in.d_k; ++i) {
      double& k_gradient = key_gradient[static_cast<std::size_t>(i)];
      k_gradient += gradient[i * in.d_v + j] * beta * error;
      if (in.beta == nullptr) continue;
      k_gradient -= decayed(i, j) * from_error;
      gradient[i * in.d_v + j] -= from_error * static_cast<double>(key[i]);
    }
  }
  for (Index i = 0; i < in.d_k; ++i) {
    if (out.keys != nullptr) {
      out.keys[token * in.d_k + i] +=
          static_cast<Scalar>(key_gradient[static_cast<std::size_t>(i)]);
    }
    for (Index j = 0; j < in.d_v; ++j) {
      double& cell = gradient[i * in.d_v + j];
      if (out.decay != nullptr) {
        out.decay[token * in.decay_width + i * in.decay_step()] +=
            static_cast<Scalar>(cell * decayed(i, j));
      }
      cell *= kept(i);
    }
  }
}

}  // namespace internal

/// Adds to the operands' gradients; `state_gradients` has RunningState's shape.
template <typename Scalar>
void RunningStateBackward(const StateOperands<Scalar>& in, const Scalar* state_gradients,
                          const StateGradients<Scalar>& out) {
  const Index cells = in.cells();
  Scratch<double> states(static_cast<std::size_t>(in.sequences * in.length * cells));
  RunningState(in, states.data());
  Scratch<double> gradient(static_cast<std::size_t>(cells));
  for (Index token = in.sequences * in.length - 1; token >= 0; --token) {
    if ((token + 1) % in.length == 0) std::ranges::fill(gradient, 0.0);
    for (Index i = 0; i < cells; ++i) {
      gradient[static_cast<std::size_t>(i)] +=
          static_cast<double>(state_gradients[token * cells + i]);
    }
    const bool first = token % in.length == 0;
    internal::StateUpdateBackward(in, token, first ? nullptr : states.data() + (token - 1) * cells,
                                  gradient.data(), out);
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_RUNNING_H_
