#include "attention/models/operators/linear_attention_operator.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"
#include "attention/kernels/linear_attention.h"

namespace attention {
namespace {

constexpr const char* kOp = "linearAttention";

struct LinearSizes {
  Index batch;
  Index length;
  Index groups;     // kv heads
  Index per_group;  // query heads that read one state
  Index d_k;
  Index d_v;
  Index decay_width = 0;  // numbers a token and kv head
  Index beta_heads = 0;   // kv heads, or 1 for all

  Index heads() const { return groups * per_group; }
};

Index HeadCount(const char* name, double given) {
  if (!(given >= 1 && given <= 1 << 20) || given != std::floor(given)) {
    Fail(kOp, name, " is ", given, "; it must be a whole number from 1 on");
  }
  return static_cast<Index>(given);
}

Index HeadSize(const char* name, const Shape& shape, const Shape& query,
               Index heads) {
  if (shape.rank() != 3 || query.rank() != 3 || shape[0] != query[0] ||
      shape[1] != query[1] || shape[2] % heads != 0) {
    Fail(kOp, name, " of shape ", shape,
         " must be batch x length x (heads * head size) for ", heads,
         " heads, with the batch and length of query ", query);
  }
  return shape[2] / heads;
}

/// A gate's last axis; throws unless it is one of the two that make sense.
Index GateWidth(const char* name, const std::optional<GivenTensor>& gate,
                const Shape& query, Index one, Index other) {
  if (!gate) return 0;
  const Shape& shape = gate->shape;
  const bool right = shape.rank() == 3 && shape[0] == query[0] &&
                     shape[1] == query[1] &&
                     (shape[2] == one || shape[2] == other);
  if (!right) {
    Fail(kOp, name, " of shape ", shape, " must be ", query[0], " x ", query[1],
         " x ", one, " or ", other);
  }
  return shape[2];
}

void CheckGates(const LinearAttentionSpec& spec) {
  const std::string& rule = spec.update_rule;
  const bool gated = rule == "gated" || rule == "gated_delta";
  const bool delta = rule == "delta" || rule == "gated_delta";
  if (!gated && !delta && rule != "linear") {
    Fail(kOp, "updateRule is \"", rule,
         "\"; it can be linear, gated, delta, gated_delta");
  }
  const auto check = [&](const char* name, bool needed, bool given) {
    if (needed == given) return;
    Fail(kOp, "updateRule ", rule, needed ? " needs " : " takes no ", name);
  };
  check("decay", gated, spec.decay.has_value());
  check("beta", delta, spec.beta.has_value());
}

LinearSizes CheckSizes(const LinearAttentionSpec& spec) {
  CheckGates(spec);
  const Index heads = HeadCount("qNumHeads", spec.q_num_heads);
  const Index groups = HeadCount("kvNumHeads", spec.kv_num_heads);
  if (heads % groups != 0) {
    Fail(kOp, "qNumHeads ", heads, " must be a multiple of kvNumHeads ",
         groups);
  }
  const Shape& query = spec.query.shape;
  const Index d_k = HeadSize("query", query, query, heads);
  if (HeadSize("key", spec.key.shape, query, groups) != d_k || d_k == 0) {
    Fail(kOp, "query ", query, " in ", heads, " heads and key ", spec.key.shape,
         " in ", groups, " must have the same head size, at least 1");
  }
  const Index d_v = HeadSize("value", spec.value.shape, query, groups);
  LinearSizes sizes{query[0], query[1], groups, heads / groups, d_k, d_v};
  sizes.decay_width =
      GateWidth("decay", spec.decay, query, groups, groups * d_k) / groups;
  sizes.beta_heads = GateWidth("beta", spec.beta, query, groups, 1);
  const Shape state{query[0], groups, d_k, d_v};
  if (spec.past_state && spec.past_state->shape != state) {
    Fail(kOp, "pastState of shape ", spec.past_state->shape, " must be ",
         state);
  }
  if (!std::isfinite(spec.scale)) {
    Fail(kOp, "scale is ", spec.scale, "; it must be a finite number");
  }
  return sizes;
}

/// Where a token's numbers for one of `heads` heads of `width` begin.
const float* TokenHead(const GivenTensor& tensor, Index token, Index heads,
                       Index head, Index width) {
  return tensor.data.data() + (token * heads + head) * width;
}

/// One kv head of one batch entry, from its first token to its last.
void RunHead(const LinearAttentionSpec& spec, const LinearSizes& sizes,
             double scale, Index b, Index g, std::vector<double>& update,
             std::vector<double>& state, GivenTensor& output) {
  const auto [batch, length, groups, per_group, d_k, d_v, decay_width,
              beta_heads] = sizes;
  for (Index t = 0; t < length; ++t) {
    const Index token = b * length + t;
    const float* decay =
        spec.decay ? TokenHead(*spec.decay, token, groups, g, decay_width)
                   : nullptr;
    const float* beta = spec.beta ? TokenHead(*spec.beta, token, beta_heads,
                                              beta_heads == 1 ? 0 : g, 1)
                                  : nullptr;
    WriteLinearState(TokenHead(spec.key, token, groups, g, d_k),
                     TokenHead(spec.value, token, groups, g, d_v), decay,
                     decay_width == 1 ? Index{0} : Index{1}, beta, d_k, d_v,
                     update.data(), state.data());
    for (Index r = 0; r < per_group; ++r) {
      const Index head = g * per_group + r;
      ReadLinearState(
          TokenHead(spec.query, token, sizes.heads(), head, d_k), state.data(),
          scale, d_k, d_v,
          output.data.data() + (token * sizes.heads() + head) * d_v);
    }
  }
}

}  // namespace

LinearAttentionResult RunLinearAttentionOperator(
    const LinearAttentionSpec& spec) {
  const LinearSizes sizes = CheckSizes(spec);
  const auto [batch, length, groups, per_group, d_k, d_v, decay_width,
              beta_heads] = sizes;
  const double scale =
      spec.scale != 0 ? spec.scale : 1 / std::sqrt(static_cast<double>(d_k));
  LinearAttentionResult result;
  result.output.shape = Shape{batch, length, sizes.heads() * d_v};
  result.present_state.shape = Shape{batch, groups, d_k, d_v};
  result.output.data.resize(
      static_cast<std::size_t>(result.output.shape.elements()));
  std::vector<double> update(static_cast<std::size_t>(d_v));
  std::vector<double> state(static_cast<std::size_t>(d_k * d_v));
  for (Index b = 0; b < batch; ++b) {
    for (Index g = 0; g < groups; ++g) {
      if (spec.past_state) {
        const auto past =
            spec.past_state->data.begin() + (b * groups + g) * d_k * d_v;
        std::copy(past, past + d_k * d_v, state.begin());
      } else {
        std::ranges::fill(state, 0.0);
      }
      RunHead(spec, sizes, scale, b, g, update, state, result.output);
      for (const double number : state) {
        result.present_state.data.push_back(static_cast<float>(number));
      }
    }
  }
  return result;
}

}  // namespace attention
