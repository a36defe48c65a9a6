#include "attention/models/output.h"

#include <string>

#include "attention/layers/affine.h"
#include "attention/tape/ops.h"

namespace attention {

template <typename Scalar>
TensorId RecordOutput(BasicTape<Scalar>& tape, TensorId x, Index columns,
                      char letter, Parameters& parameters) {
  const TensorId logits = RecordAffine(
      tape, {"output.W", "output.b", "logits", letter}, x, columns, parameters);
  const std::string axes = tape.tensor(logits).axes;
  return tape.Record(ops::kSoftmax, "probabilities", axes + "->" + axes,
                     {logits}, {{"empty", std::string("zeros")}});
}

template TensorId RecordOutput(BasicTape<float>&, TensorId, Index, char,
                               Parameters&);
template TensorId RecordOutput(BasicTape<double>&, TensorId, Index, char,
                               Parameters&);

}  // namespace attention
