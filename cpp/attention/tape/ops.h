#ifndef ATTENTION_TAPE_OPS_H_
#define ATTENTION_TAPE_OPS_H_

#include <span>

#include "attention/tape/op.h"

/// The op table. To add an op: its file in ops/, its line here and in ops.cc.
namespace attention::ops {

// A line an op, unaligned, so that two new ops do not touch each other's lines.
// clang-format off
extern const Op kEinsum;  // sum of products
extern const Op kLinear;  // x W, + b
extern const Op kWeightedSum;  // weights V; a zero weight adds nothing
extern const Op kGather;  // rows of a table
extern const Op kSinusoidal;  // positions
extern const Op kAdd;  // any number of operands
extern const Op kScale;  // x * factor
extern const Op kSoftcap;  // cap * tanh(x / cap)
extern const Op kMaskRule;  // 1 allowed, 0 blocked, by a rule
extern const Op kMaskAnd;  // of masks
extern const Op kMaskOr;  // of masks
extern const Op kMask;  // fill where blocked
extern const Op kMaskBias;  // 0 / -inf from a mask
extern const Op kAddMask;  // + bias, -inf wins
extern const Op kSparseScores;  // Q K^T at the mask's open cells
extern const Op kSparseWeightedSum;  // weights V over them
extern const Op kMultiplyAdds;  // what products cost
extern const Op kFusedAttention;  // softmax(Q K^T) V in one
extern const Op kPatches;        // an image cut into patches
extern const Op kUnpatches;      // and put together again
extern const Op kElu1;           // elu(x) + 1
extern const Op kSigmoid;        // 1 / (1 + exp(-x))
extern const Op kLogSigmoid;     // its logarithm
extern const Op kKeyMask;        // which keys all queries may see
extern const Op kRunningSum;     // of rows, up to each
extern const Op kRunningState;   // sum of k v^T, up to each key
extern const Op kDivide;         // a / b
extern const Op kSubtract;       // a - b
extern const Op kSumOver;        // the letters that the result lacks
extern const Op kMaxAbs;         // largest absolute number
extern const Op kNearZero;       // 1 where |x| is below a tolerance
extern const Op kSoftmax;  // over rows
extern const Op kSoftmaxMatrix;  // over whole matrices (S28)
extern const Op kSplitHeads;  // one axis into heads
extern const Op kConcat;  // heads into one axis
extern const Op kAppend;  // past then new
extern const Op kVariance;  // of all numbers
extern const Op kEntropy;  // of rows of weights
extern const Op kSum;  // of all numbers
extern const Op kMean;  // of all numbers
extern const Op kPick;  // one cell
extern const Op kSquaredError;  // mean of (x - y)^2
extern const Op kLogSoftmax;  // over rows
extern const Op kCrossEntropy;  // of logits and labels
extern const Op kMeanPool;  // of a sentence's words
extern const Op kLayerNorm;  // rows less their mean, over their deviation
extern const Op kRmsNorm;  // rows over their root mean square
extern const Op kRelu;  // max(0, x)
extern const Op kGelu;  // x Phi(x)
extern const Op kSilu;  // x sigmoid(x)
extern const Op kMultiply;  // cell by cell
extern const Op kDropout;  // some cells 0, the others larger
extern const Op kRotary;  // pairs turned by their position
extern const Op kAlibi;  // -slope * distance
extern const Op kRepeatHeads;  // a group's keys for each of its heads
// clang-format on

std::span<const Op* const> All();

}  // namespace attention::ops

#endif  // ATTENTION_TAPE_OPS_H_
