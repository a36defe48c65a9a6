#include "attention/models/operators/pca.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "attention/core/error.h"

namespace attention {
namespace {

using Vector = std::vector<double>;

/// Time grows with the cube of the smaller size.
constexpr Index kLargest = 1024;

Index CheckedCount(const GivenTensor& x, double components) {
  const Shape& shape = x.shape;
  if (shape.rank() != 2 || shape[0] == 0 || shape[1] == 0) {
    Fail("pca", "x of shape ", shape,
         " must be points x numbers, at least one of each");
  }
  if (std::min(shape[0], shape[1]) > kLargest) {
    Fail("pca", "x of shape ", shape, " is too large: points or numbers, one ",
         "of the two, must be at most ", kLargest);
  }
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    if (std::isfinite(x.data[i])) continue;
    const auto at = static_cast<Index>(i);
    Fail("pca", "x[", at / shape[1], ", ", at % shape[1], "] is ", x.data[i],
         "; every number must be finite");
  }
  const bool whole = components == std::floor(components);
  if (!whole || components < 1 || components > static_cast<double>(shape[1])) {
    Fail("pca", "components is ", components,
         "; it must be a whole number from 1 to ", shape[1],
         ", the numbers of a point");
  }
  return static_cast<Index>(components);
}

/// Row-major, rows x columns.
struct Matrix {
  Index rows;
  Index columns;
  Vector numbers = Vector(static_cast<std::size_t>(rows * columns));

  double* row(Index i) { return numbers.data() + i * columns; }
  const double* row(Index i) const { return numbers.data() + i * columns; }
};

double Dot(const double* a, const double* b, Index count) {
  return std::inner_product(a, a + count, b, 0.0);
}

/// sum += factor * numbers
void AddTo(double* sum, double factor, const double* numbers, Index count) {
  for (Index i = 0; i < count; ++i) sum[i] += factor * numbers[i];
}

/// The points less their mean, which goes to `mean`.
Matrix Centred(const GivenTensor& x, Matrix& mean) {
  Matrix points{x.shape[0], x.shape[1]};
  std::ranges::copy(x.data, points.numbers.begin());
  for (Index i = 0; i < points.rows; ++i) {
    AddTo(mean.row(0), 1, points.row(i), points.columns);
  }
  for (double& number : mean.numbers) {
    number /= static_cast<double>(points.rows);
  }
  for (Index i = 0; i < points.rows; ++i) {
    AddTo(points.row(i), -1, mean.row(0), points.columns);
  }
  return points;
}

/// The points' products with each other.
Matrix ProductsOfPoints(const Matrix& points) {
  Matrix products{points.rows, points.rows};
  for (Index i = 0; i < points.rows; ++i) {
    for (Index j = 0; j <= i; ++j) {
      products.row(i)[j] = products.row(j)[i] =
          Dot(points.row(i), points.row(j), points.columns);
    }
  }
  return products;
}

/// The numbers' products with each other, summed over the points.
Matrix ProductsOfNumbers(const Matrix& points) {
  const Index d = points.columns;
  Matrix products{d, d};
  for (Index i = 0; i < points.rows; ++i) {
    const double* point = points.row(i);
    for (Index j = 0; j < d; ++j) AddTo(products.row(j), point[j], point, d);
  }
  return products;
}

/// Of the points' own eigenvector the direction in their space, of length 1.
Vector InSpace(const Matrix& points, const Vector& by_point) {
  Vector direction(static_cast<std::size_t>(points.columns));
  for (Index i = 0; i < points.rows; ++i) {
    AddTo(direction.data(), by_point[static_cast<std::size_t>(i)],
          points.row(i), points.columns);
  }
  const double length =
      std::sqrt(Dot(direction.data(), direction.data(), points.columns));
  for (double& number : direction) number /= length;
  return direction;
}

/// An eigenvector's opposite is one too: the largest number shall be positive.
void Orient(Vector& direction) {
  std::size_t peak = 0;
  for (std::size_t i = 1; i < direction.size(); ++i) {
    // Entries that differ by rounding alone count as equal.
    if (std::abs(direction[i]) > std::abs(direction[peak]) * (1 + 1e-9)) {
      peak = i;
    }
  }
  if (direction[peak] > 0) return;
  for (double& number : direction) number = -number;
}

GivenTensor ToGiven(const Matrix& matrix, const Shape& shape) {
  return {shape, {matrix.numbers.begin(), matrix.numbers.end()}};
}

}  // namespace

PcaResult RunPca(const GivenTensor& x, double components) {
  const Index count = CheckedCount(x, components);
  const Index n = x.shape[0];
  const Index d = x.shape[1];
  Matrix mean{1, d};
  const Matrix centred = Centred(x, mean);

  // The smaller of the two products has all eigenvalues that are not zero.
  const bool by_points = n < d;
  const Matrix products =
      by_points ? ProductsOfPoints(centred) : ProductsOfNumbers(centred);
  const Index size = products.rows;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> system(
      Eigen::Map<const Eigen::MatrixXd>(products.numbers.data(), size, size));
  double total = 0;
  for (Index i = 0; i < size; ++i) total += products.row(i)[i];
  // Floats round by 6e-8 of their size: what spread that alone can make is
  // none.
  constexpr double kRounding = 3.6e-15;
  double largest = 0;
  for (const float number : x.data) {
    largest = std::max(largest, std::abs(static_cast<double>(number)));
  }
  const double noise =
      static_cast<double>(n * d) * largest * largest * kRounding;

  Matrix directions{count, d};
  Matrix scores{n, count};
  Matrix explained{1, count};
  for (Index c = 0; c < std::min(count, size); ++c) {
    const Index at = size - 1 - c;  // they come rising
    const double value = system.eigenvalues()[at];
    if (!(value > noise)) break;
    Vector direction;
    for (Index i = 0; i < size; ++i) {
      direction.push_back(system.eigenvectors()(i, at));
    }
    if (by_points) direction = InSpace(centred, direction);
    Orient(direction);
    std::ranges::copy(direction, directions.row(c));
    for (Index i = 0; i < n; ++i) {
      scores.row(i)[c] = Dot(centred.row(i), direction.data(), d);
    }
    explained.row(0)[c] = value / total;
  }
  return {ToGiven(mean, {d}), ToGiven(directions, {count, d}),
          ToGiven(scores, {n, count}), ToGiven(explained, {count})};
}

}  // namespace attention
