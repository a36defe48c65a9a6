#include "attention/kernels/product.h"

#include <algorithm>
#include <type_traits>

#include "attention/core/matrix.h"
#include "attention/core/parallel.h"
#include "attention/kernels/packed_product.h"
#include "attention/kernels/work.h"

namespace attention {
namespace {

template <typename MapA, typename MapB, typename Scalar>
void AddMaps(const ProductSizes& sizes, Strided<const Scalar> a,
             Strided<const Scalar> b, Strided<Scalar> out) {
  using Stride = Eigen::OuterStride<>;
  const MapA left(a.data, sizes.rows, sizes.depth,
                  Stride(MapA::IsRowMajor ? a.down : a.beside));
  const MapB right(b.data, sizes.depth, sizes.columns,
                   Stride(MapB::IsRowMajor ? b.down : b.beside));
  RowMap<Scalar>(out.data, sizes.rows, sizes.columns, Stride(out.down))
      .noalias() += left * right;
}

/// Eigen's product, by which way round each operand lies.
template <typename Scalar>
void AddEigenProduct(const ProductSizes& sizes, Strided<const Scalar> a,
                     Strided<const Scalar> b, Strided<Scalar> out) {
  using Rows = ConstMap<RowMatrix<Scalar>>;
  using Columns = ConstMap<ColumnMatrix<Scalar>>;
  const bool rows_of_a = a.beside == 1 || sizes.depth <= 1;
  const bool rows_of_b = b.beside == 1 || sizes.columns <= 1;
  if (rows_of_a && rows_of_b) {
    AddMaps<Rows, Rows>(sizes, a, b, out);
  } else if (rows_of_a) {
    AddMaps<Rows, Columns>(sizes, a, b, out);
  } else if (rows_of_b) {
    AddMaps<Columns, Rows>(sizes, a, b, out);
  } else {
    AddMaps<Columns, Columns>(sizes, a, b, out);
  }
}

/// What one thread does of a product.
template <typename Scalar>
void AddRows(const ProductSizes& sizes, Strided<const Scalar> a,
             Strided<const Scalar> b, Strided<Scalar> out) {
#ifdef __wasm_simd128__
  constexpr bool kPacked = std::is_same_v<Scalar, float>;
#else
  constexpr bool kPacked = false;
#endif
  if constexpr (kPacked) {
    AddPackedProduct(sizes, a, b, out);
  } else {
    AddEigenProduct(sizes, a, b, out);
  }
}

}  // namespace

template <typename Scalar>
void AddProduct(const ProductSizes& sizes, Strided<const Scalar> a,
                Strided<const Scalar> b, Strided<Scalar> out) {
  CountMultiplyAdds(sizes.rows, sizes.columns, sizes.depth);
  // Each thread orders b for itself, so each gets one part: whole tiles of
  // rows, the last with what is left, for fewer rows take another way.
  constexpr Index kTogether = 4;
  const Index groups = std::max<Index>(1, sizes.rows / kTogether);
  const Index threads = Threads();
  const Index grain =
      std::max((groups + threads - 1) / threads,
               GrainOf(kTogether * sizes.columns * sizes.depth));
  InParallel(groups, grain, [&](Index begin, Index end) {
    const Index first = begin * kTogether;
    const Index last = end == groups ? sizes.rows : end * kTogether;
    AddRows<Scalar>({last - first, sizes.columns, sizes.depth},
                    a.From(first, 0), b, out.From(first, 0));
  });
}

template void AddProduct(const ProductSizes&, Strided<const float>,
                         Strided<const float>, Strided<float>);
template void AddProduct(const ProductSizes&, Strided<const double>,
                         Strided<const double>, Strided<double>);

}  // namespace attention
