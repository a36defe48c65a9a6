#ifndef ATTENTION_KERNELS_GATHER_H_
#define ATTENTION_KERNELS_GATHER_H_

#include <algorithm>

#include "attention/core/error.h"
#include "attention/core/view.h"

namespace attention {

/// out[i] = the table's row ids[i]. ids any shape, table v x m, out ids' shape
/// x m. Throws Error for an id that is no row. Source: S14.
template <typename Scalar>
void Gather(View<const Scalar> ids, View<const Scalar> table,
            View<Scalar> out) {
  const Index rows = table.shape[0];
  const Index width = table.shape[1];
  for (Index i = 0; i < ids.size(); ++i) {
    const Scalar id = ids.data[i];
    // Written so that NaN fails too.
    if (!(id >= Scalar{0} && id < static_cast<Scalar>(rows)) ||
        id != static_cast<Scalar>(static_cast<Index>(id))) {
      Fail("gather", "id ", static_cast<double>(id), " at position ", i,
           " is no row of the table ", table.shape);
    }
    std::copy_n(table.data + static_cast<Index>(id) * width, width,
                out.data + i * width);
  }
}

/// Adds the gradient of each row taken to that of its row of the table. The
/// ids are rows: Gather has checked them.
template <typename Scalar>
void GatherBackward(View<const Scalar> ids, View<const Scalar> out_gradient,
                    View<Scalar> table_gradient) {
  const Index width = table_gradient.shape[1];
  for (Index i = 0; i < ids.size(); ++i) {
    const Scalar* from = out_gradient.data + i * width;
    Scalar* to = table_gradient.data + static_cast<Index>(ids.data[i]) * width;
    for (Index m = 0; m < width; ++m) to[m] += from[m];
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_GATHER_H_
