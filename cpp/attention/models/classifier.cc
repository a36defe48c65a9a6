#include "attention/models/classifier.h"

#include "attention/layers/multi_head_attention.h"
#include "attention/models/output.h"
#include "attention/models/pooling.h"
#include "attention/models/sizes.h"
#include "attention/models/stack_config.h"
#include "attention/models/words.h"

namespace attention {

template <typename Scalar>
void RunClassifier(const RunSpec& spec, BasicTrace<Scalar>& trace,
                   Parameters& parameters) {
  CheckStack(trace.model, trace.config);
  const Config& config = trace.config;
  const auto needed = [&](Index batch, Index length, Index vocabulary) {
    const auto words = static_cast<double>(length);
    const Extent extent{static_cast<double>(batch), words, words};
    return WordNumbers(config, extent.batch, words,
                       static_cast<double>(vocabulary)) +
           AttentionNumbers(config, extent) +
           extent.batch * static_cast<double>(config.d_model) +
           OutputNumbers(config, extent.batch,
                         static_cast<double>(config.n_classes));
  };
  const Words words = TakeWords(spec, trace, parameters, false, needed);
  BasicTape<Scalar>& tape = trace.tape;
  const MaskPlan plan = ResolveMask(spec, words.length, words.length);
  const TensorId mask = RecordMask(tape, plan, words.length, words.length,
                                   {.lengths = words.lengths});
  const MultiHeadTensors heads = MultiHeadAttention(
      tape, words.x, words.x, mask, config.heads, parameters);
  const TensorId pooled = RecordMean(tape, *heads.out, words.lengths);
  RecordOutput(tape, pooled, config.n_classes, 'l', parameters);
}

template void RunClassifier(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunClassifier(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
