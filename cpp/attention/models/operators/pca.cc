#include "attention/models/operators/pca.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "attention/core/error.h"

namespace attention {
namespace {

using Matrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

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

GivenTensor ToGiven(const Matrix& matrix, const Shape& shape) {
  GivenTensor tensor{shape, {}};
  for (Index i = 0; i < matrix.size(); ++i) {
    tensor.data.push_back(static_cast<float>(matrix.data()[i]));
  }
  return tensor;
}

}  // namespace

PcaResult RunPca(const GivenTensor& x, double components) {
  const Index count = CheckedCount(x, components);
  const Index n = x.shape[0];
  const Index d = x.shape[1];
  Matrix centred =
      Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic,
                                     Eigen::RowMajor>>(x.data.data(), n, d)
          .cast<double>();
  const Eigen::RowVectorXd mean = centred.colwise().mean();
  centred.rowwise() -= mean;

  // The smaller of the two products has all eigenvalues that are not zero.
  const bool by_points = n < d;
  Eigen::MatrixXd products;
  if (by_points) {
    products = centred * centred.transpose();
  } else {
    products = centred.transpose() * centred;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(products);
  const double total = products.trace();
  // Floats round by 6e-8 of their size: what spread that alone can make is
  // none.
  constexpr double kRounding = 3.6e-15;
  double largest = 0;
  for (const float number : x.data) {
    largest = std::max(largest, std::abs(static_cast<double>(number)));
  }
  const double noise =
      static_cast<double>(n * d) * largest * largest * kRounding;

  Matrix directions = Matrix::Zero(count, d);
  Matrix scores = Matrix::Zero(n, count);
  Matrix explained = Matrix::Zero(1, count);
  for (Index c = 0; c < std::min(count, products.rows()); ++c) {
    const Index at = products.rows() - 1 - c;  // they come rising
    if (!(solver.eigenvalues()[at] > noise)) break;
    Eigen::VectorXd direction = solver.eigenvectors().col(at);
    if (by_points) direction = (centred.transpose() * direction).normalized();
    Index peak = 0;
    for (Index i = 1; i < d; ++i) {
      // Entries that differ by rounding alone count as equal.
      if (std::abs(direction[i]) > std::abs(direction[peak]) * (1 + 1e-9)) {
        peak = i;
      }
    }
    if (direction[peak] < 0) direction = -direction;
    directions.row(c) = direction.transpose();
    scores.col(c) = centred * direction;
    explained(0, c) = solver.eigenvalues()[at] / total;
  }
  return {ToGiven(mean, {d}), ToGiven(directions, {count, d}),
          ToGiven(scores, {n, count}), ToGiven(explained, {count})};
}

}  // namespace attention
