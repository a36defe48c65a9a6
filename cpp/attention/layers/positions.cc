#include "attention/layers/positions.h"

#include "attention/tape/ops.h"

namespace attention {

template <typename Scalar>
TensorId RecordPositions(BasicTape<Scalar>& tape, Index length, Index d_model) {
  return tape.Record(ops::kSinusoidal, "positions", "->tm", {},
                     {{"d_model", static_cast<double>(d_model)}},
                     {{'t', length}, {'m', d_model}});
}

template <typename Scalar>
TensorId RecordInput(BasicTape<Scalar>& tape, TensorId embeddings,
                     bool with_positions) {
  const std::string axes = tape.tensor(embeddings).axes;
  const Shape shape = tape.tensor(embeddings).shape;
  if (!with_positions) {
    return tape.Record(ops::kAdd, "x", axes + "->" + axes, {embeddings});
  }
  const TensorId positions =
      RecordPositions(tape, shape[shape.rank() - 2], shape[shape.rank() - 1]);
  return tape.Record(ops::kAdd, "x", axes + ",tm->" + axes,
                     {embeddings, positions});
}

template TensorId RecordPositions(BasicTape<float>&, Index, Index);
template TensorId RecordPositions(BasicTape<double>&, Index, Index);
template TensorId RecordInput(BasicTape<float>&, TensorId, bool);
template TensorId RecordInput(BasicTape<double>&, TensorId, bool);

}  // namespace attention
