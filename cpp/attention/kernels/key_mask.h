#ifndef ATTENTION_KERNELS_KEY_MASK_H_
#define ATTENTION_KERNELS_KEY_MASK_H_

#include <algorithm>

#include "attention/core/error.h"
#include "attention/core/view.h"

namespace attention {

/// out[k] = whether key k is open, from masks of ... x queries x keys in which
/// it is open to every query alike, or (causal) to every query from k on:
/// linear attention sums over keys once, so it cannot tell queries apart.
/// Throws Error naming a query and a key where the mask does.
template <typename Scalar>
void KeyMask(View<const Scalar> mask, bool causal, View<Scalar> out) {
  const Index rank = mask.shape.rank();
  const Index queries = mask.shape[rank - 2];
  const Index keys = mask.shape[rank - 1];
  if (causal && queries != keys) {
    Fail("key_mask", "a causal mask of shape ", mask.shape,
         " needs as many keys as queries");
  }
  for (Index at = 0; at * keys < out.size(); ++at) {
    const Scalar* rows = mask.data + at * queries * keys;
    Scalar* open = out.data + at * keys;
    for (Index k = 0; k < keys; ++k) {
      open[k] = queries > 0 && rows[(queries - 1) * keys + k] != Scalar{0}
                    ? Scalar{1}
                    : Scalar{0};
    }
    for (Index q = 0; q < queries; ++q) {
      for (Index k = 0; k < keys; ++k) {
        const bool expected = open[k] != Scalar{0} && (!causal || k <= q);
        if ((rows[q * keys + k] != Scalar{0}) != expected) {
          Fail("key_mask", "query ", q, expected ? " may not" : " may",
               " see key ", k, " in a mask of shape ", mask.shape,
               "; linear attention sums over the keys once for all queries, so "
               "its mask can only be ",
               causal ? "causal, with padding" : "padding here");
        }
      }
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_KEY_MASK_H_
