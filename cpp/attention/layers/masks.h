#ifndef ATTENTION_LAYERS_MASKS_H_
#define ATTENTION_LAYERS_MASKS_H_

#include <optional>
#include <string>
#include <vector>

#include "attention/kernels/mask_rule.h"
#include "attention/tape/tape.h"

namespace attention {

/// How a mask reaches the scores (S08).
enum class MaskStyle {
  kBoolean,          // blocked scores become -inf; an empty row gives zeros
  kLargeNegative,    // they become -1e9 (tutorials 000, 002): uniform
  kAdditive,         // 0 or -inf is added; an empty row gives zeros
  kAdditiveLiteral,  // the same, taken literally (tutorial 001): NaN
};

/// One of the rules that make up a mask: a rule by name, or cells painted by
/// hand (queries x keys, 1 allowed, 0 blocked).
struct MaskPart {
  MaskRuleOptions rule;
  std::optional<std::vector<float>> painted;
};

struct MaskPlan {
  std::vector<MaskPart> parts;
  bool any = false;  // allowed by any part rather than by all of them
  MaskStyle style = MaskStyle::kBoolean;
};

/// Where a mask is recorded, and what it demands beside its plan.
struct MaskPlace {
  std::string name = "attn.mask";
  std::string parts = "mask.";  // mask.window, mask.window.2, ...
  bool causal = false;          // a decoder's, whatever the rules say
  /// Of axes "b": blocks what lies behind each sentence's end, likewise.
  std::optional<TensorId> lengths = std::nullopt;
};

/// Records a mask, "qk" (or "bqk" with lengths): 1 allowed, 0 blocked. One rule
/// is recorded under the place's name; several as its parts and their joint. No
/// rules: all ones. Throws Error when painted cells are not queries x keys.
template <typename Scalar>
TensorId RecordMask(BasicTape<Scalar>& tape, const MaskPlan& plan,
                    Index queries, Index keys, const MaskPlace& place = {});

extern template TensorId RecordMask(BasicTape<float>&, const MaskPlan&, Index,
                                    Index, const MaskPlace&);
extern template TensorId RecordMask(BasicTape<double>&, const MaskPlan&, Index,
                                    Index, const MaskPlace&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_MASKS_H_
