#include "attention/models/self_attention.h"

#include "attention/layers/diagnostics.h"
#include "attention/models/sizes.h"
#include "attention/models/words.h"

namespace attention {
namespace {

double Needed(const Config& config, Index batch, Index length,
              Index vocabulary) {
  const auto words = static_cast<double>(length);
  const Extent extent{static_cast<double>(batch), words, words};
  const double shown = config.diagnostics ? 2 : 0;
  return WordNumbers(config, extent.batch, words,
                     static_cast<double>(vocabulary)) +
         AttentionNumbers(config, extent) +
         shown * extent.batch * static_cast<double>(config.heads.n_heads) *
             words * words;
}

}  // namespace

template <typename Scalar>
void RunSelfAttention(const RunSpec& spec, BasicTrace<Scalar>& trace,
                      Parameters& parameters) {
  const auto needed = [&](Index batch, Index length, Index vocabulary) {
    return Needed(trace.config, batch, length, vocabulary);
  };
  const Words words = TakeWords(spec, trace, parameters, false, needed);
  BasicTape<Scalar>& tape = trace.tape;
  const MaskPlan plan = ResolveMask(spec, words.length, words.length);
  const TensorId mask = RecordMask(tape, plan, words.length, words.length,
                                   {.lengths = words.lengths});
  const MultiHeadTensors heads = MultiHeadAttention(
      tape, words.x, words.x, mask, trace.config.heads, parameters);
  if (trace.config.diagnostics &&
      trace.config.heads.kind == AttentionKind::kSoftmax) {
    RecordDiagnostics(tape, heads.q, heads.k, *heads.pairs, mask);
  }
}

template void RunSelfAttention(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunSelfAttention(const RunSpec&, BasicTrace<double>&,
                               Parameters&);

}  // namespace attention
