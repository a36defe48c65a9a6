#include "attention/kernels/mask_rule.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

MaskRuleOptions OptionsOf(const Attributes& attributes) {
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

/// "->qk", or "b->bqk" where each sentence has its own length. Attributes
/// `rule` and what that rule needs: offset, count, length, left,
/// right, dilation, size.
struct MaskRule {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Index rank = call.out.shape.rank();
    const bool per_sentence = !call.in.empty();
    attention::MaskRule<Scalar>(
        OptionsOf(call.attributes), per_sentence ? call.in[0].data : nullptr,
        per_sentence ? call.out.shape[0] : 1, call.out.shape[rank - 2],
        call.out.shape[rank - 1], call.out.data);
  }

  /// The rules written out a second time, on purpose: see Op.
  static double Replay(Cell& cell) {
    const std::string& letters = cell.rule().output();
    const char query_letter = letters[letters.size() - 2];
    const char key_letter = letters.back();
    const Index query = cell.at(query_letter);
    const Index key = cell.at(key_letter);
    const Index queries = cell.size(query_letter);
    const Index keys = cell.size(key_letter);
    const Attributes& attributes = cell.attributes();
    const std::string rule = TextOr(attributes, "rule", "none");
    cell.Part("query", query);
    cell.Part("key", key);
    const auto option = [&](std::string_view name) {
      const Index value = IndexOr(attributes, name, 0);
      cell.Part(name, value);
      return value;
    };
    const auto sentence_length = [&] {
      return static_cast<Index>(cell.Read(0).value);
    };
    bool allowed = false;
    if (rule == "none") {
      allowed = true;
    } else if (rule == "causal") {
      allowed = key - query <= option("offset");
    } else if (rule == "padding") {
      cell.Part("keys", keys);
      allowed = key + option("count") < keys;
    } else if (rule == "prefix") {
      const Index length = option("length");
      allowed = key < length || query >= key;
    } else if (rule == "window") {
      const Index left = option("left");
      const Index right = option("right");
      allowed = query - key <= left && key - query <= right;
    } else if (rule == "dilated") {
      const Index step = option("dilation");
      const Index reach = key < query ? option("left") : option("right");
      const Index distance = key < query ? query - key : key - query;
      allowed = distance <= reach && distance - distance / step * step == 0;
    } else if (rule == "global") {
      allowed = std::min(query, key) < option("count");
    } else if (rule == "block") {
      const Index size = option("size");
      const Index start = query - query % size;
      allowed = key >= start && key < start + size;
    } else if (rule == "lengths") {
      allowed = key < sentence_length();
    } else if (rule == "frontier") {
      allowed = key - query <= sentence_length() - queries;
    } else {
      Fail("mask_rule", "there is no mask rule \"", rule, "\"");
    }
    return allowed ? 1 : 0;
  }
};

}  // namespace

constinit const Op kMaskRule = MakeOp<MaskRule>("mask_rule");

}  // namespace attention::ops
