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

}  // namespace attention

#endif  // ATTENTION_KERNELS_GATHER_H_
