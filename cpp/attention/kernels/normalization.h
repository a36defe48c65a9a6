#ifndef ATTENTION_KERNELS_NORMALIZATION_H_
#define ATTENTION_KERNELS_NORMALIZATION_H_

#include <cmath>

#include "attention/core/parallel.h"
#include "attention/core/shape.h"
#include "attention/kernels/sums.h"

namespace attention {

/// What a row is divided by after its mean is taken off (S10).
enum class NormFormula {
  kVariance,  // sqrt(variance + epsilon): tutorial 002, and everyone since
  kStd,       // standard deviation + epsilon: tutorial 000
};

/// What a row of numbers is normalised with.
struct RowMoments {
  double mean;
  double deviation;  // sqrt(variance), of the whole row (numpy's `std`)
  double inverse;    // what x - mean is multiplied by
};

/// Sums in double: a large common offset must not drown the differences.
template <typename Scalar>
RowMoments MomentsOf(const Scalar* x, Index width, double epsilon,
                     NormFormula formula) {
  const auto count = static_cast<double>(width);
  const auto number = [&](Index i) { return static_cast<double>(x[i]); };
  const double mean = DoubleSumOf(width, number) / count;
  const double variance = DoubleSumOf(width,
                                      [&](Index i) {
                                        const double distance =
                                            number(i) - mean;
                                        return distance * distance;
                                      }) /
                          count;
  const double deviation = std::sqrt(variance);
  return {mean, deviation,
          formula == NormFormula::kVariance ? 1 / std::sqrt(variance + epsilon)
                                            : 1 / (deviation + epsilon)};
}

/// out = (in - mean) * inverse for each of `rows` rows of `width` numbers; mean
/// and inverse, where they aren't null, get one number a row. Source: Ba,
/// Kiros, Hinton 2016, eq. (4); S10. A float result is off by at most 2^-23 of
/// itself, for all between is double, and by 1e-12 where numbers cancel.
template <typename Scalar>
void LayerNorm(const Scalar* in, Index rows, Index width, double epsilon,
               NormFormula formula, Scalar* out, Scalar* mean = nullptr,
               Scalar* inverse = nullptr) {
  InParallel(rows, GrainOf(4 * width), [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) {
      const Scalar* x = in + row * width;
      Scalar* y = out + row * width;
      const RowMoments moments = MomentsOf(x, width, epsilon, formula);
      for (Index i = 0; i < width; ++i) {
        y[i] = static_cast<Scalar>((static_cast<double>(x[i]) - moments.mean) *
                                   moments.inverse);
      }
      if (mean != nullptr) mean[row] = static_cast<Scalar>(moments.mean);
      if (inverse != nullptr) {
        inverse[row] = static_cast<Scalar>(moments.inverse);
      }
    }
  });
}

/// in_gradient += what the loss does as one row x grows, given what it does as
/// the normalised row y grows, scaled(i), a double. With r the
/// inverse and s the deviation,
///   dy_i/dx_j = r (delta_ij - 1/n) - (x_i - mean) r' (x_j - mean) / n,
/// r' being r^3 for 1 / sqrt(variance + epsilon), and r^2 / s for
/// 1 / (s + epsilon); a row of equal numbers has s = 0, and the second term is
/// taken as the 0 that it tends to along every direction that keeps it so.
template <typename Scalar, typename Scaled>
void LayerNormRowBackward(const Scalar* x, Index width,
                          const RowMoments& moments, NormFormula formula,
                          Scaled&& scaled, Scalar* in_gradient) {
  const double r = moments.inverse;
  double slope = r * r * r;
  if (formula == NormFormula::kStd) {
    slope = moments.deviation > 0 ? r * r / moments.deviation : 0;
  }
  const auto count = static_cast<double>(width);
  const auto distance = [&](Index i) {
    return static_cast<double>(x[i]) - moments.mean;
  };
  const double mean = DoubleSumOf(width, scaled) / count;
  const double product =
      DoubleSumOf(width, [&](Index i) { return scaled(i) * distance(i); });
  const double along = slope * product / count;
  for (Index i = 0; i < width; ++i) {
    in_gradient[i] +=
        static_cast<Scalar>(r * (scaled(i) - mean) - along * distance(i));
  }
}

template <typename Scalar>
double SumOfSquares(const Scalar* x, Index width) {
  return DoubleSumOf(width, [&](Index i) {
    return static_cast<double>(x[i]) * static_cast<double>(x[i]);
  });
}

/// 1 / sqrt(mean of squares + epsilon) of one row.
template <typename Scalar>
double InverseRootMeanSquare(const Scalar* x, Index width, double epsilon) {
  const double squares = SumOfSquares(x, width);
  return 1 / std::sqrt(squares / static_cast<double>(width) + epsilon);
}

/// out = in / sqrt(mean of squares + epsilon), row by row.
/// Source: Zhang and Sennrich 2019, eq. (4).
template <typename Scalar>
void RmsNorm(const Scalar* in, Index rows, Index width, double epsilon,
             Scalar* out) {
  for (Index row = 0; row < rows; ++row) {
    const Scalar* x = in + row * width;
    Scalar* y = out + row * width;
    const double inverse = InverseRootMeanSquare(x, width, epsilon);
    for (Index i = 0; i < width; ++i) {
      y[i] = static_cast<Scalar>(static_cast<double>(x[i]) * inverse);
    }
  }
}

/// in_gradient += for one row, as LayerNormRowBackward:
///   dy_i/dx_j = r delta_ij - x_i x_j r^3 / n.
template <typename Scalar, typename Scaled>
void RmsNormRowBackward(const Scalar* x, Index width, double epsilon,
                        Scaled&& scaled, Scalar* in_gradient) {
  const double r = InverseRootMeanSquare(x, width, epsilon);
  const double along = DoubleSumOf(
      width, [&](Index i) { return scaled(i) * static_cast<double>(x[i]); });
  const double slope = r * r * r * along / static_cast<double>(width);
  for (Index j = 0; j < width; ++j) {
    in_gradient[j] +=
        static_cast<Scalar>(r * scaled(j) - slope * static_cast<double>(x[j]));
  }
}

/// sqrt(max(sum of squares, epsilon)) of one row: its length, kept off 0.
template <typename Scalar>
double LengthOf(const Scalar* x, Index width, double epsilon) {
  const double squares = SumOfSquares(x, width);
  // Not std::max, which would hide a NaN.
  return std::sqrt(squares < epsilon ? epsilon : squares);
}

/// out = in / length, row by row: what is left is a direction, and the dot
/// product of two of them the cosine of their angle.
template <typename Scalar>
void L2Norm(const Scalar* in, Index rows, Index width, double epsilon,
            Scalar* out) {
  for (Index row = 0; row < rows; ++row) {
    const Scalar* x = in + row * width;
    const double length = LengthOf(x, width, epsilon);
    for (Index i = 0; i < width; ++i) {
      out[row * width + i] =
          static_cast<Scalar>(static_cast<double>(x[i]) / length);
    }
  }
}

/// in_gradient += for one row, given what the loss does as its direction y
/// grows: (gradient - y (y . gradient)) / length; a row shorter than epsilon
/// allows is divided by a constant.
template <typename Scalar>
void L2NormRowBackward(const Scalar* x, Index width, double epsilon,
                       const Scalar* gradient, Scalar* in_gradient) {
  const double length = LengthOf(x, width, epsilon);
  double along = 0;
  if (length * length > epsilon) {
    for (Index i = 0; i < width; ++i) {
      along +=
          static_cast<double>(gradient[i]) * static_cast<double>(x[i]) / length;
    }
  }
  for (Index i = 0; i < width; ++i) {
    in_gradient[i] +=
        static_cast<Scalar>((static_cast<double>(gradient[i]) -
                             static_cast<double>(x[i]) / length * along) /
                            length);
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_NORMALIZATION_H_
