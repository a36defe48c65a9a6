#include "attention/tape/ops/mask_rule.h"

#include <algorithm>
#include <string>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention::ops {

MaskRuleOptions MaskRuleOf(const Attributes& attributes) {
  MaskRuleOptions options;
  options.kind = MaskKindNamed("mask_rule", TextOr(attributes, "rule", "none"));
  options.offset = IndexOr(attributes, "offset", 0);
  options.count = IndexOr(attributes, "count", 0);
  options.length = IndexOr(attributes, "length", 0);
  options.left = IndexOr(attributes, "left", 0);
  options.right = IndexOr(attributes, "right", 0);
  options.dilation = IndexOr(attributes, "dilation", 1);
  options.size = IndexOr(attributes, "size", 1);
  return options;
}

bool ReplayMaskRule(const Attributes& attributes, const MaskedPair& pair,
                    const std::function<void(std::string_view, Index)>& part) {
  const auto [query, key, queries, keys, length] = pair;
  const std::string_view rule = TextOr(attributes, "rule", "none");
  const auto option = [&](std::string_view name) {
    const Index value = IndexOr(attributes, name, 0);
    part(name, value);
    return value;
  };
  if (rule == "none") return true;
  if (rule == "causal") return key - query <= option("offset");
  if (rule == "padding") {
    part("keys", keys);
    return key + option("count") < keys;
  }
  if (rule == "prefix") {
    const Index open = option("length");
    return key < open || query >= key;
  }
  if (rule == "window") {
    const Index left = option("left");
    const Index right = option("right");
    return query - key <= left && key - query <= right;
  }
  if (rule == "dilated") {
    const Index step = option("dilation");
    const Index reach = key < query ? option("left") : option("right");
    const Index distance = key < query ? query - key : key - query;
    return distance <= reach && distance - distance / step * step == 0;
  }
  if (rule == "global") return std::min(query, key) < option("count");
  if (rule == "block") {
    const Index size = option("size");
    const Index start = query - query % size;
    return key >= start && key < start + size;
  }
  if (rule == "lengths") return key < length();
  if (rule == "frontier") return key - query <= length() - queries;
  Fail("mask_rule", "there is no mask rule \"", rule, "\"");
}

namespace {

/// "->qk", or "b->bqk" where each sentence has its own length. For attributes
/// see MaskRuleOf.
struct MaskRule {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Index rank = call.out.shape.rank();
    const bool per_sentence = !call.in.empty();
    attention::MaskRule<Scalar>(
        MaskRuleOf(call.attributes), per_sentence ? call.in[0].data : nullptr,
        per_sentence ? call.out.shape[0] : 1, call.out.shape[rank - 2],
        call.out.shape[rank - 1], call.out.data);
  }

  static double Replay(Cell& cell) {
    const std::string& letters = cell.rule().output();
    const char query = letters[letters.size() - 2];
    const char key = letters.back();
    cell.Part("query", cell.at(query));
    cell.Part("key", cell.at(key));
    const MaskedPair pair{
        cell.at(query), cell.at(key), cell.size(query), cell.size(key),
        [&] { return static_cast<Index>(cell.Read(0).value); }};
    const bool allowed = ReplayMaskRule(
        cell.attributes(), pair,
        [&](std::string_view name, Index value) { cell.Part(name, value); });
    return allowed ? 1 : 0;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(MaskRule, "mask_rule");

}  // namespace attention::ops
