#include "attention/layers/dot_product_attention.h"

#include <limits>
#include <string>
#include <vector>

#include "attention/tape/ops.h"

namespace attention {
namespace {

/// What tutorials 000 and 002 write into a blocked score.
constexpr double kLargeNegative = -1e9;

/// Records masks between the scaled scores and the softmax.
template <typename Scalar>
TensorId RecordMasking(BasicTape<Scalar>& tape, TensorId scores,
                       const std::string& letters,
                       const DotProductOptions& options) {
  const auto rule_with = [&](TensorId other) {
    return letters + "," + tape.tensor(other).axes + "->" + letters;
  };
  const std::string name = options.prefix + "masked";
  TensorId masked = scores;
  if (options.bias) {
    const bool last = !options.mask || options.sparse;
    masked = tape.Record(ops::kAddMask, last ? name : options.prefix + "biased",
                         rule_with(*options.bias), {masked, *options.bias});
  }
  if (!options.mask || options.sparse) return masked;

  const TensorId mask = *options.mask;
  switch (options.style) {
    case MaskStyle::kBoolean:
    case MaskStyle::kLargeNegative: {
      const double fill = options.style == MaskStyle::kLargeNegative
                              ? kLargeNegative
                              : -std::numeric_limits<double>::infinity();
      return tape.Record(ops::kMask, name, rule_with(mask), {masked, mask},
                         {{"fill", fill}});
    }
    case MaskStyle::kAdditive:
    case MaskStyle::kAdditiveLiteral: {
      const std::string& axes = tape.tensor(mask).axes;
      const TensorId bias =
          tape.Record(ops::kMaskBias, options.prefix + "mask_bias",
                      axes + "->" + axes, {mask});
      const Op& op =
          options.style == MaskStyle::kAdditive ? ops::kAddMask : ops::kAdd;
      return tape.Record(op, name, rule_with(bias), {masked, bias});
    }
  }
  return masked;
}

}  // namespace

template <typename Scalar>
DotProductTensors DotProductAttention(BasicTape<Scalar>& tape, TensorId q,
                                      TensorId k, std::optional<TensorId> v,
                                      const DotProductOptions& options) {
  const std::string queries = options.query_lead + "qd";
  const std::string keys = options.key_lead + "kd";
  const std::string pairs = options.query_lead + "qk";
  const std::string same = pairs + "->" + pairs;
  const std::string& prefix = options.prefix;

  DotProductTensors tensors{};
  // 1. Every query meets every key.
  const bool sparse = options.sparse && options.mask.has_value();
  const std::string mask = sparse ? "," + tape.tensor(*options.mask).axes : "";
  const auto with_mask = [&](TensorId a, TensorId b) {
    return sparse ? std::vector{a, b, *options.mask} : std::vector{a, b};
  };
  tensors.scores =
      tape.Record(sparse ? ops::kSparseScores : ops::kEinsum, prefix + "scores",
                  queries + "," + keys + mask + "->" + pairs, with_mask(q, k));
  // 2. Scaled, so that the softmax does not saturate as d_k grows (S06).
  Attributes scale{{"factor", options.factor}};
  if (options.d_k > 0) scale["d_k"] = static_cast<double>(options.d_k);
  tensors.scaled = tape.Record(ops::kScale, prefix + "scaled", same,
                               {tensors.scores}, scale);
  tensors.capped = tensors.scaled;
  if (options.softcap > 0) {
    tensors.capped = tape.Record(ops::kSoftcap, prefix + "capped", same,
                                 {tensors.scaled}, {{"cap", options.softcap}});
  }
  tensors.tempered = tensors.capped;
  if (options.temperature != 1) {
    tensors.tempered =
        tape.Record(ops::kScale, prefix + "tempered", same, {tensors.capped},
                    {{"factor", 1 / options.temperature},
                     {"temperature", options.temperature}});
  }
  // 3. Blocked pairs are taken out.
  tensors.masked = RecordMasking(tape, tensors.tempered, pairs, options);
  // 4. Each query's scores become weights that sum to 1.
  const bool literal = options.style == MaskStyle::kAdditiveLiteral;
  tensors.weights =
      tape.Record(options.whole_matrix ? ops::kSoftmaxMatrix : ops::kSoftmax,
                  prefix + "weights", same, {tensors.masked},
                  {{"empty", std::string(literal ? "nan" : "zeros")}});
  tensors.dropped =
      RecordDropout(tape, prefix + "dropped", tensors.weights, options.dropout);
  // 5. Each query takes the weighted mean of the values.
  if (v) {
    tensors.z =
        tape.Record(sparse ? ops::kSparseWeightedSum : ops::kWeightedSum,
                    prefix + "z", pairs + "," + keys + mask + "->" + queries,
                    with_mask(tensors.dropped, *v));
  }
  return tensors;
}

template DotProductTensors DotProductAttention(BasicTape<float>&, TensorId,
                                               TensorId,
                                               std::optional<TensorId>,
                                               const DotProductOptions&);
template DotProductTensors DotProductAttention(BasicTape<double>&, TensorId,
                                               TensorId,
                                               std::optional<TensorId>,
                                               const DotProductOptions&);

}  // namespace attention
