#include "attention/tape/ops.h"

#include <array>

namespace attention::ops {

std::span<const Op* const> All() {
  static constexpr std::array kAll = {&kEinsum,       &kLinear,
                                      &kWeightedSum,  &kGather,
                                      &kSinusoidal,   &kAdd,
                                      &kScale,        &kSoftcap,
                                      &kMaskRule,     &kMaskAnd,
                                      &kMaskOr,       &kMask,
                                      &kMaskBias,     &kAddMask,
                                      &kSoftmax,      &kSoftmaxMatrix,
                                      &kSplitHeads,   &kConcat,
                                      &kAppend,       &kVariance,
                                      &kEntropy,      &kSum,
                                      &kMean,         &kPick,
                                      &kSparseScores, &kSparseWeightedSum,
                                      &kMultiplyAdds};
  return kAll;
}

}  // namespace attention::ops
