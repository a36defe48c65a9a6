#include "attention/layers/dropout.h"

#include "attention/core/random.h"
#include "attention/tape/ops.h"

namespace attention {

template <typename Scalar>
TensorId RecordDropout(BasicTape<Scalar>& tape, const std::string& name,
                       TensorId x, const DropoutOptions& options) {
  if (options.rate == 0) return x;
  const std::string axes = tape.tensor(x).axes;
  // 53 bits are what an attribute, a double, holds exactly.
  const auto seed = static_cast<double>(SeedFor(options.seed, name) >> 11);
  return tape.Record(ops::kDropout, name, axes + "->" + axes, {x},
                     {{"rate", options.rate},
                      {"seed", seed},
                      {"training", options.training ? 1.0 : 0.0}});
}

template TensorId RecordDropout(BasicTape<float>&, const std::string&, TensorId,
                                const DropoutOptions&);
template TensorId RecordDropout(BasicTape<double>&, const std::string&,
                                TensorId, const DropoutOptions&);

}  // namespace attention
