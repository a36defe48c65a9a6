#ifndef ATTENTION_LAYERS_POSITIONS_H_
#define ATTENTION_LAYERS_POSITIONS_H_

#include "attention/tape/tape.h"

namespace attention {

/// Records `positions`, length x d_model, "tm": the sinusoidal table.
/// Source: Vaswani et al. 2017, section 3.5; S09.
template <typename Scalar>
TensorId RecordPositions(BasicTape<Scalar>& tape, Index length, Index d_model);

/// Records `x`: the embeddings ("tm" or "btm"), with or without positions.
template <typename Scalar>
TensorId RecordInput(BasicTape<Scalar>& tape, TensorId embeddings,
                     bool with_positions);

extern template TensorId RecordPositions(BasicTape<float>&, Index, Index);
extern template TensorId RecordPositions(BasicTape<double>&, Index, Index);
extern template TensorId RecordInput(BasicTape<float>&, TensorId, bool);
extern template TensorId RecordInput(BasicTape<double>&, TensorId, bool);

}  // namespace attention

#endif  // ATTENTION_LAYERS_POSITIONS_H_
