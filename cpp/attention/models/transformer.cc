#include "attention/models/transformer.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/layers/block.h"
#include "attention/models/output.h"
#include "attention/models/sizes.h"
#include "attention/models/stack_config.h"
#include "attention/models/words.h"

namespace attention {
namespace {

/// Source and target as ids.
struct Pair {
  Vocabulary source_words;
  Vocabulary target_words;
  Sentences source;
  Sentences target;
};

Pair ReadPair(const RunSpec& spec, bool tied) {
  if (spec.x || spec.q || spec.k || spec.v) {
    Fail(spec.model,
         "inputs are given, but source and target are words here; text or "
         "tokens, and target or target_tokens, are needed");
  }
  Pair pair;
  pair.source_words = VocabularyOf(spec.model, spec.vocabulary, true);
  if (tied && !spec.target_vocabulary.empty() &&
      spec.target_vocabulary != spec.vocabulary) {
    Fail(spec.model,
         "tied_embeddings means one vocabulary; target_vocabulary is another");
  }
  pair.target_words = VocabularyOf(spec.model, spec.target_vocabulary, true);
  pair.source = ReadSentences(spec, pair.source_words);
  const bool targets =
      !spec.target_texts.empty() || !spec.target_tokens.empty();
  if (targets && spec.batch != spec.target_batch) {
    Fail(spec.model,
         "source and target must both be a sentence, or both lists");
  }
  if (tied) {  // one list of words, of the source and then of the target
    pair.target_words = std::move(pair.source_words);
  }
  pair.target = ReadTargets(spec, pair.source.batch(), pair.target_words);
  if (tied) pair.source_words = pair.target_words;
  return pair;
}

/// As many numbers as a pair of at most `length` words each puts on a tape.
double Needed(const Config& config, const Pair& pair, Index length) {
  const auto batch = static_cast<double>(pair.source.batch());
  const auto source = static_cast<double>(std::min(length, pair.source.length));
  const auto target = static_cast<double>(std::min(length, pair.target.length));
  const auto source_rows = static_cast<double>(pair.source_words.size());
  const auto target_rows = static_cast<double>(pair.target_words.size());
  return WordNumbers(config, batch, source, source_rows) +
         WordNumbers(config, batch, target, target_rows) +
         static_cast<double>(config.n_layers) *
             LayerNumbers(config, {batch, source, source}) +
         static_cast<double>(config.n_decoder_layers) *
             CrossLayerNumbers(config, {batch, target, target}, source) +
         OutputNumbers(config, batch * target, target_rows);
}

}  // namespace

template <typename Scalar>
void RunTransformer(const RunSpec& spec, BasicTrace<Scalar>& trace,
                    Parameters& parameters) {
  CheckStack(trace.model, trace.config);
  const Config& config = trace.config;
  BasicTape<Scalar>& tape = trace.tape;
  const Pair pair = ReadPair(spec, config.tied_embeddings);
  trace.tokens = pair.source.tokens;
  trace.target_tokens = pair.target.tokens;
  trace.vocabulary = pair.source_words.words();
  trace.target_vocabulary = pair.target_words.words();
  MakeRoom(trace, pair.source.batch(),
           std::max(pair.source.length, pair.target.length),
           [&](Index length) { return Needed(config, pair, length); });

  // 1. The encoder reads the source.
  const Words source = EmbedSentences(
      trace, "source.", pair.source, pair.source_words, spec.batch, parameters);
  const MaskPlan plan = ResolveMask(spec, source.length, source.length);
  const TensorId encoder_mask =
      RecordMask(tape, plan, source.length, source.length,
                 {.name = "encoder.mask",
                  .parts = "encoder.mask.",
                  .lengths = source.lengths});
  const TensorId source_x =
      RecordDropout(tape, "source.dropout", source.x, config.dropout);
  const StackTensors encoder =
      RecordStack(tape, "encoder.", source_x, encoder_mask, std::nullopt,
                  config.n_layers, config.block(), parameters);

  // 2. The decoder reads the target's words, and what the encoder made of the
  // source's.
  const Words target = EmbedSentences(
      trace, "target.", pair.target, pair.target_words, spec.batch, parameters);
  const TensorId mask = RecordMask(tape, {}, target.length, target.length,
                                   {.name = "decoder.mask",
                                    .parts = "decoder.mask.",
                                    .causal = true,
                                    .lengths = target.lengths});
  const TensorId cross_mask = RecordMask(tape, {}, target.length, source.length,
                                         {.name = "decoder.cross_mask",
                                          .parts = "decoder.cross_mask.",
                                          .lengths = source.lengths});
  const TensorId target_x =
      RecordDropout(tape, "target.dropout", target.x, config.dropout);
  const StackTensors decoder = RecordStack(
      tape, "decoder.", target_x, mask, CrossAttention{encoder.out, cross_mask},
      config.n_decoder_layers, config.block(), parameters);

  // 3. Each row says which word may come next.
  RecordOutput(tape, decoder.out, target.vocabulary, 'v', parameters,
               TiedTable(tape, config));
}

template void RunTransformer(const RunSpec&, BasicTrace<float>&, Parameters&);
template void RunTransformer(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention
