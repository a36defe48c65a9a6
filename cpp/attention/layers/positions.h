#ifndef ATTENTION_LAYERS_POSITIONS_H_
#define ATTENTION_LAYERS_POSITIONS_H_

#include <string>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

/// How a model knows where a word stands.
enum class PositionKind {
  kSinusoidal,  // added to the embeddings: Vaswani et al. 2017, section 3.5
  kLearned,     // added, from a table that is trained
  kRotary,      // queries and keys turned: Su et al. 2021
  kAlibi,       // a distance taken off the scores: Press, Smith, Lewis 2022
  kNone,        // not at all
};

struct PositionOptions {
  PositionKind kind = PositionKind::kSinusoidal;
  Index max_length = 128;  // rows of the learned table
  Index offset = 0;        // where the first word stands
};

/// Records `<prefix>positions`, length x d_model, "tm": the sinusoidal table,
/// from the row `offset` on. Source: Vaswani et al. 2017, section 3.5; S09.
template <typename Scalar>
TensorId RecordPositions(BasicTape<Scalar>& tape, Index length, Index d_model,
                         const std::string& prefix = "", Index offset = 0);

/// Records `<prefix>x`: the embeddings ("tm" or "btm"), and what positions add
/// to them; learned ones are rows of `<prefix>positions.table` by
/// `<prefix>positions.ids`. Throws Error when the table has too few rows.
template <typename Scalar>
TensorId RecordInput(BasicTape<Scalar>& tape, TensorId embeddings,
                     const PositionOptions& options, Parameters& parameters,
                     const std::string& prefix = "");

extern template TensorId RecordPositions(BasicTape<float>&, Index, Index,
                                         const std::string&, Index);
extern template TensorId RecordPositions(BasicTape<double>&, Index, Index,
                                         const std::string&, Index);
extern template TensorId RecordInput(BasicTape<float>&, TensorId,
                                     const PositionOptions&, Parameters&,
                                     const std::string&);
extern template TensorId RecordInput(BasicTape<double>&, TensorId,
                                     const PositionOptions&, Parameters&,
                                     const std::string&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_POSITIONS_H_
