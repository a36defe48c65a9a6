#include "attention/models/decoder_only.h"

#include "attention/core/error.h"
#include "attention/layers/block.h"
#include "attention/models/output.h"
#include "attention/models/sizes.h"
#include "attention/models/stack_config.h"
#include "attention/models/words.h"

namespace attention {

template <typename Scalar>
void RunDecoderOnly(const RunSpec& spec, BasicTrace<Scalar>& trace,
                    Parameters& parameters) {
  CheckStack(trace.model, trace.config);
  if (spec.x) {
    Fail(trace.model,
         "inputs.x is given, but the words to come are words of a vocabulary; "
         "text or tokens are needed");
  }
  const Config& config = trace.config;
  const auto needed = [&](Index batch, Index length, Index vocabulary) {
    const auto words = static_cast<double>(length);
    const auto columns = static_cast<double>(vocabulary);
    const Extent extent{static_cast<double>(batch), words, words};
    return WordNumbers(config, extent.batch, words, columns) +
           static_cast<double>(config.n_layers) * LayerNumbers(config, extent) +
           OutputNumbers(config, extent.batch * words, columns);
  };
  const Words words = TakeWords(spec, trace, parameters, true, needed);
  BasicTape<Scalar>& tape = trace.tape;
  const MaskPlan plan = ResolveMask(spec, words.length, words.length);
  const TensorId mask = RecordMask(tape, plan, words.length, words.length,
                                   {.name = "decoder.mask",
                                    .parts = "decoder.mask.",
                                    .causal = true,
                                    .lengths = words.lengths});
  const TensorId x = RecordDropout(tape, "dropout", words.x, config.dropout);
  const StackTensors stack =
      RecordStack(tape, "decoder.", x, mask, std::nullopt, config.n_layers,
                  config.block(), parameters);
  RecordOutput(tape, stack.out, words.vocabulary, 'v', parameters,
               TiedTable(tape, config));
}

template void RunDecoderOnly(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunDecoderOnly(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
