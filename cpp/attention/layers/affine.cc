#include "attention/layers/affine.h"

#include <vector>

#include "attention/tape/ops.h"

namespace attention {

template <typename Scalar>
TensorId RecordAffine(BasicTape<Scalar>& tape, const AffineNames& names,
                      TensorId x, Index d_out, Parameters& parameters) {
  const std::string axes = tape.tensor(x).axes;
  const Shape shape = tape.tensor(x).shape;
  const Index d_in = shape[shape.rank() - 1];
  const std::string from(1, axes.back());
  const std::string to(1, names.letter);
  std::vector<TensorId> inputs = {
      x, parameters.Matrix(tape, names.weights, from + to, d_in, d_out)};
  std::string rule = axes + "," + from + to;
  if (!names.bias.empty()) {
    inputs.push_back(parameters.Vector(tape, names.bias, to, d_in, d_out));
    rule += "," + to;
  }
  rule += "->" + axes.substr(0, axes.size() - 1) + to;
  return tape.Record(ops::kLinear, names.out, rule, inputs);
}

template TensorId RecordAffine(BasicTape<float>&, const AffineNames&, TensorId,
                               Index, Parameters&);
template TensorId RecordAffine(BasicTape<double>&, const AffineNames&, TensorId,
                               Index, Parameters&);

}  // namespace attention
