#include "attention/tape/ops.h"

#include <array>

namespace attention::ops {

std::span<const Op* const> All() {
  // clang-format off
  static constexpr std::array kAll = {
      &kEinsum,
      &kLinear,
      &kWeightedSum,
      &kGather,
      &kSinusoidal,
      &kAdd,
      &kScale,
      &kSoftcap,
      &kMaskRule,
      &kMaskAnd,
      &kMaskOr,
      &kMask,
      &kMaskBias,
      &kAddMask,
      &kSparseScores,
      &kSparseWeightedSum,
      &kMultiplyAdds, &kFusedAttention, &kPatches, &kUnpatches, &kElu1, &kSigmoid, &kLogSigmoid, &kKeyMask, &kRunningSum, &kRunningState, &kDivide, &kSubtract, &kSumOver, &kMaxAbs, &kNearZero,
      &kSoftmax,
      &kSoftmaxMatrix,
      &kSplitHeads,
      &kConcat,
      &kAppend,
      &kVariance,
      &kEntropy,
      &kSum,
      &kMean,
      &kPick,
      &kSquaredError,
      &kLogSoftmax,
      &kCrossEntropy,
      &kMeanPool,
      &kLayerNorm,
      &kRmsNorm,
      &kRelu,
      &kGelu,
      &kSilu,
      &kMultiply,
      &kDropout,
      &kRotary,
      &kAlibi,
      &kRepeatHeads,
  };
  // clang-format on
  return kAll;
}

}  // namespace attention::ops
