#ifndef ATTENTION_TAPE_OPS_MASK_RULE_H_
#define ATTENTION_TAPE_OPS_MASK_RULE_H_

#include <functional>
#include <string_view>

#include "attention/kernels/mask_rule.h"
#include "attention/tape/attributes.h"

namespace attention::ops {

/// The rule that a step's attributes declare: `rule`, and what that rule needs
/// of offset, count, length, left, right, dilation, size.
MaskRuleOptions MaskRuleOf(const Attributes& attributes);

/// A pair of query and key for a rule to judge.
struct MaskedPair {
  Index query;
  Index key;
  Index queries;
  Index keys;
  std::function<Index()> length;  // of the sentence, for rules by sentence
};

/// The rules written out a second time, on purpose: see Op. `part` is told each
/// number that the rule reads.
bool ReplayMaskRule(const Attributes& attributes, const MaskedPair& pair,
                    const std::function<void(std::string_view, Index)>& part);

}  // namespace attention::ops

#endif  // ATTENTION_TAPE_OPS_MASK_RULE_H_
