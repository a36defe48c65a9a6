#include "attention/models/operators/attention_shapes.h"

#include <cmath>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr const char* kOp = "attention";

/// One input as batch, heads, length, head size.
struct Heads {
  Index batch;
  Index heads;
  Index length;
  Index d;
};

Index HeadCount(const char* name, std::optional<double> given) {
  if (!given) {
    Fail(kOp, name, " is needed with batch x length x hidden inputs");
  }
  if (!(*given >= 1 && *given <= 1 << 20) || *given != std::floor(*given)) {
    Fail(kOp, name, " is ", *given, "; it must be a whole number from 1 on");
  }
  return static_cast<Index>(*given);
}

Heads Split(const char* name, const Shape& shape, const char* heads_name,
            std::optional<double> heads) {
  if (shape.rank() == 3) {
    const Index count = HeadCount(heads_name, heads);
    if (shape[2] % count != 0) {
      Fail(kOp, name, " of shape ", shape, " cannot be split into ", heads_name,
           " = ", count, " heads");
    }
    return {shape[0], count, shape[1], shape[2] / count};
  }
  if (shape.rank() != 4) {
    Fail(kOp, name, " of shape ", shape,
         " must be batch x heads x length x head size, or batch x length x "
         "hidden");
  }
  if (heads && HeadCount(heads_name, heads) != shape[1]) {
    Fail(kOp, name, " of shape ", shape, " does not have ", heads_name, " = ",
         *heads, " heads");
  }
  return {shape[0], shape[1], shape[2], shape[3]};
}

void CheckPast(const AttentionOperatorSpec& spec, AttentionSizes& sizes) {
  if (spec.past_key.has_value() != spec.past_value.has_value()) {
    Fail(kOp, "pastKey and pastValue are needed together");
  }
  if (!spec.past_key) return;
  const Shape& key = spec.past_key->shape;
  const Shape& value = spec.past_value->shape;
  sizes.past_keys = key.rank() == 4 ? key[2] : 0;
  const Shape wanted_key{sizes.batch, sizes.groups, sizes.past_keys, sizes.d_k};
  const Shape wanted_value{sizes.batch, sizes.groups, sizes.past_keys,
                           sizes.d_v};
  if (key != wanted_key || value != wanted_value) {
    Fail(kOp, "pastKey ", key, " and pastValue ", value, " must be ",
         wanted_key, " and ", wanted_value);
  }
}

}  // namespace

AttentionSizes CheckAttentionSizes(const AttentionOperatorSpec& spec) {
  const Shape& query = spec.query.shape;
  const Shape& key = spec.key.shape;
  const Shape& value = spec.value.shape;
  const Heads q = Split("query", query, "qNumHeads", spec.q_num_heads);
  const Heads k = Split("key", key, "kvNumHeads", spec.kv_num_heads);
  const Heads v = Split("value", value, "kvNumHeads", spec.kv_num_heads);
  if (query.rank() != key.rank() || key.rank() != value.rank()) {
    Fail(kOp, "query ", query, ", key ", key, " and value ", value,
         " must have the same number of axes");
  }
  if (q.batch != k.batch || k.batch != v.batch) {
    Fail(kOp, "query ", query, ", key ", key, " and value ", value,
         " must have the same batch");
  }
  if (k.heads != v.heads || k.length != v.length) {
    Fail(kOp, "key ", key, " and value ", value,
         " must have the same heads and the same length");
  }
  if (k.heads == 0 || q.heads == 0 || q.heads % k.heads != 0) {
    Fail(kOp, "query ", query, " has ", q.heads, " heads, key ", key, " has ",
         k.heads, "; the first must be a multiple of the second");
  }
  if (q.d != k.d || q.d == 0) {
    Fail(kOp, "query ", query, " and key ", key,
         " must have the same head size, at least 1, not ", q.d, " and ", k.d);
  }
  AttentionSizes sizes;
  sizes.packed = query.rank() == 3;
  sizes.batch = q.batch;
  sizes.groups = k.heads;
  sizes.per_group = q.heads / k.heads;
  sizes.queries = q.length;
  sizes.new_keys = k.length;
  sizes.d_k = q.d;
  sizes.d_v = v.d;
  CheckPast(spec, sizes);
  if (spec.nonpad_kv_seqlen &&
      spec.nonpad_kv_seqlen->shape != Shape{sizes.batch}) {
    Fail(kOp, "nonpadKvSeqlen of shape ", spec.nonpad_kv_seqlen->shape,
         " must have one number a batch entry, ", Shape{sizes.batch});
  }
  return sizes;
}

}  // namespace attention
