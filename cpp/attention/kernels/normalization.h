#ifndef ATTENTION_KERNELS_NORMALIZATION_H_
#define ATTENTION_KERNELS_NORMALIZATION_H_

#include <cmath>

#include "attention/core/view.h"

namespace attention {

/// out = (in - mean) / sqrt(variance + epsilon) for each of `rows` rows of
/// `width` numbers; mean and inv_std_dev get one number a row.
/// Source: Ba, Kiros, Hinton 2016, eq. (4); S10 (tutorial 002's formula). Sums
/// in double: a large common offset must not drown the differences.
template <typename Scalar>
void LayerNorm(const Scalar* in, Index rows, Index width, double epsilon,
               Scalar* out, Scalar* mean, Scalar* inv_std_dev) {
  for (Index row = 0; row < rows; ++row) {
    const Scalar* x = in + row * width;
    Scalar* y = out + row * width;
    double sum = 0;
    for (Index i = 0; i < width; ++i) sum += static_cast<double>(x[i]);
    const double average = sum / static_cast<double>(width);
    double squares = 0;
    for (Index i = 0; i < width; ++i) {
      const double distance = static_cast<double>(x[i]) - average;
      squares += distance * distance;
    }
    const double inverse =
        1 / std::sqrt(squares / static_cast<double>(width) + epsilon);
    for (Index i = 0; i < width; ++i) {
      y[i] =
          static_cast<Scalar>((static_cast<double>(x[i]) - average) * inverse);
    }
    mean[row] = static_cast<Scalar>(average);
    inv_std_dev[row] = static_cast<Scalar>(inverse);
  }
}

/// out = in / sqrt(mean of squares + epsilon), row by row.
/// Source: Zhang and Sennrich 2019, eq. (4).
template <typename Scalar>
void RmsNorm(const Scalar* in, Index rows, Index width, double epsilon,
             Scalar* out) {
  for (Index row = 0; row < rows; ++row) {
    const Scalar* x = in + row * width;
    Scalar* y = out + row * width;
    double squares = 0;
    for (Index i = 0; i < width; ++i) {
      squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    }
    const double inverse =
        1 / std::sqrt(squares / static_cast<double>(width) + epsilon);
    for (Index i = 0; i < width; ++i) {
      y[i] = static_cast<Scalar>(static_cast<double>(x[i]) * inverse);
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_NORMALIZATION_H_
