#include "attention/layers/multi_head_attention.h"

#include <cmath>

#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Records one of q, k, v: x W, or x W split into heads.
template <typename Scalar>
class Projector {
 public:
  Projector(BasicTape<Scalar>& tape, const MultiHeadOptions& options,
            Parameters& parameters)
      : tape_(tape), options_(options), parameters_(parameters) {}

  /// `which` is 'q', 'k' or 'v'; `letter` the one its rows have, q or k.
  TensorId Record(TensorId x, char which, char letter, Index d) {
    const TensorInfo& info = tape_.tensor(x);
    const std::string batch = info.axes.size() == 3 ? "b" : "";
    const ProjectionSize size{info.shape[info.shape.rank() - 1],
                              options_.n_heads, d};
    const std::string name = options_.prefix + which;
    std::vector<TensorId> inputs = {
        x, parameters_.Weights(tape_, options_.prefix + "W_" + which,
                               options_.projection, size)};
    if (options_.bias) {
      inputs.push_back(parameters_.Bias(tape_, options_.prefix + "b_" + which,
                                        options_.projection, size));
    }
    const std::string rows = batch + letter;
    const std::string heads = batch + "h" + letter + "d";
    if (options_.projection == Projection::kPerHead) {
      return tape_.Record(
          ops::kLinear, name,
          rows + "m,hmd" + (options_.bias ? ",hd" : "") + "->" + heads, inputs);
    }
    const TensorId joint = tape_.Record(
        ops::kLinear, name + "_joint",
        rows + "m,mc" + (options_.bias ? ",c" : "") + "->" + rows + "c",
        inputs);
    return tape_.Record(ops::kSplitHeads, name, rows + "c->" + heads, {joint},
                        {}, {{'h', size.n_heads}, {'d', size.d}});
  }

 private:
  BasicTape<Scalar>& tape_;
  const MultiHeadOptions& options_;
  Parameters& parameters_;
};

template <typename Scalar>
TensorId RecordOutput(BasicTape<Scalar>& tape, TensorId z,
                      const std::string& batch, Index d_model,
                      const MultiHeadOptions& options, Parameters& parameters) {
  const Index joint = options.n_heads * options.d_v;
  const std::string& prefix = options.prefix;
  const TensorId concat =
      tape.Record(ops::kConcat, prefix + "concat",
                  batch + "hqd->" + batch + "qc", {z}, {}, {{'c', joint}});
  std::vector<TensorId> inputs = {
      concat, parameters.Matrix(tape, prefix + "W_o", "cm", joint, d_model)};
  if (options.bias) {
    inputs.push_back(
        parameters.Vector(tape, prefix + "b_o", "m", joint, d_model));
  }
  return tape.Record(
      ops::kLinear, prefix + "out",
      batch + "qc,cm" + (options.bias ? ",m" : "") + "->" + batch + "qm",
      inputs);
}

}  // namespace

template <typename Scalar>
MultiHeadTensors MultiHeadAttention(BasicTape<Scalar>& tape, TensorId x,
                                    TensorId memory, TensorId mask,
                                    const MultiHeadOptions& options,
                                    Parameters& parameters) {
  const Shape shape = tape.tensor(x).shape;
  const std::string batch = shape.rank() == 3 ? "b" : "";
  Projector<Scalar> projector(tape, options, parameters);
  MultiHeadTensors tensors{};
  tensors.q = projector.Record(x, 'q', 'q', options.d_k);
  tensors.k = projector.Record(memory, 'k', 'k', options.d_k);
  tensors.v = projector.Record(memory, 'v', 'k', options.d_v);

  DotProductOptions pairs;
  pairs.prefix = options.prefix;
  pairs.query_lead = batch + "h";
  pairs.key_lead = batch + "h";
  pairs.factor =
      options.scale ? 1.0 / std::sqrt(static_cast<double>(options.d_k)) : 1.0;
  pairs.d_k = options.d_k;
  pairs.style = options.style;
  pairs.whole_matrix = options.whole_matrix;
  pairs.mask = mask;
  pairs.compare = options.compare;
  const AttendTensors attended =
      Attend(tape, options.kind, tensors.q, tensors.k, tensors.v, pairs);
  tensors.pairs = attended.pairs;
  if (options.output) {
    tensors.out = RecordOutput(tape, *attended.z, batch,
                               shape[shape.rank() - 1], options, parameters);
  }
  return tensors;
}

template MultiHeadTensors MultiHeadAttention(BasicTape<float>&, TensorId,
                                             TensorId, TensorId,
                                             const MultiHeadOptions&,
                                             Parameters&);
template MultiHeadTensors MultiHeadAttention(BasicTape<double>&, TensorId,
                                             TensorId, TensorId,
                                             const MultiHeadOptions&,
                                             Parameters&);

}  // namespace attention
