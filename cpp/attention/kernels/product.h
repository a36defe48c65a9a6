#ifndef ATTENTION_KERNELS_PRODUCT_H_
#define ATTENTION_KERNELS_PRODUCT_H_

#include "attention/core/shape.h"

namespace attention {

/// A matrix where it lies: its first number, and how far it is from a number to
/// the one below it and to the one beside it. A transposed matrix has the two
/// swapped.
template <typename Number>
struct Strided {
  Number* data;
  Index down;
  Index beside;

  Number& operator()(Index row, Index column) const {
    return data[row * down + column * beside];
  }
  Strided From(Index row, Index column) const {
    return {data + row * down + column * beside, down, beside};
  }
  Strided Transposed() const { return {data, beside, down}; }
  Strided<const Number> Read() const { return {data, down, beside}; }
};

/// rows x depth times depth x columns.
struct ProductSizes {
  Index rows;
  Index columns;
  Index depth;
};

/// out += a b: the one place that chooses how. Numbers of out's rows must lie
/// side by side, and so must those of a's and b's rows or else columns.
/// The browser's module takes the packed kernel, see packed_product.h; all else
/// Eigen's product, which uses a processor's own vectors.
template <typename Scalar>
void AddProduct(const ProductSizes& sizes, Strided<const Scalar> a,
                Strided<const Scalar> b, Strided<Scalar> out);

extern template void AddProduct(const ProductSizes&, Strided<const float>,
                                Strided<const float>, Strided<float>);
extern template void AddProduct(const ProductSizes&, Strided<const double>,
                                Strided<const double>, Strided<double>);

}  // namespace attention

#endif  // ATTENTION_KERNELS_PRODUCT_H_
