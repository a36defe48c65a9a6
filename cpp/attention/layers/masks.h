#ifndef ATTENTION_LAYERS_MASKS_H_
#define ATTENTION_LAYERS_MASKS_H_

#include <optional>
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

/// Records `attn.mask`, "qk" (or "bqk" with lengths): 1 allowed, 0 blocked.
/// One rule is recorded as that tensor; several as `mask.causal`,
/// `mask.window`, ... and their joint. No rules: all ones. `lengths`, of axes
/// "b", blocks what lies behind each sentence's end, whatever the rules say.
/// Throws Error when painted cells are not queries x keys.
template <typename Scalar>
TensorId RecordMask(BasicTape<Scalar>& tape, const MaskPlan& plan,
                    Index queries, Index keys,
                    std::optional<TensorId> lengths = std::nullopt);

extern template TensorId RecordMask(BasicTape<float>&, const MaskPlan&, Index,
                                    Index, std::optional<TensorId>);
extern template TensorId RecordMask(BasicTape<double>&, const MaskPlan&, Index,
                                    Index, std::optional<TensorId>);

}  // namespace attention

#endif  // ATTENTION_LAYERS_MASKS_H_
