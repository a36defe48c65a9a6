#ifndef ATTENTION_DECODING_MODEL_PREDICTOR_H_
#define ATTENTION_DECODING_MODEL_PREDICTOR_H_

#include <optional>
#include <string>
#include <vector>

#include "attention/decoding/predictor.h"
#include "attention/models/incremental.h"
#include "attention/models/run.h"

namespace attention {

/// A model that says what may come next. "transformer": the spec's one source
/// is encoded and the target is written, from <start>. "decoder_only": the
/// spec's words are written on, behind <start>. With a cache each token is read
/// once, and the keys and values of what was read are kept, a copy a beam;
/// without one, all prefixes of a call run as one batch from their first token.
/// The numbers are the same up to rounding. <pad> and <start> are never
/// written: their logits are -inf, so that the probabilities of all other
/// tokens sum to 1.
class ModelPredictor : public Predictor {
 public:
  /// Runs the model once. The store is that of RunModel. Throws
  /// Error("[decode] ...") for another model or a list of sentences, and as
  /// RunModel and IncrementalDecoder do.
  explicit ModelPredictor(RunSpec spec, GivenTensors* store = nullptr,
                          bool cache = true);

  Index vocabulary() const override {
    return static_cast<Index>(words_.size());
  }
  std::vector<float> Next(std::span<const Prefix> prefixes) override;

  /// By id.
  const std::vector<std::string>& words() const { return words_; }
  /// The ids to begin with: <start>, and the prompt of a decoder_only.
  const std::vector<Index>& prompt() const { return prompt_; }
  /// The id of <end>.
  Index end() const { return end_; }

 private:
  Index IdOf(std::string_view word) const;
  std::vector<std::string> WordsOf(std::span<const Index> ids) const;
  std::vector<float> RunAll(std::span<const Prefix> prefixes);
  std::vector<float> ReadOn(std::span<const Prefix> prefixes);

  RunSpec spec_;
  GivenTensors* store_;
  GivenTensors own_;  // where none is given: drawn once
  bool pairs_;
  std::vector<std::string> source_;  // the transformer's words
  std::vector<std::string> words_;
  std::vector<Index> unwritten_;  // ids that only the program puts in a text
  std::vector<Index> prompt_;
  Index end_ = 0;
  std::optional<IncrementalDecoder> decoder_;  // the cache
  std::vector<IncrementalDecoder::State>
      states_;  // of the last call's prefixes
};

}  // namespace attention

#endif  // ATTENTION_DECODING_MODEL_PREDICTOR_H_
