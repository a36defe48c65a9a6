#include "attention/kernels/mask_rule.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::array<std::pair<MaskKind, std::string_view>, 10> kNames = {{
    {MaskKind::kNone, "none"},
    {MaskKind::kCausal, "causal"},
    {MaskKind::kPadding, "padding"},
    {MaskKind::kPrefix, "prefix"},
    {MaskKind::kWindow, "window"},
    {MaskKind::kLengths, "lengths"},
    {MaskKind::kFrontier, "frontier"},
    {MaskKind::kDilated, "dilated"},
    {MaskKind::kGlobal, "global"},
    {MaskKind::kBlock, "block"},
}};

}  // namespace

std::string_view MaskKindName(MaskKind kind) {
  return kNames[static_cast<std::size_t>(kind)].second;
}

MaskKind MaskKindNamed(std::string_view op, std::string_view name) {
  const auto found =
      std::ranges::find(kNames, name, [](const auto& of) { return of.second; });
  if (found != kNames.end()) return found->first;
  std::string known;
  for (const auto& [kind, kind_name] : kNames) {
    known += (known.empty() ? "" : ", ") + std::string(kind_name);
  }
  Fail(op, "there is no mask rule \"", name, "\"; the rules are ", known);
}

bool MaskAllows(const MaskRuleOptions& options, Index query, Index key,
                Index queries, Index keys, Index length) {
  switch (options.kind) {
    case MaskKind::kNone:
      return true;
    case MaskKind::kCausal:
      return key <= query + options.offset;
    case MaskKind::kPadding:
      return key < keys - options.count;
    case MaskKind::kPrefix:
      return key <= query || key < options.length;
    case MaskKind::kWindow:
      return key >= query - options.left && key <= query + options.right;
    case MaskKind::kLengths:
      return key < length;
    case MaskKind::kFrontier:
      return key <= query + length - queries;
    case MaskKind::kDilated:
      return key >= query - options.left && key <= query + options.right &&
             (key - query) % options.dilation == 0;
    case MaskKind::kGlobal:
      return key < options.count || query < options.count;
    case MaskKind::kBlock:
      return key / options.size == query / options.size;
  }
  return false;
}

}  // namespace attention
