#include "attention/layers/masks.h"

#include <string>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

Attributes AttributesOf(const MaskRuleOptions& rule) {
  Attributes attributes{{"rule", std::string(MaskKindName(rule.kind))}};
  const auto number = [&](const char* name, Index value) {
    attributes[name] = static_cast<double>(value);
  };
  switch (rule.kind) {
    case MaskKind::kCausal:
      if (rule.offset != 0) number("offset", rule.offset);
      break;
    case MaskKind::kPadding:
      number("count", rule.count);
      break;
    case MaskKind::kPrefix:
      number("length", rule.length);
      break;
    case MaskKind::kWindow:
      number("left", rule.left);
      number("right", rule.right);
      break;
    case MaskKind::kDilated:
      number("left", rule.left);
      number("right", rule.right);
      number("dilation", rule.dilation);
      break;
    case MaskKind::kGlobal:
      number("count", rule.count);
      break;
    case MaskKind::kBlock:
      number("size", rule.size);
      break;
    case MaskKind::kNone:
    case MaskKind::kLengths:
    case MaskKind::kFrontier:
      break;
  }
  return attributes;
}

/// Records the parts of a mask and joins them.
template <typename Scalar>
class MaskRecorder {
 public:
  MaskRecorder(BasicTape<Scalar>& tape, Index queries, Index keys,
               const MaskPlace& place)
      : tape_(tape), queries_(queries), keys_(keys), place_(place) {}

  TensorId Rule(const std::string& name, const MaskRuleOptions& rule) {
    return tape_.Record(ops::kMaskRule, name, "->qk", {}, AttributesOf(rule),
                        {{'q', queries_}, {'k', keys_}});
  }

  TensorId Lengths(TensorId lengths) {
    return tape_.Record(ops::kMaskRule, place_.parts + "lengths", "b->bqk",
                        {lengths}, AttributesOf({.kind = MaskKind::kLengths}),
                        {{'q', queries_}, {'k', keys_}});
  }

  TensorId Part(const MaskPart& part) {
    if (!part.painted) {
      return Rule(FreeName(MaskKindName(part.rule.kind)), part.rule);
    }
    const std::vector<Scalar> cells(part.painted->begin(), part.painted->end());
    return tape_.Give(FreeName("custom"), "qk", {queries_, keys_}, Role::kInput,
                      cells);
  }

  TensorId Join(const Op& op, const std::string& name,
                const std::vector<TensorId>& parts) {
    std::string left;
    std::string output = "qk";
    for (const TensorId part : parts) {
      const std::string& axes = tape_.tensor(part).axes;
      left += (left.empty() ? "" : ",") + axes;
      if (axes.size() > output.size()) output = axes;
    }
    return tape_.Record(op, name, left + "->" + output, parts);
  }

 private:
  /// mask.window, mask.window.2, ...
  std::string FreeName(std::string_view rule) const {
    const std::string name = place_.parts + std::string(rule);
    std::string free = name;
    for (int i = 2; tape_.Find(free); ++i) free = name + "." + ToText(i);
    return free;
  }

  BasicTape<Scalar>& tape_;
  Index queries_;
  Index keys_;
  const MaskPlace& place_;
};

/// What a place demands of every pair, whatever the plan says.
template <typename Scalar>
std::vector<TensorId> RecordDemands(MaskRecorder<Scalar>& recorder,
                                    const MaskPlace& place) {
  std::vector<TensorId> parts;
  if (place.causal) {
    parts.push_back(recorder.Part({{.kind = MaskKind::kCausal}, {}}));
  }
  if (place.lengths) parts.push_back(recorder.Lengths(*place.lengths));
  return parts;
}

}  // namespace

template <typename Scalar>
TensorId RecordMask(BasicTape<Scalar>& tape, const MaskPlan& plan,
                    Index queries, Index keys, const MaskPlace& place) {
  MaskRecorder<Scalar> recorder(tape, queries, keys, place);
  const bool demands = place.causal || place.lengths;
  if (!demands && plan.parts.empty()) return recorder.Rule(place.name, {});
  if (!demands && plan.parts.size() == 1 && !plan.parts[0].painted) {
    return recorder.Rule(place.name, plan.parts[0].rule);
  }
  if (place.causal && !place.lengths && plan.parts.empty()) {
    return recorder.Rule(place.name, {.kind = MaskKind::kCausal});
  }
  std::vector<TensorId> parts;
  for (const MaskPart& part : plan.parts) parts.push_back(recorder.Part(part));
  if (demands && plan.any && parts.size() > 1) {
    parts = {recorder.Join(ops::kMaskOr, place.parts + "any", parts)};
  }
  for (const TensorId part : RecordDemands(recorder, place)) {
    parts.push_back(part);
  }
  const bool any = plan.any && !demands;
  return recorder.Join(any ? ops::kMaskOr : ops::kMaskAnd, place.name, parts);
}

template TensorId RecordMask(BasicTape<float>&, const MaskPlan&, Index, Index,
                             const MaskPlace&);
template TensorId RecordMask(BasicTape<double>&, const MaskPlan&, Index, Index,
                             const MaskPlace&);

}  // namespace attention
