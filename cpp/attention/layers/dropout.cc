#include "attention/layers/dropout.h"

#include "attention/core/random.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// What a place's mask is drawn from: 53 bits, as many as an attribute, a
/// double, holds exactly.
double SeedOf(std::uint64_t seed, std::string_view name) {
  return static_cast<double>(SeedFor(seed, name) >> 11);
}

}  // namespace

template <typename Scalar>
TensorId RecordDropout(BasicTape<Scalar>& tape, const std::string& name,
                       TensorId x, const DropoutOptions& options) {
  if (options.rate == 0) return x;
  const std::string axes = tape.tensor(x).axes;
  return tape.Record(ops::kDropout, name, axes + "->" + axes, {x},
                     {{"rate", options.rate},
                      {"seed", SeedOf(options.seed, name)},
                      {"training", options.training ? 1.0 : 0.0}});
}

template <typename Scalar>
void ReseedDropout(BasicTape<Scalar>& tape, std::uint64_t seed) {
  for (const Step& step : tape.steps()) {
    if (step.op != &ops::kDropout) continue;
    tape.SetAttribute(step, "seed",
                      SeedOf(seed, tape.tensor(step.output).name));
  }
}

template TensorId RecordDropout(BasicTape<float>&, const std::string&, TensorId,
                                const DropoutOptions&);
template TensorId RecordDropout(BasicTape<double>&, const std::string&,
                                TensorId, const DropoutOptions&);
template void ReseedDropout(BasicTape<float>&, std::uint64_t);
template void ReseedDropout(BasicTape<double>&, std::uint64_t);

}  // namespace attention
