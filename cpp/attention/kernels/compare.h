#ifndef ATTENTION_KERNELS_COMPARE_H_
#define ATTENTION_KERNELS_COMPARE_H_

#include <cmath>

#include "attention/core/view.h"

namespace attention {

/// Where the largest absolute number stands, the first of them; a NaN is larger
/// than any. -1 for none.
template <typename Scalar>
Index LargestAt(View<const Scalar> in) {
  Index largest = in.size() == 0 ? -1 : 0;
  for (Index i = 0; i < in.size(); ++i) {
    if (std::isnan(in.data[i])) return i;
    if (std::abs(in.data[i]) > std::abs(in.data[largest])) largest = i;
  }
  return largest;
}

/// out = 1 where |in| < tolerance, or where in is NaN; 0 elsewhere. What is
/// divided by such a number means little (S26).
template <typename Scalar>
void NearZero(View<const Scalar> in, double tolerance, View<Scalar> out) {
  for (Index i = 0; i < in.size(); ++i) {
    const double size = std::abs(static_cast<double>(in.data[i]));
    out.data[i] = size >= tolerance ? Scalar{0} : Scalar{1};
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_COMPARE_H_
