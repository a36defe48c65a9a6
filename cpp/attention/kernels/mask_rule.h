#ifndef ATTENTION_KERNELS_MASK_RULE_H_
#define ATTENTION_KERNELS_MASK_RULE_H_

#include <string_view>

#include "attention/core/view.h"

namespace attention {

/// The ways to say which keys a query may attend to (S08; the sparse ones, S27:
/// Beltagy et al. 2020, section 3.1, and Child et al. 2019, section 4.2).
enum class MaskKind {
  kNone,      // every key
  kCausal,    // key <= query + offset
  kPadding,   // the last `count` keys are padding
  kPrefix,    // causal, but the first `length` keys are open to every query
  kWindow,    // query - left <= key <= query + right
  kLengths,   // key < the sentence's length
  kFrontier,  // causal, aligned to the end: key <= query + length - queries
  kDilated,   // of the window every `dilation`-th key, counted from the query
  kGlobal,    // the first `count` words see all and are seen by all
  kBlock,     // both in the same run of `size` words
};

struct MaskRuleOptions {
  MaskKind kind = MaskKind::kNone;
  Index offset = 0;
  Index count = 0;
  Index length = 0;
  Index left = 0;
  Index right = 0;
  Index dilation = 1;  // from 1 on
  Index size = 1;      // from 1 on
};

/// The name of a kind in specs and attributes, "causal".
std::string_view MaskKindName(MaskKind kind);
/// Throws Error listing the names when there is no such kind.
MaskKind MaskKindNamed(std::string_view op, std::string_view name);

/// Whether the query may attend to the key. `length` is the sentence's own for
/// kLengths and kFrontier, and unused otherwise.
bool MaskAllows(const MaskRuleOptions& options, Index query, Index key,
                Index queries, Index keys, Index length);

/// mask[b, q, k] is 1 where q may attend to k, 0 where it is blocked. `lengths`
/// has one number a sentence; without sentences pass batch 1 and no lengths.
template <typename Scalar>
void MaskRule(const MaskRuleOptions& options, const Scalar* lengths,
              Index batch, Index queries, Index keys, Scalar* mask) {
  for (Index b = 0; b < batch; ++b) {
    const Index length =
        lengths == nullptr ? keys : static_cast<Index>(lengths[b]);
    for (Index q = 0; q < queries; ++q) {
      for (Index k = 0; k < keys; ++k) {
        *mask++ = MaskAllows(options, q, k, queries, keys, length) ? Scalar{1}
                                                                   : Scalar{0};
      }
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_MASK_RULE_H_
