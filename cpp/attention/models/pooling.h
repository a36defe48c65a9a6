#ifndef ATTENTION_MODELS_POOLING_H_
#define ATTENTION_MODELS_POOLING_H_

#include <optional>

#include "attention/models/run.h"

namespace attention {

/// Records `pooled`, one row a sentence ("m" or "bm"), of the rows x ("tm" or
/// "btm"): by config.pooling the mean of its words, or one of them, which
/// `pooled.at` marks with a 1 ("t" or "bt"). Throws Error(trace.model) where a
/// sentence has no config.pool_word, or there are no words at all.
template <typename Scalar>
TensorId RecordPooled(BasicTrace<Scalar>& trace, TensorId x,
                      const std::optional<TensorId>& lengths);

/// The mean of the words, whatever the config says.
template <typename Scalar>
TensorId RecordMean(BasicTape<Scalar>& tape, TensorId x,
                    const std::optional<TensorId>& lengths);

extern template TensorId RecordPooled(BasicTrace<float>&, TensorId,
                                      const std::optional<TensorId>&);
extern template TensorId RecordPooled(BasicTrace<double>&, TensorId,
                                      const std::optional<TensorId>&);
extern template TensorId RecordMean(BasicTape<float>&, TensorId,
                                    const std::optional<TensorId>&);
extern template TensorId RecordMean(BasicTape<double>&, TensorId,
                                    const std::optional<TensorId>&);

}  // namespace attention

#endif  // ATTENTION_MODELS_POOLING_H_
