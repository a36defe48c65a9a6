#ifndef ATTENTION_MODELS_SIZES_H_
#define ATTENTION_MODELS_SIZES_H_

#include <functional>
#include <string_view>

#include "attention/models/bounds.h"
#include "attention/models/run.h"

namespace attention {

/// How many sentences of how many words are attended from and to.
struct Extent {
  double batch = 1;
  double queries = 1;
  double keys = 1;
};

/// How many numbers each puts on a tape, all but a few; never less by much, so
/// that what is refused would not have fitted. In double, since what is asked
/// for may be beyond any integer.
double AttentionNumbers(const Config& config, const Extent& extent);
double LayerNumbers(const Config& config, const Extent& extent);
/// A decoder's: it attends to its own words, and to `memory` keys.
double CrossLayerNumbers(const Config& config, const Extent& extent,
                         double memory);
/// Ids, table, embeddings, positions and their sum, the words' mask, and the
/// norm that a stack may end in.
double WordNumbers(const Config& config, double batch, double length,
                   double vocabulary);
/// logits and probabilities.
double OutputNumbers(const Config& config, double rows, double columns);

/// How many tokens a run of the spec may have: more where no scores are made.
const Bound& TokenBound(const ConfigSpec& config);

/// Makes room for a run of `numbers(length)` numbers. Throws Error(model) when
/// they are too many, saying which length would fit.
template <typename Scalar>
void MakeRoom(BasicTrace<Scalar>& trace, Index batch, Index length,
              const std::function<double(Index)>& numbers);

extern template void MakeRoom(BasicTrace<float>&, Index, Index,
                              const std::function<double(Index)>&);
extern template void MakeRoom(BasicTrace<double>&, Index, Index,
                              const std::function<double(Index)>&);

}  // namespace attention

#endif  // ATTENTION_MODELS_SIZES_H_
