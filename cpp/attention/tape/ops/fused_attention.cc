#include "attention/kernels/fused_attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "attention/tape/ops.h"
#include "attention/tape/ops/mask_rule.h"

namespace attention::ops {
namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

/// "hqf,hkf,hkd->hqd", then ",qk" for a mask (attribute `mask` 1) and for a
/// bias (attribute `bias` 1): z without scores and weights. Attributes
/// `factor`, `softcap`, and those of a mask's rule, evaluated in place: see
/// MaskRuleOf.
struct FusedAttention {
  /// Positions of mask and bias among the operands; 0 for none.
  struct Extras {
    std::size_t mask = 0;
    std::size_t bias = 0;
  };

  static Extras ExtrasOf(const Attributes& attributes) {
    Extras extras;
    std::size_t next = 3;
    if (IndexOr(attributes, "mask", 0) != 0) extras.mask = next++;
    if (IndexOr(attributes, "bias", 0) != 0) extras.bias = next++;
    return extras;
  }

  static FusedOptions OptionsOf(const Attributes& attributes) {
    FusedOptions options;
    options.factor = NumberOr(attributes, "factor", 1);
    options.softcap = NumberOr(attributes, "softcap", 0);
    if (attributes.contains("rule")) options.rule = MaskRuleOf(attributes);
    return options;
  }

  template <typename Scalar>
  static FusedOperands<Scalar> OperandsOf(
      const Attributes& attributes, std::span<const View<const Scalar>> in) {
    const Extras extras = ExtrasOf(attributes);
    FusedOperands<Scalar> operands{in[0], in[1], in[2], {}, {}};
    if (extras.mask != 0) operands.mask = in[extras.mask];
    if (extras.bias != 0) operands.bias = in[extras.bias];
    return operands;
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::FusedAttention<Scalar>(
        call.rule, OptionsOf(call.attributes),
        OperandsOf<Scalar>(call.attributes, call.in), call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Extras extras = ExtrasOf(call.attributes);
    FusedGradients<Scalar> gradients{
        call.in_gradients[0], call.in_gradients[1], call.in_gradients[2], {}};
    if (extras.bias != 0) gradients.bias = call.in_gradients[extras.bias];
    FusedAttentionBackward<Scalar>(call.rule, OptionsOf(call.attributes),
                                   OperandsOf<Scalar>(call.attributes, call.in),
                                   call.out_gradient, gradients);
  }

  /// The score of the pair where the letters stand.
  static double ReplayScore(Cell& cell, char query, char key, char feature) {
    const Extras extras = ExtrasOf(cell.attributes());
    const MaskedPair pair{cell.at(query), cell.at(key), cell.size(query),
                          cell.size(key), [&] { return cell.size(key); }};
    if (!ReplayMaskRule(cell.attributes(), pair, [](auto, auto) {})) {
      return kMinusInfinity;
    }
    if (extras.mask != 0 && cell.Read(extras.mask).value == 0) {
      return kMinusInfinity;
    }
    const double bias = extras.bias == 0 ? 0 : cell.Read(extras.bias).value;
    if (bias == kMinusInfinity) return kMinusInfinity;
    double score = 0;
    cell.ForEach(std::string_view(&feature, 1),
                 [&] { score += cell.Read(0).value * cell.Read(1).value; });
    score *= NumberOr(cell.attributes(), "factor", 1);
    const double cap = NumberOr(cell.attributes(), "softcap", 0);
    if (cap > 0) score = cap * std::tanh(score / cap);
    return score + bias;
  }

  static double Replay(Cell& cell) {
    const std::string& result = cell.rule().output();
    const std::string& keys = cell.rule().input(1);
    const char query = result[result.size() - 2];
    const char key = keys[keys.size() - 2];
    std::vector<double> scores;
    cell.ForEach(std::string_view(&key, 1), [&] {
      scores.push_back(ReplayScore(cell, query, key, keys.back()));
    });
    double max = kMinusInfinity;
    bool nan = false;
    for (const double score : scores) {
      nan = nan || std::isnan(score);
      if (score > max) max = score;
    }
    const bool empty = max == kMinusInfinity && !nan;
    double sum = 0;
    for (const double score : scores) {
      sum += empty ? 0 : std::exp(score - max);
    }
    cell.Part("max", max);
    cell.Part("sum", sum);
    if (empty) return 0;
    double z = 0;
    std::size_t at = 0;
    cell.ForEach(std::string_view(&key, 1), [&] {
      const double weight = std::exp(scores[at++] - max) / sum;
      if (weight == 0) return;
      const Reading value = cell.Read(2);
      cell.Term({value}, weight * value.value);
      z += weight * value.value;
    });
    return z;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(FusedAttention, "fused_attention");

}  // namespace attention::ops
