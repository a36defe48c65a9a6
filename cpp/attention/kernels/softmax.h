#ifndef ATTENTION_KERNELS_SOFTMAX_H_
#define ATTENTION_KERNELS_SOFTMAX_H_

#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/core/parallel.h"
#include "attention/core/scratch.h"
#include "attention/core/shape.h"
#include "attention/kernels/exponentials.h"
#include "attention/kernels/four.h"
#include "attention/kernels/sums.h"

namespace attention {

/// What becomes of a row with nothing to attend to, all -inf.
enum class EmptyRow {
  kZeros,  // ours: attends to nothing, contributes nothing
  kNan,    // the formula taken literally, 0 / 0 (tutorial 001)
};

namespace internal {

/// Of an exponential, in additions.
inline constexpr Index kExpCost = 4;

/// The largest number of a row, -inf where there is none, and whether some
/// number is NaN.
template <typename Scalar>
struct RowTop {
  Scalar max;
  bool nan;
};

template <typename Scalar>
RowTop<Scalar> TopOf(const Scalar* row, Index length) {
  RowTop<Scalar> top{-std::numeric_limits<Scalar>::infinity(), false};
  for (Index k = 0; k < length; ++k) {
    if (row[k] > top.max) top.max = row[k];
    top.nan = top.nan || std::isnan(row[k]);
  }
  return top;
}

inline RowTop<float> TopOf(const float* row, Index length) {
  Four largest = Repeat(-std::numeric_limits<float>::infinity());
  auto unordered = largest != largest;
  Index k = 0;
  for (; k + 4 <= length; k += 4) {
    const Four four = Load(row + k);
    largest = Larger(four, largest);
    unordered |= four != four;
  }
  RowTop<float> top = TopOf<float>(row + k, length - k);
  for (int i = 0; i < 4; ++i) {
    top.max = std::max(top.max, largest[i]);
    top.nan = top.nan || unordered[i] != 0;
  }
  return top;
}

/// Softmax of one row whose numbers lie side by side.
template <typename Scalar>
void RowSoftmax(const Scalar* row, Index length, EmptyRow empty_row,
                Scalar* out) {
  const auto [max, nan] = TopOf(row, length);
  if (max == -std::numeric_limits<Scalar>::infinity() && !nan) {
    std::fill_n(out, length,
                empty_row == EmptyRow::kZeros
                    ? Scalar{0}
                    : std::numeric_limits<Scalar>::quiet_NaN());
    return;
  }
  ExpOfDifferences(row, max, length, out);
  const Scalar sum = SumOf(out, length);
  for (Index k = 0; k < length; ++k) out[k] /= sum;
}

/// SoftmaxBackward of one row whose numbers lie side by side.
template <typename Scalar>
void RowSoftmaxBackward(const Scalar* weights, const Scalar* out_gradient,
                        Index length, Scalar* in_gradient) {
  Scalar sum{0};
  for (Index k = 0; k < length; ++k) {
    if (weights[k] != Scalar{0}) sum += weights[k] * out_gradient[k];
  }
  for (Index k = 0; k < length; ++k) {
    if (weights[k] == Scalar{0}) continue;
    in_gradient[k] += weights[k] * (out_gradient[k] - sum);
  }
}

inline void RowSoftmaxBackward(const float* weights, const float* out_gradient,
                               Index length, float* in_gradient) {
  const Four none{};
  Four sums{};
  Index whole = 0;
  for (; whole + 4 <= length; whole += 4) {
    const Four w = Load(weights + whole);
    sums += w != none ? w * Load(out_gradient + whole) : none;
  }
  float sum = SumOfLanes(sums);
  for (Index k = whole; k < length; ++k) {
    if (weights[k] != 0) sum += weights[k] * out_gradient[k];
  }
  for (Index k = 0; k < whole; k += 4) {
    const Four w = Load(weights + k);
    const Four passed = w * (Load(out_gradient + k) - Repeat(sum));
    Store(Load(in_gradient + k) + (w != none ? passed : none), in_gradient + k);
  }
  for (Index k = whole; k < length; ++k) {
    if (weights[k] == 0) continue;
    in_gradient[k] += weights[k] * (out_gradient[k] - sum);
  }
}

}  // namespace internal

/// out = exp(in - max) / sum of them, along the middle axis of
/// outer x length x inner. Subtracting the maximum leaves the result and keeps
/// exp from overflowing (S02; tutorials 000-002 do without). Entries of -inf
/// give exactly 0. NaN in a row spreads over that row only.
///
/// Relative error of a float weight whose score is d below the largest: at most
/// (length + 8 + d) 2^-24, to first order; a weight below exp(-87) may be 0.
template <typename Scalar>
void Softmax(const Scalar* in, Index outer, Index length, Index inner,
             EmptyRow empty_row, Scalar* out) {
  if (inner == 1) {
    InParallel(outer, GrainOf(internal::kExpCost * length),
               [&](Index begin, Index end) {
                 for (Index row = begin * length; row < end * length;
                      row += length) {
                   internal::RowSoftmax(in + row, length, empty_row, out + row);
                 }
               });
    return;
  }
  Scratch<Scalar> column(static_cast<std::size_t>(length));
  for (Index o = 0; o < outer; ++o) {
    for (Index i = 0; i < inner; ++i) {
      const Index first = o * length * inner + i;
      for (Index k = 0; k < length; ++k) {
        column[static_cast<std::size_t>(k)] = in[first + k * inner];
      }
      internal::RowSoftmax(column.data(), length, empty_row, column.data());
      for (Index k = 0; k < length; ++k) {
        out[first + k * inner] = column[static_cast<std::size_t>(k)];
      }
    }
  }
}

/// in_gradient += w (g - sum of w g), row by row of `length` numbers, w being
/// the weights that Softmax gave and g their gradient. A weight of 0 was
/// blocked: it gets nothing and what its g holds, even NaN, counts for nothing,
/// so a row with nothing to attend to has the gradient 0.
template <typename Scalar>
void SoftmaxBackward(const Scalar* weights, const Scalar* out_gradient,
                     Index rows, Index length, Scalar* in_gradient) {
  InParallel(rows, GrainOf(length), [&](Index begin, Index end) {
    for (Index row = begin * length; row < end * length; row += length) {
      internal::RowSoftmaxBackward(weights + row, out_gradient + row, length,
                                   in_gradient + row);
    }
  });
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
