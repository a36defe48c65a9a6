#include "attention/models/encoder.h"

#include "attention/layers/block.h"
#include "attention/models/sizes.h"
#include "attention/models/stack_config.h"
#include "attention/models/words.h"

namespace attention {

template <typename Scalar>
Encoded RecordEncoder(const RunSpec& spec, BasicTrace<Scalar>& trace,
                      Parameters& parameters,
                      const std::function<double(double, double)>& more) {
  CheckStack(trace.model, trace.config);
  const Config& config = trace.config;
  const auto needed = [&](Index batch, Index length, Index vocabulary) {
    const auto words = static_cast<double>(length);
    const Extent extent{static_cast<double>(batch), words, words};
    return WordNumbers(config, extent.batch, words,
                       static_cast<double>(vocabulary)) +
           static_cast<double>(config.n_layers) * LayerNumbers(config, extent) +
           more(extent.batch, words);
  };
  const Words words = TakeWords(spec, trace, parameters, false, needed);
  BasicTape<Scalar>& tape = trace.tape;
  const MaskPlan plan = ResolveMask(spec, words.length, words.length);
  const TensorId mask = RecordMask(tape, plan, words.length, words.length,
                                   {.name = "encoder.mask",
                                    .parts = "encoder.mask.",
                                    .lengths = words.lengths});
  const TensorId x = RecordDropout(tape, "dropout", words.x, config.dropout);
  const StackTensors stack =
      RecordStack(tape, "encoder.", x, mask, std::nullopt, config.n_layers,
                  config.block(), parameters);
  return {stack.out, words.lengths};
}

template <typename Scalar>
void RunEncoder(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters) {
  RecordEncoder(spec, trace, parameters, [](double, double) { return 0.0; });
}

template Encoded RecordEncoder(const RunSpec&, BasicTrace<float>&, Parameters&,
                               const std::function<double(double, double)>&);
template Encoded RecordEncoder(const RunSpec&, BasicTrace<double>&, Parameters&,
                               const std::function<double(double, double)>&);
template void RunEncoder(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunEncoder(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
