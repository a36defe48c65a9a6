#ifndef ATTENTION_KERNELS_PACKED_PRODUCT_H_
#define ATTENTION_KERNELS_PACKED_PRODUCT_H_

#include "attention/kernels/product.h"

namespace attention {

/// out += a b in vectors of four floats, which is what WebAssembly has: blocks
/// of both operands are copied in the order in which a tile of 4 x 8 sums in
/// registers reads them, so any strides will do (Goto and van de Geijn 2008,
/// "Anatomy of high-performance matrix multiplication"). Allocates nothing.
///
/// Error of a cell against exact arithmetic, with n = depth and the products
/// p_k = a_k b_k: at most (n + 2) 2^-24 (|out| + sum |p_k|), to first order,
/// and where products are denormal (n + 2) 2^-149 more.
/// NaN and infinities reach the cells that they belong to and no others.
void AddPackedProduct(const ProductSizes& sizes, Strided<const float> a,
                      Strided<const float> b, Strided<float> out);

}  // namespace attention

#endif  // ATTENTION_KERNELS_PACKED_PRODUCT_H_
