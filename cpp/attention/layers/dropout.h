#ifndef ATTENTION_LAYERS_DROPOUT_H_
#define ATTENTION_LAYERS_DROPOUT_H_

#include <cstdint>
#include <string>

#include "attention/tape/tape.h"

namespace attention {

struct DropoutOptions {
  double rate = 0;        // from 0 to below 1
  bool training = false;  // in evaluation everything passes
  std::uint64_t seed = 0;
};

/// Records inverted dropout of `x` under the name, which gives each place in a
/// model a mask of its own. A rate of 0 records nothing and gives x back.
/// Source: Srivastava et al. 2014; S15.
template <typename Scalar>
TensorId RecordDropout(BasicTape<Scalar>& tape, const std::string& name,
                       TensorId x, const DropoutOptions& options);

/// Draws every dropout of a recorded tape from another seed; the steps are
/// stale until the tape's Refresh.
template <typename Scalar>
void ReseedDropout(BasicTape<Scalar>& tape, std::uint64_t seed);

extern template TensorId RecordDropout(BasicTape<float>&, const std::string&,
                                       TensorId, const DropoutOptions&);
extern template TensorId RecordDropout(BasicTape<double>&, const std::string&,
                                       TensorId, const DropoutOptions&);
extern template void ReseedDropout(BasicTape<float>&, std::uint64_t);
extern template void ReseedDropout(BasicTape<double>&, std::uint64_t);

}  // namespace attention

#endif  // ATTENTION_LAYERS_DROPOUT_H_
