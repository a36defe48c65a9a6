#ifndef ATTENTION_CORE_MATRIX_H_
#define ATTENTION_CORE_MATRIX_H_

#include <Eigen/Core>

namespace attention {

/// Row-major like every tensor here; Eigen's own default is column-major.
template <typename Scalar>
using RowMatrix =
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <typename Scalar>
using ColumnMatrix =
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;

/// rows x cols numbers, a row every `outerStride()` numbers.
template <typename Scalar>
using RowMap = Eigen::Map<RowMatrix<Scalar>, 0, Eigen::OuterStride<>>;

template <typename Matrix>
using ConstMap = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

/// All numbers of a tensor as one array.
template <typename Scalar>
using ArrayMap = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

template <typename Scalar>
using ConstArrayMap = Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

}  // namespace attention

#endif  // ATTENTION_CORE_MATRIX_H_
