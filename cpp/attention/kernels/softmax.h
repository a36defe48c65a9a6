#ifndef ATTENTION_KERNELS_SOFTMAX_H_
#define ATTENTION_KERNELS_SOFTMAX_H_

#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/core/view.h"

namespace attention {

/// What becomes of a row with nothing to attend to, all -inf.
enum class EmptyRow {
  kZeros,  // ours: attends to nothing, contributes nothing
  kNan,    // the formula taken literally, 0 / 0 (tutorial 001)
};

/// out = exp(in - max) / sum of them, along the middle axis of
/// outer x length x inner. Subtracting the maximum leaves the result and keeps
/// exp from overflowing (S02; tutorials 000-002 do without). Entries of -inf
/// give exactly 0. NaN in a row spreads over that row only.
///
/// Relative error of a float weight whose score is d below the largest: at most
/// (length + 4 + d) 2^-24, to first order, while it isn't denormal.
template <typename Scalar>
void Softmax(const Scalar* in, Index outer, Index length, Index inner,
             EmptyRow empty_row, Scalar* out) {
  constexpr Scalar kLowest = -std::numeric_limits<Scalar>::infinity();
  for (Index o = 0; o < outer; ++o) {
    for (Index i = 0; i < inner; ++i) {
      const Scalar* row = in + o * length * inner + i;
      Scalar* result = out + o * length * inner + i;
      Scalar max = kLowest;
      bool nan = false;
      for (Index k = 0; k < length; ++k) {
        const Scalar value = row[k * inner];
        if (value > max) max = value;
        nan = nan || std::isnan(value);
      }
      if (max == kLowest && !nan) {
        const Scalar fill = empty_row == EmptyRow::kZeros
                                ? Scalar{0}
                                : std::numeric_limits<Scalar>::quiet_NaN();
        for (Index k = 0; k < length; ++k) result[k * inner] = fill;
        continue;
      }
      Scalar sum{0};
      for (Index k = 0; k < length; ++k) {
        const Scalar value = std::exp(row[k * inner] - max);
        result[k * inner] = value;
        sum += value;
      }
      for (Index k = 0; k < length; ++k) result[k * inner] /= sum;
    }
  }
}

/// in_gradient += w (g - sum of w g), along the same axis, w being the weights
/// that Softmax gave and g their gradient. A weight of 0 was blocked: it gets
/// nothing and what its g holds, even NaN, counts for nothing, so a row with
/// nothing to attend to has the gradient 0.
template <typename Scalar>
void SoftmaxBackward(const Scalar* weights, const Scalar* out_gradient,
                     Index outer, Index length, Index inner,
                     Scalar* in_gradient) {
  for (Index o = 0; o < outer; ++o) {
    for (Index i = 0; i < inner; ++i) {
      const Index start = o * length * inner + i;
      Scalar sum{0};
      for (Index k = 0; k < length; ++k) {
        const Index at = start + k * inner;
        if (weights[at] != Scalar{0}) sum += weights[at] * out_gradient[at];
      }
      for (Index k = 0; k < length; ++k) {
        const Index at = start + k * inner;
        if (weights[at] == Scalar{0}) continue;
        in_gradient[at] += weights[at] * (out_gradient[at] - sum);
      }
    }
  }
}

/// out = (in - max) - ln(sum of exp(in - max)), likewise. A row of nothing but
/// -inf is NaN, as the formula has it.
template <typename Scalar>
void LogSoftmax(const Scalar* in, Index outer, Index length, Index inner,
                Scalar* out) {
  for (Index o = 0; o < outer; ++o) {
    for (Index i = 0; i < inner; ++i) {
      const Scalar* row = in + o * length * inner + i;
      Scalar* result = out + o * length * inner + i;
      Scalar max = -std::numeric_limits<Scalar>::infinity();
      for (Index k = 0; k < length; ++k) max = std::max(max, row[k * inner]);
      Scalar sum{0};
      for (Index k = 0; k < length; ++k) sum += std::exp(row[k * inner] - max);
      const Scalar log_sum = std::log(sum);
      for (Index k = 0; k < length; ++k) {
        result[k * inner] = (row[k * inner] - max) - log_sum;
      }
    }
  }
}

/// in_gradient += g - p (sum of g) row by row, p = exp(out) being the softmax.
template <typename Scalar>
void LogSoftmaxBackward(const Scalar* out, const Scalar* out_gradient,
                        Index rows, Index length, Scalar* in_gradient) {
  for (Index start = 0; start < rows * length; start += length) {
    Scalar sum{0};
    for (Index k = start; k < start + length; ++k) sum += out_gradient[k];
    for (Index k = start; k < start + length; ++k) {
      in_gradient[k] += out_gradient[k] - std::exp(out[k]) * sum;
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_SOFTMAX_H_
