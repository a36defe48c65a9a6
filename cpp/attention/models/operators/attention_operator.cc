#include "attention/models/operators/attention_operator.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>

#include "attention/core/error.h"
#include "attention/layers/dot_product_attention.h"
#include "attention/models/operators/attention_mask.h"
#include "attention/models/operators/attention_shapes.h"
#include "attention/tape/ops.h"
#include "attention/tape/tape.h"

namespace attention {
namespace {

constexpr const char* kOp = "attention";

/// Records the inputs as "bgrqd" (queries) and "bgkd" (keys, values).
class HeadRecorder {
 public:
  HeadRecorder(Tape& tape, const AttentionSizes& sizes)
      : tape_(tape), sizes_(sizes) {}

  TensorId Queries(const GivenTensor& query) {
    const auto [packed, batch, groups, per_group, queries, new_keys, past, d_k,
                d_v] = sizes_;
    if (!packed) {
      return Give("attn.q", "bgrqd", {batch, groups, per_group, queries, d_k},
                  query);
    }
    const TensorId joint = Give("attn.q_joint", "bqc",
                                {batch, queries, sizes_.heads() * d_k}, query);
    return tape_.Record(ops::kSplitHeads, "attn.q", "bqc->bgrqd", {joint}, {},
                        {{'g', groups}, {'r', per_group}, {'d', d_k}});
  }

  /// Keys or values, behind their past if there is one.
  TensorId Keys(const std::string& name, const GivenTensor& given,
                const std::optional<GivenTensor>& past, Index d) {
    const std::string own = past ? name + "_new" : name;
    const TensorId now = NewKeys(own, given, d);
    if (!past) return now;
    const TensorId before =
        Give(name + "_past", "bgpd",
             {sizes_.batch, sizes_.groups, sizes_.past_keys, d}, *past);
    return tape_.Record(ops::kAppend, name, "bgpd,bgnd->bgkd", {before, now},
                        {}, {{'k', sizes_.keys()}});
  }

 private:
  TensorId NewKeys(const std::string& name, const GivenTensor& given, Index d) {
    const Index keys = sizes_.new_keys;
    if (!sizes_.packed) {
      return Give(name, "bgnd", {sizes_.batch, sizes_.groups, keys, d}, given);
    }
    const TensorId joint = Give(name + "_joint", "bnc",
                                {sizes_.batch, keys, sizes_.groups * d}, given);
    return tape_.Record(ops::kSplitHeads, name, "bnc->bgnd", {joint}, {},
                        {{'g', sizes_.groups}, {'d', d}});
  }

  TensorId Give(std::string name, const char* axes, const Shape& shape,
                const GivenTensor& given) {
    return tape_.Give(std::move(name), axes, shape, Role::kInput, given.data);
  }

  Tape& tape_;
  const AttentionSizes& sizes_;
};

GivenTensor Take(const Tape& tape, TensorId id, const Shape& shape) {
  const auto numbers = tape.Read(id).span();
  return {shape, std::vector<float>(numbers.begin(), numbers.end())};
}

/// The tensor that ONNX's qk_matmul_output_mode names.
TensorId ScoresOf(const DotProductTensors& tensors, double mode) {
  if (mode == 0) return tensors.scaled;
  if (mode == 1) return tensors.capped;
  if (mode == 2) return tensors.masked;
  if (mode == 3) return tensors.weights;
  Fail(kOp, "outputScores is ", mode, "; it can be 0, 1, 2 or 3");
}

/// How many numbers the steps below leave on the tape, all but the masks.
/// Throws Error when that is more than it holds.
Index ExpectedNumbers(const AttentionOperatorSpec& spec,
                      const AttentionSizes& sizes) {
  const auto product = [](std::initializer_list<Index> factors) {
    double result = 1;  // may be beyond what an Index holds
    for (const Index factor : factors) result *= static_cast<double>(factor);
    return result;
  };
  const bool masked = spec.mask || spec.nonpad_kv_seqlen || spec.is_causal;
  const Index stages = 3 + (spec.softcap > 0 ? 1 : 0) + (masked ? 1 : 0);
  const Index d = sizes.d_k + sizes.d_v;
  const double numbers =
      product(
          {stages, sizes.batch, sizes.heads(), sizes.queries, sizes.keys()}) +
      2 * product({sizes.batch, sizes.heads(), sizes.queries, d}) +
      2 * product({sizes.batch, sizes.groups, sizes.keys(), d});
  if (numbers > static_cast<double>(Shape::kMaxElements)) {
    Fail(kOp, "query ", spec.query.shape, " and key ", spec.key.shape, " need ",
         numbers, " numbers, every score in ", stages, " stages; at most ",
         Shape::kMaxElements, " are kept");
  }
  return static_cast<Index>(numbers);
}

DotProductOptions OptionsOf(const AttentionOperatorSpec& spec,
                            const AttentionSizes& sizes) {
  DotProductOptions options;
  options.query_lead = "bgr";
  options.key_lead = "bg";
  options.factor =
      spec.scale.value_or(1.0 / std::sqrt(static_cast<double>(sizes.d_k)));
  if (!std::isfinite(options.factor)) {
    Fail(kOp, "scale is ", options.factor, "; it must be a finite number");
  }
  if (!(spec.softcap >= 0) || !std::isfinite(spec.softcap)) {
    Fail(kOp, "softcap is ", spec.softcap,
         "; it must be 0 for none, or a number above");
  }
  options.softcap = spec.softcap;
  return options;
}

}  // namespace

AttentionOperatorResult RunAttentionOperator(
    const AttentionOperatorSpec& spec) {
  const AttentionSizes sizes = CheckAttentionSizes(spec);
  DotProductOptions options = OptionsOf(spec, sizes);
  Tape tape(Shape::kMaxElements);
  tape.Reserve(ExpectedNumbers(spec, sizes));
  HeadRecorder heads(tape, sizes);
  const TensorId q = heads.Queries(spec.query);
  const TensorId k = heads.Keys("attn.k", spec.key, spec.past_key, sizes.d_k);
  const TensorId v =
      heads.Keys("attn.v", spec.value, spec.past_value, sizes.d_v);
  const AttentionMasks masks = RecordAttentionMasks(tape, spec, sizes);
  options.mask = masks.allowed;
  options.bias = masks.bias;
  const DotProductTensors tensors = DotProductAttention(tape, q, k, v, options);

  AttentionOperatorResult result;
  const Index joint = sizes.heads() * sizes.d_v;
  if (sizes.packed) {
    const TensorId concat =
        tape.Record(ops::kConcat, "attn.concat", "bgrqd->bqc", {*tensors.z}, {},
                    {{'c', joint}});
    result.output = Take(tape, concat, {sizes.batch, sizes.queries, joint});
  } else {
    result.output =
        Take(tape, *tensors.z,
             {sizes.batch, sizes.heads(), sizes.queries, sizes.d_v});
  }
  const auto present = [&](Index d) {
    return Shape{sizes.batch, sizes.groups, sizes.keys(), d};
  };
  result.present_key = Take(tape, k, present(sizes.d_k));
  result.present_value = Take(tape, v, present(sizes.d_v));
  if (spec.output_scores) {
    result.scores =
        Take(tape, ScoresOf(tensors, *spec.output_scores),
             {sizes.batch, sizes.heads(), sizes.queries, sizes.keys()});
  }
  return result;
}

}  // namespace attention
