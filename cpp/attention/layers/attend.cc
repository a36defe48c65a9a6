#include "attention/layers/attend.h"

#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/linear_attention.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Records what attention costs, for open pairs where a mask is given.
template <typename Scalar>
void RecordPairCost(BasicTape<Scalar>& tape, const char* name, TensorId q,
                    TensorId k, std::optional<TensorId> v,
                    std::optional<TensorId> mask,
                    const DotProductOptions& options) {
  std::vector<TensorId> inputs = {q, k};
  std::string rule = options.query_lead + "qf," + options.key_lead + "kf";
  std::string products = options.query_lead + "qkf";
  if (v) {
    inputs.push_back(*v);
    rule += "," + options.key_lead + "kd";
    products += " " + options.query_lead + "qkd";
  }
  if (mask) {
    inputs.push_back(*mask);
    rule += "," + tape.tensor(*mask).axes;
  }
  tape.Record(ops::kMultiplyAdds, options.prefix + name, rule + "->n", inputs,
              {{"products", products}, {"mask", mask ? 1.0 : 0.0}}, {{'n', 1}});
}

/// Linear attention makes no scores, so nothing can be done to them.
void CheckLinear(std::optional<TensorId> v, const DotProductOptions& options) {
  if (!v) Fail("linear_attention", "needs values: it makes no weights alone");
  if (options.bias || options.softcap > 0 || options.whole_matrix) {
    Fail("linear_attention",
         "makes no scores: it takes no bias on them (positions alibi), no "
         "softcap and no softmax over the matrix");
  }
}

}  // namespace

template <typename Scalar>
AttendTensors Attend(BasicTape<Scalar>& tape, AttentionKind kind, TensorId q,
                     TensorId k, std::optional<TensorId> v,
                     const DotProductOptions& options) {
  const bool literal = kind == AttentionKind::kLinearLiteral;
  if (kind == AttentionKind::kLinear || literal) {
    CheckLinear(v, options);
    return {std::nullopt, literal
                              ? LiteralLinearAttention(tape, q, k, *v, options)
                              : LinearAttention(tape, q, k, *v, options)};
  }
  DotProductOptions pairs = options;
  pairs.sparse = kind == AttentionKind::kSparse;
  AttendTensors tensors;
  tensors.pairs = DotProductAttention(tape, q, k, v, pairs);
  tensors.z = tensors.pairs->z;
  if (pairs.sparse) {
    RecordPairCost(tape, "multiply_adds", q, k, v, options.mask, options);
    RecordPairCost(tape, "multiply_adds_dense", q, k, v, std::nullopt, options);
  }
  return tensors;
}

template AttendTensors Attend(BasicTape<float>&, AttentionKind, TensorId,
                              TensorId, std::optional<TensorId>,
                              const DotProductOptions&);
template AttendTensors Attend(BasicTape<double>&, AttentionKind, TensorId,
                              TensorId, std::optional<TensorId>,
                              const DotProductOptions&);

}  // namespace attention
