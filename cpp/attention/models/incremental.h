#ifndef ATTENTION_MODELS_INCREMENTAL_H_
#define ATTENTION_MODELS_INCREMENTAL_H_

#include <string>
#include <vector>

#include "attention/models/run.h"

namespace attention {

/// A "transformer" or "decoder_only" that writes one token after the other and
/// computes nothing twice: the encoder's part is computed once, and of the
/// words so far each layer's keys and values are kept. In evaluation: nothing
/// drops.
class IncrementalDecoder {
 public:
  /// One hypothesis: how many tokens it has read, and each layer's keys and
  /// values, heads (or groups) x tokens x d. A copy goes its own way.
  struct State {
    struct Layer {
      std::vector<float> k;
      std::vector<float> v;
    };
    Index length = 0;
    std::vector<Layer> layers;
  };

  /// Runs the spec, one sentence, as far as its text decides. Parameters come
  /// from the store, see Parameters; without one they are given or drawn.
  /// Throws Error(spec.model) as RunModel does, for a batch, another model, or
  /// a mask that counts from the end or is painted, which a growing text
  /// changes.
  explicit IncrementalDecoder(const RunSpec& spec,
                              GivenTensors* store = nullptr);

  /// Reads the token behind those that the state has read. Logits of what may
  /// follow, one a word of the vocabulary. Throws Error for an id that is no
  /// row, a text longer than the bounds or than learned positions allow.
  std::vector<float> Step(State& state, Index id);

  /// What the decoder writes in, by id: a transformer's target vocabulary.
  const std::vector<std::string>& vocabulary() const { return vocabulary_; }
  /// The ids of a decoder_only's text; of a transformer's target, <start>
  /// first.
  const std::vector<Index>& prompt() const { return prompt_; }
  Index IdOf(std::string_view word) const;
  /// The last step as it was recorded, parameters and all.
  const Tape& tape() const { return tape_; }

 private:
  void TakeParameters(const Trace& trace);
  TensorId RecordWord(Index id, Index position);
  TensorId RecordOpenKeys(const std::string& name, Index keys);
  TensorId RecordOwnMask(Index length);
  std::vector<KnownLayer> RecordKnown(const State& state);
  void Keep(const std::vector<BlockTensors>& layers, State& state) const;

  RunSpec spec_;
  Config config_;
  std::vector<std::string> vocabulary_;
  std::vector<Index> prompt_;
  std::string prefix_;  // "target." where there is a source too
  Index n_layers_ = 0;
  Index source_length_ = 0;       // 0 without a source
  std::vector<KnownKeys> cross_;  // of each layer
  Tape tape_;                     // parameters, the source's keys; then a step
  TensorId fixed_ = 0;            // where a step begins
};

}  // namespace attention

#endif  // ATTENTION_MODELS_INCREMENTAL_H_
