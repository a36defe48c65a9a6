#ifndef ATTENTION_KERNELS_FUSED_PLAN_H_
#define ATTENTION_KERNELS_FUSED_PLAN_H_

#include <array>
#include <limits>
#include <span>
#include <string>

#include "attention/core/error.h"
#include "attention/core/loops.h"
#include "attention/core/parallel.h"
#include "attention/core/scratch.h"
#include "attention/kernels/fused_attention.h"

/// How fused attention walks a rule: matrix after matrix of queries and keys.
namespace attention::fused {

/// One matrix after the other: the sizes, and the operands' strides by letter,
/// in the order q, k, v, result, mask, bias.
struct Plan {
  std::string lead;
  LetterMap sizes{kUnknownSize};
  std::array<LetterMap, 6> strides;
  Index queries = 0;
  Index keys = 0;
  Index d_k = 0;
  Index d_v = 0;
};

inline void CheckEnd(const Rule& rule, const std::string& letters,
                     const std::string& end) {
  if (letters.ends_with(end)) return;
  Fail("fused_attention", "\"", letters, "\" of \"", rule.text(),
       "\" must end in \"", end, "\"");
}

template <typename Scalar>
Plan MakePlan(const Rule& rule, const FusedOperands<Scalar>& in,
              const Shape& out) {
  const std::size_t wanted =
      3 + (in.mask.data != nullptr ? 1 : 0) + (in.bias.data != nullptr ? 1 : 0);
  const std::string& result = rule.output();
  if (rule.inputs().size() != wanted || rule.input(0).size() < 2 ||
      rule.input(1).size() < 2 || result.size() < 2) {
    Fail("fused_attention", "\"", rule.text(), "\" is not for ", wanted,
         " operands of at least two axes");
  }
  const char query = result[result.size() - 2];
  const char number = result.back();
  const char feature = rule.input(0).back();
  const char key = rule.input(1)[rule.input(1).size() - 2];
  CheckEnd(rule, rule.input(0), {query, feature});
  CheckEnd(rule, rule.input(1), {key, feature});
  CheckEnd(rule, rule.input(2), {key, number});
  Plan plan;
  plan.lead = result.substr(0, result.size() - 2);
  const auto bind = [&](std::size_t slot, const std::string& letters,
                        const Shape& shape) {
    BindSizes("fused_attention", letters, shape, plan.sizes);
    plan.strides[slot] = StridesOf(letters, shape);
  };
  bind(0, rule.input(0), in.q.shape);
  bind(1, rule.input(1), in.k.shape);
  bind(2, rule.input(2), in.v.shape);
  bind(3, result, out);
  std::size_t next = 3;
  for (const std::size_t slot : {std::size_t{4}, std::size_t{5}}) {
    const View<const Scalar>& pairs = slot == 4 ? in.mask : in.bias;
    if (pairs.data == nullptr) continue;
    CheckEnd(rule, rule.input(next), {query, key});
    bind(slot, rule.input(next++), pairs.shape);
  }
  plan.queries = plan.sizes[query];
  plan.keys = plan.sizes[key];
  plan.d_k = plan.sizes[feature];
  plan.d_v = plan.sizes[number];
  return plan;
}

/// The operands of one matrix. Mask and bias are null where there are none.
template <typename Scalar>
struct Matrix {
  const Plan& plan;
  const FusedOptions& options;
  const Scalar* q;
  const Scalar* k;
  const Scalar* v;
  const Scalar* mask;
  const Scalar* bias;

  bool Open(Index query, Index key) const {
    const Index cell = query * plan.keys + key;
    if (mask != nullptr && mask[cell] == Scalar{0}) return false;
    if (bias != nullptr &&
        bias[cell] == -std::numeric_limits<Scalar>::infinity()) {
      return false;
    }
    return !options.rule || MaskAllows(*options.rule, query, key, plan.queries,
                                       plan.keys, plan.keys);
  }

  Scalar Factor() const { return static_cast<Scalar>(options.factor); }

  /// The slope of the softcap where it gave `capped`.
  Scalar CapSlope(Scalar capped) const {
    if (options.softcap <= 0) return Scalar{1};
    const Scalar part = capped / static_cast<Scalar>(options.softcap);
    return Scalar{1} - part * part;
  }
};

/// Where the operands of a matrix begin, in the order of Plan::strides.
using Offsets = std::array<Index, 6>;

/// body(matrices' offsets) for all of them, in parts that threads share where
/// `apart` says that no two write to the same place.
template <typename Body>
void ForEachPart(const Plan& plan, bool apart, Body&& body) {
  Index count = 1;
  for (const char letter : plan.lead) count *= plan.sizes[letter];
  Scratch<Offsets> all(static_cast<std::size_t>(count));
  Offsets* next = all.data();
  ForEachOffset(plan.lead, plan.sizes, plan.strides,
                [&](const Offsets& at) { *next++ = at; });
  const Index each = plan.queries * plan.keys * (plan.d_k + plan.d_v);
  InParallel(count, apart ? GrainOf(each) : count, [&](Index begin, Index end) {
    body(std::span<const Offsets>(all.data() + begin, all.data() + end));
  });
}

/// The operands of the matrix that begins `at` so far.
template <typename Scalar>
Matrix<Scalar> MatrixAt(const Plan& plan, const FusedOptions& options,
                        const FusedOperands<Scalar>& in, const Offsets& at) {
  const auto from = [](const Scalar* data, Index offset) {
    return data == nullptr ? nullptr : data + offset;
  };
  return {plan,
          options,
          in.q.data + at[0],
          in.k.data + at[1],
          in.v.data + at[2],
          from(in.mask.data, at[4]),
          from(in.bias.data, at[5])};
}

}  // namespace attention::fused

#endif  // ATTENTION_KERNELS_FUSED_PLAN_H_
