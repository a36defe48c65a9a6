#ifndef ATTENTION_LAYERS_NORMALIZATION_H_
#define ATTENTION_LAYERS_NORMALIZATION_H_

#include <string>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

enum class NormKind {
  kLayer,     // (x - mean) / sqrt(variance + epsilon): tutorial 002
  kLayerStd,  // (x - mean) / (std + epsilon): tutorial 000
  kRms,       // x / sqrt(mean of squares + epsilon)
};

struct NormOptions {
  NormKind kind = NormKind::kLayer;
  double epsilon = 1e-5;
};

/// Records `<prefix>gamma`, `<prefix>beta` (not for kRms) and `<prefix>out`:
/// each row of x, "tm" or "btm", normalised over its last axis. gamma begins as
/// ones and beta as zeros. Source: Ba, Kiros, Hinton 2016, eq. (4); Zhang and
/// Sennrich 2019, eq. (4); S10.
template <typename Scalar>
TensorId RecordNorm(BasicTape<Scalar>& tape, const std::string& prefix,
                    TensorId x, const NormOptions& options,
                    Parameters& parameters);

extern template TensorId RecordNorm(BasicTape<float>&, const std::string&,
                                    TensorId, const NormOptions&, Parameters&);
extern template TensorId RecordNorm(BasicTape<double>&, const std::string&,
                                    TensorId, const NormOptions&, Parameters&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_NORMALIZATION_H_
