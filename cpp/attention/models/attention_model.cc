#include "attention/models/attention_model.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/diagnostics.h"
#include "attention/models/bounds.h"
#include "attention/models/sentences.h"
#include "attention/models/sizes.h"

namespace attention {
namespace {

/// heads x T x d, a matrix being one head. Throws Error when out of bounds.
Shape HeadShape(const std::string& op, const Bound& longest, const char* name,
                const GivenTensor& given) {
  const Shape& shape = given.shape;
  if (shape.rank() != 2 && shape.rank() != 3) {
    Fail(op, name, " has shape ", shape,
         "; it must be tokens x d, or heads x tokens x d");
  }
  const bool one = shape.rank() == 2;
  const Shape heads = one ? Shape{1, shape[0], shape[1]} : shape;
  CheckedSize(op, bounds::kNHeads, static_cast<double>(heads[0]));
  CheckedSize(op, longest, static_cast<double>(heads[1]));
  CheckedSize(op, bounds::kDK, static_cast<double>(heads[2]));
  return heads;
}

template <typename Scalar>
TensorId GiveHeads(BasicTape<Scalar>& tape, std::string name, const char* axes,
                   const Shape& shape, const GivenTensor& given) {
  const std::vector<Scalar> numbers(given.data.begin(), given.data.end());
  return tape.Give(std::move(name), axes, shape, Role::kInput, numbers);
}

}  // namespace

template <typename Scalar>
void RunAttention(const RunSpec& spec, BasicTrace<Scalar>& trace,
                  Parameters& /*parameters*/) {
  const std::string& op = spec.model;
  if (!spec.q || !spec.k) Fail(op, "inputs.q and inputs.k are needed");
  const Bound& longest = TokenBound(spec.config);
  const Shape q_shape = HeadShape(op, longest, "q", *spec.q);
  const Shape k_shape = HeadShape(op, longest, "k", *spec.k);
  if (q_shape[0] != k_shape[0] || q_shape[2] != k_shape[2]) {
    Fail(op, "q of shape ", spec.q->shape, " and k of shape ", spec.k->shape,
         " need the same heads and the same d_k");
  }
  Shape v_shape = k_shape;
  if (spec.v) {
    v_shape = HeadShape(op, longest, "v", *spec.v);
    if (v_shape[0] != k_shape[0] || v_shape[1] != k_shape[1]) {
      Fail(op, "k of shape ", spec.k->shape, " and v of shape ", spec.v->shape,
           " need the same heads and the same number of keys");
    }
  }
  if (!spec.texts.empty() || !spec.tokens.empty()) {
    Vocabulary vocabulary;
    trace.tokens = ReadSentences(spec, vocabulary).tokens;
    for (auto& tokens : trace.tokens) {
      for (TokenInfo& token : tokens) token.id = -1;
    }
  }

  MultiHeadOptions& heads = trace.config.heads;
  heads.n_heads = q_shape[0];
  heads.d_k = q_shape[2];
  heads.d_v = v_shape[2];
  BasicTape<Scalar>& tape = trace.tape;
  const TensorId q = GiveHeads(tape, "attn.q", "hqd", q_shape, *spec.q);
  const TensorId k = GiveHeads(tape, "attn.k", "hkd", k_shape, *spec.k);
  std::optional<TensorId> v;
  if (spec.v) v = GiveHeads(tape, "attn.v", "hkd", v_shape, *spec.v);

  const MaskPlan plan = ResolveMask(spec, q_shape[1], k_shape[1]);
  DotProductOptions options;
  options.factor =
      heads.scale ? 1.0 / std::sqrt(static_cast<double>(heads.d_k)) : 1.0;
  options.d_k = heads.d_k;
  options.temperature = heads.temperature;
  options.compare = heads.compare;
  options.update_rule = heads.update_rule;
  options.style = heads.style;
  options.whole_matrix = heads.whole_matrix;
  options.mask = RecordMask(tape, plan, q_shape[1], k_shape[1]);
  const AttendTensors attended = Attend(tape, heads.kind, q, k, v, options);
  if (trace.config.diagnostics && heads.kind == AttentionKind::kSoftmax) {
    RecordDiagnostics(tape, q, k, *attended.pairs, *options.mask);
  }
}

template void RunAttention(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunAttention(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
