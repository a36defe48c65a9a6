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

extern template TensorId RecordDropout(BasicTape<float>&, const std::string&,
                                       TensorId, const DropoutOptions&);
extern template TensorId RecordDropout(BasicTape<double>&, const std::string&,
                                       TensorId, const DropoutOptions&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_DROPOUT_H_
