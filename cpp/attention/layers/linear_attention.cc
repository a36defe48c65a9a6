#include "attention/layers/linear_attention.h"

#include <algorithm>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

constexpr double kNearZero = 1e-2;

/// Whether a mask is made, in part, of the causal rule, or painted so that its
/// queries see different keys.
template <typename Scalar>
bool IsCausal(const BasicTape<Scalar>& tape, TensorId mask) {
  if (const Step* step = tape.Producer(mask)) {
    if (TextOr(step->attributes, "rule", "") == "causal") return true;
    return std::ranges::any_of(step->inputs,
                               [&](TensorId id) { return IsCausal(tape, id); });
  }
  const View<const Scalar> cells = tape.Read(mask);
  const Index rank = cells.shape.rank();
  if (rank < 2) return false;
  const Index keys = cells.shape[rank - 1];
  const Index queries = cells.shape[rank - 2];
  for (Index row = 1; row * keys < cells.size(); ++row) {
    if (row % queries == 0) continue;
    const Scalar* cell = cells.data + row * keys;
    if (!std::equal(cell, cell + keys, cell - keys)) return true;
  }
  return false;
}

std::string WithoutEnd(std::string text, const std::string& end) {
  if (text.ends_with(end)) text.resize(text.size() - end.size());
  return text;
}

/// Records the steps of one linear attention by name.
template <typename Scalar>
class Recorder {
 public:
  Recorder(BasicTape<Scalar>& tape, TensorId q, TensorId k, TensorId v,
           const DotProductOptions& options)
      : tape_(tape),
        q_(q),
        k_(k),
        v_(v),
        options_(options),
        lead_(options.query_lead) {
    if (options.query_lead != options.key_lead || !options.mask) {
      Fail("linear_attention", "needs a mask, and heads of keys \"",
           options.key_lead, "\" as those of queries \"", lead_, "\"");
    }
    mask_ = *options.mask;
  }

  TensorId Kernel() {
    causal_ = IsCausal(tape_, mask_);
    const TensorId keys = KeyMask();
    const TensorId phi_q = Step(ops::kElu1, "phi_q", L("qf->") + L("qf"), {q_});
    const TensorId phi_k = Step(ops::kElu1, "phi_k", L("kf->") + L("kf"), {k_});
    const TensorId open = OpenKeys("phi_k_open", phi_k, keys);
    TensorId kv = 0;
    TensorId k_sum = 0;
    if (causal_) {
      kv = Step(ops::kRunningState, "kv", L("kf,") + L("kd->") + L("kfd"),
                {open, v_}, {{"update_rule", std::string("linear")}});
      k_sum = Step(ops::kRunningSum, "k_sum", L("kf->") + L("kf"), {open});
    } else {
      kv = Step(ops::kWeightedSum, "kv", L("kf,") + L("kd->") + L("fd"),
                {open, v_});
      k_sum = Step(ops::kSumOver, "k_sum", L("kf->") + L("f"), {open});
    }
    const std::string q = causal_ ? "q" : "";  // a state for each query
    const TensorId numerator =
        Step(ops::kEinsum, "numerator", L("qf,") + L(q + "fd->") + L("qd"),
             {phi_q, kv});
    const TensorId normaliser =
        Step(ops::kEinsum, "normaliser", L("qf,") + L(q + "f->") + L("q"),
             {phi_q, k_sum});
    const TensorId z = Quotient("z", "qd", numerator, normaliser, "zero");
    Cost({"kfd", "kf", "qfd", "qf"});
    if (options_.compare) Compare(phi_q, open, normaliser, z, "zero");
    return z;
  }

  TensorId State() {
    causal_ = true;
    const std::string& rule = options_.update_rule;
    const bool gated = rule == "gated" || rule == "gated_delta";
    const bool delta = rule == "delta" || rule == "gated_delta";
    if (gated != options_.decay.has_value() ||
        delta != options_.beta.has_value()) {
      Fail("linear_attention", "the update rule ", rule,
           " does not go with the gates there are; they are made from words, "
           "so it is for models that have them");
    }
    std::vector<TensorId> inputs = {OpenKeys("k_open", k_, KeyMask()), v_};
    std::string letters = L("kf,") + L("kd");
    std::vector<std::string> products = {"kfd", "qfd"};
    for (const auto& gate : {options_.decay, options_.beta}) {
      if (!gate) continue;
      inputs.push_back(*gate);
      letters += "," + L("k");
      products.emplace_back("kfd");
    }
    const TensorId state =
        Step(ops::kRunningState, "state", letters + "->" + L("kfd"), inputs,
             {{"update_rule", rule}});
    const TensorId read = Step(ops::kEinsum, "read",
                               L("qf,") + L("qfd->") + L("qd"), {q_, state});
    Attributes scale{{"factor", options_.factor}};
    if (options_.d_k > 0) scale["d_k"] = static_cast<double>(options_.d_k);
    const TensorId z =
        Step(ops::kScale, "z", L("qd->") + L("qd"), {read}, scale);
    Cost(products);
    if (options_.compare) Error("z", L("qd"), z, *Softmax().z);
    return z;
  }

  TensorId Literal() {
    const TensorId keys = KeyMask();
    const TensorId open = OpenKeys("k_open", k_, keys);
    const TensorId q_sum =
        Step(ops::kSumOver, "q_sum", L("qf->") + L("q"), {q_});
    const TensorId k_sum =
        Step(ops::kSumOver, "k_sum", L("kf->") + L("k"), {open});
    const TensorId kv = Step(ops::kWeightedSum, "kv",
                             L("kf,") + L("kd->") + L("fd"), {open, v_});
    const TensorId numerator = Step(ops::kEinsum, "numerator",
                                    L("qf,") + L("fd->") + L("qd"), {q_, kv});
    const TensorId pairs = Step(ops::kEinsum, "normaliser_pairs",
                                L("q,") + L("k->") + L("qk"), {q_sum, k_sum});
    const TensorId normaliser =
        Step(ops::kSumOver, "normaliser", L("qk->") + L("q"), {pairs});
    Step(ops::kNearZero, "near_zero", L("q->") + L("q"), {normaliser},
         {{"tolerance", kNearZero}});
    const TensorId z = Quotient("z", "qd", numerator, normaliser, "literal");
    if (tape_.tensor(pairs).shape == tape_.tensor(numerator).shape) {
      Step(ops::kDivide, "z_literal", L("qd,") + L("qd->") + L("qd"),
           {numerator, pairs}, {{"zero", std::string("literal")}});
    }
    Cost({"kfd", "kf", "qf", "qfd", "qk", "qk"});
    if (options_.compare) Compare(q_, open, normaliser, z, "literal");
    return z;
  }

 private:
  /// The letters behind those of the batch and the heads.
  std::string L(const std::string& letters) const { return lead_ + letters; }

  TensorId Step(const Op& op, const std::string& name, const std::string& rule,
                const TensorList& inputs,
                const AttributeList& attributes = {}) {
    return tape_.Record(op, options_.prefix + name, rule, inputs, attributes);
  }

  TensorId KeyMask() {
    const std::string axes = tape_.tensor(mask_).axes;
    const std::string keys = WithoutEnd(axes, "qk") + "k";
    return Step(ops::kKeyMask, "key_mask", axes + "->" + keys, {mask_},
                {{"causal", causal_ ? 1.0 : 0.0}});
  }

  /// A masked key's features are 0, which adds nothing to any sum.
  TensorId OpenKeys(const std::string& name, TensorId keys, TensorId mask) {
    return Step(ops::kMask, name,
                L("kf,") + tape_.tensor(mask).axes + "->" + L("kf"),
                {keys, mask}, {{"fill", 0.0}});
  }

  TensorId Quotient(const std::string& name, const std::string& letters,
                    TensorId a, TensorId b, const char* zero) {
    return Step(ops::kDivide, name, L(letters + ",") + L("q->") + L(letters),
                {a, b}, {{"zero", std::string(zero)}});
  }

  void Cost(const std::vector<std::string>& products) {
    std::string all;
    for (const std::string& product : products) {
      all += (all.empty() ? "" : " ") + L(product);
    }
    const auto record = [&](const char* name, const std::string& letters) {
      tape_.Record(ops::kMultiplyAdds, options_.prefix + name,
                   L("qf,") + L("kf,") + L("kd->n"), {q_, k_, v_},
                   {{"products", letters}}, {{'n', 1}});
    };
    record("multiply_adds", all);
    record("multiply_adds_dense", L("qkf ") + L("qkd"));
  }

  /// What the sums come to, key by key, and softmax attention beside it.
  void Compare(TensorId q, TensorId k, TensorId normaliser, TensorId z,
               const char* zero) {
    TensorId similarity = Step(ops::kEinsum, "similarity",
                               L("qf,") + L("kf->") + L("qk"), {q, k});
    if (causal_) {
      similarity = Step(ops::kMask, "similarity_masked",
                        L("qk,") + tape_.tensor(mask_).axes + "->" + L("qk"),
                        {similarity, mask_}, {{"fill", 0.0}});
    }
    const TensorId weights =
        Quotient("weights", "qk", similarity, normaliser, zero);
    const DotProductTensors softmax = Softmax();
    Error("weights", L("qk"), weights, softmax.weights);
    Error("z", L("qd"), z, *softmax.z);
  }

  std::string ComparePrefix() const {
    return WithoutEnd(options_.prefix, "attn.") + "compare.";
  }

  /// Softmax attention of the same operands.
  DotProductTensors Softmax() {
    DotProductOptions softmax = options_;
    softmax.prefix = ComparePrefix();
    return DotProductAttention(tape_, q_, k_, std::optional(v_), softmax);
  }

  void Error(const std::string& what, const std::string& letters, TensorId a,
             TensorId b) {
    const std::string name = ComparePrefix() + what;
    const TensorId difference =
        tape_.Record(ops::kSubtract, name + "_difference",
                     letters + "," + letters + "->" + letters, {a, b});
    tape_.Record(ops::kMaxAbs, name + "_error", letters + "->n", {difference},
                 {}, {{'n', 1}});
  }

  BasicTape<Scalar>& tape_;
  TensorId q_;
  TensorId k_;
  TensorId v_;
  TensorId mask_ = 0;
  const DotProductOptions& options_;
  std::string lead_;
  bool causal_ = false;
};

}  // namespace

template <typename Scalar>
TensorId LinearAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                         TensorId v, const DotProductOptions& options) {
  return Recorder<Scalar>(tape, q, k, v, options).Kernel();
}

template <typename Scalar>
TensorId StateLinearAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                              TensorId v, const DotProductOptions& options) {
  return Recorder<Scalar>(tape, q, k, v, options).State();
}

template <typename Scalar>
TensorId LiteralLinearAttention(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                                TensorId v, const DotProductOptions& options) {
  return Recorder<Scalar>(tape, q, k, v, options).Literal();
}

template TensorId LinearAttention(BasicTape<float>&, TensorId, TensorId,
                                  TensorId, const DotProductOptions&);
template TensorId LinearAttention(BasicTape<double>&, TensorId, TensorId,
                                  TensorId, const DotProductOptions&);
template TensorId StateLinearAttention(BasicTape<float>&, TensorId, TensorId,
                                       TensorId, const DotProductOptions&);
template TensorId StateLinearAttention(BasicTape<double>&, TensorId, TensorId,
                                       TensorId, const DotProductOptions&);
template TensorId LiteralLinearAttention(BasicTape<float>&, TensorId, TensorId,
                                         TensorId, const DotProductOptions&);
template TensorId LiteralLinearAttention(BasicTape<double>&, TensorId, TensorId,
                                         TensorId, const DotProductOptions&);

}  // namespace attention
