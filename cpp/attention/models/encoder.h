#ifndef ATTENTION_MODELS_ENCODER_H_
#define ATTENTION_MODELS_ENCODER_H_

#include <functional>
#include <optional>

#include "attention/models/run.h"

namespace attention {

/// What an encoder leaves: a row a word, and the lengths of padded sentences.
struct Encoded {
  TensorId out;
  std::optional<TensorId> lengths;
};

/// Records what RunEncoder does. Makes room for `more(batch, length)` numbers
/// besides, of a model that goes on from there.
template <typename Scalar>
Encoded RecordEncoder(const RunSpec& spec, BasicTrace<Scalar>& trace,
                      Parameters& parameters,
                      const std::function<double(double, double)>& more);

extern template Encoded RecordEncoder(
    const RunSpec&, BasicTrace<float>&, Parameters&,
    const std::function<double(double, double)>&);
extern template Encoded RecordEncoder(
    const RunSpec&, BasicTrace<double>&, Parameters&,
    const std::function<double(double, double)>&);

/// tokens, embedding.*, positions, x, [dropout], encoder.mask, then
/// encoder.0.*, encoder.1.*, ... and with final_norm encoder.norm.*; see
/// block.h. Source: Vaswani et al. 2017, section 3.1; S12.
template <typename Scalar>
void RunEncoder(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters);

extern template void RunEncoder(const RunSpec&, BasicTrace<float>&,
                                Parameters&);
extern template void RunEncoder(const RunSpec&, BasicTrace<double>&,
                                Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_ENCODER_H_
