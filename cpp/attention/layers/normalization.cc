#include "attention/layers/normalization.h"

#include "attention/tape/ops.h"

namespace attention {

template <typename Scalar>
TensorId RecordNorm(BasicTape<Scalar>& tape, const std::string& prefix,
                    TensorId x, const NormOptions& options,
                    Parameters& parameters) {
  const std::string axes = tape.tensor(x).axes;
  const std::string width(1, axes.back());
  const Shape shape = tape.tensor(x).shape;
  const Index d_model = shape[shape.rank() - 1];
  const TensorId gamma =
      parameters.Filled(tape, prefix + "gamma", width, d_model, 1);
  Attributes attributes{{"epsilon", options.epsilon}};
  if (options.kind == NormKind::kRms) {
    return tape.Record(ops::kRmsNorm, prefix + "out",
                       axes + "," + width + "->" + axes, {x, gamma},
                       attributes);
  }
  attributes["formula"] =
      std::string(options.kind == NormKind::kLayerStd ? "std" : "variance");
  const TensorId beta =
      parameters.Filled(tape, prefix + "beta", width, d_model, 0);
  return tape.Record(ops::kLayerNorm, prefix + "out",
                     axes + "," + width + "," + width + "->" + axes,
                     {x, gamma, beta}, attributes);
}

template TensorId RecordNorm(BasicTape<float>&, const std::string&, TensorId,
                             const NormOptions&, Parameters&);
template TensorId RecordNorm(BasicTape<double>&, const std::string&, TensorId,
                             const NormOptions&, Parameters&);

}  // namespace attention
