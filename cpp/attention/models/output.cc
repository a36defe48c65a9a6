#include "attention/models/output.h"

#include <string>

#include "attention/layers/affine.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// x times the table's rows, and a bias.
template <typename Scalar>
TensorId RecordTied(BasicTape<Scalar>& tape, TensorId x, TensorId table,
                    Index columns, char letter, Parameters& parameters) {
  const std::string axes = tape.tensor(x).axes;
  const Shape shape = tape.tensor(x).shape;
  const std::string to(1, letter);
  const TensorId bias =
      parameters.Vector(tape, "output.b", to, shape[shape.rank() - 1], columns);
  const std::string rule = axes + "," + to + axes.back() + "," + to + "->" +
                           axes.substr(0, axes.size() - 1) + to;
  return tape.Record(ops::kLinear, "logits", rule, {x, table, bias});
}

}  // namespace

template <typename Scalar>
TensorId RecordOutput(BasicTape<Scalar>& tape, TensorId x, Index columns,
                      char letter, Parameters& parameters,
                      std::optional<TensorId> tied) {
  const TensorId logits =
      tied ? RecordTied(tape, x, *tied, columns, letter, parameters)
           : RecordAffine(tape, {"output.W", "output.b", "logits", letter}, x,
                          columns, parameters);
  const std::string axes = tape.tensor(logits).axes;
  return tape.Record(ops::kSoftmax, "probabilities", axes + "->" + axes,
                     {logits}, {{"empty", std::string("zeros")}});
}

template TensorId RecordOutput(BasicTape<float>&, TensorId, Index, char,
                               Parameters&, std::optional<TensorId>);
template TensorId RecordOutput(BasicTape<double>&, TensorId, Index, char,
                               Parameters&, std::optional<TensorId>);

}  // namespace attention
