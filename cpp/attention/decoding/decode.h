#ifndef ATTENTION_DECODING_DECODE_H_
#define ATTENTION_DECODING_DECODE_H_

#include <optional>
#include <string>
#include <vector>

#include "attention/decoding/distribution.h"
#include "attention/decoding/predictor.h"

namespace attention {

struct DecodeOptions {
  std::string strategy = "greedy";  // greedy, beam, sample
  std::vector<Index> prompt;        // what is there already: <start>, a text
  std::optional<Index> end;         // the token after which nothing comes
  Index max_length = 20;            // tokens to write at most, the end included
  Index beam_size = 4;
  /// By what a beam's summed log-probability is divided, n tokens written:
  ///  - "none": 1;
  ///  - "gnmt": ((5 + n) / 6)^alpha (Wu et al. 2016, eq. 14);
  ///  - "length": n^alpha.
  std::string penalty = "none";
  double alpha = 0.6;
  SamplingOptions sampling;  // of "sample" alone
  std::uint64_t seed = 7;
};

/// A token that may continue a beam.
struct Continuation {
  Index id = 0;
  double log_probability = 0;  // as the model says
  double probability = 0;      // with which it is drawn; 0 where cut off
  bool kept = false;           // some live or finished beam took it
};

struct Beam {
  std::vector<Index> ids;  // with the prompt
  double log_probability = 0;
  double score = 0;   // the log-probability by the length penalty
  Index parent = -1;  // its place among the live beams of the step before
  std::vector<Continuation> next;  // the best 16, once it has been continued
};

/// One token further. Step 0 is the prompt itself.
struct DecodeStep {
  std::vector<Beam> live;      // best first
  std::vector<Beam> finished;  // that ended in this step, best first
  std::vector<Beam> pruned;  // the best that were not taken, beam_size at most
};

struct DecodeResult {
  std::vector<Beam> finished;  // all, best score first
  std::vector<Beam> live;      // that max_length cut off, best first
  std::vector<DecodeStep> steps;

  /// The best finished beam, or the best live one where none has finished.
  const Beam& best() const {
    return finished.empty() ? live.front() : finished.front();
  }
};

/// Writes on from the prompt, token by token.
///  - "greedy" takes the most probable (S17);
///  - "sample" draws one, seeded: the same seed gives the same text;
///  - "beam" (S18) takes, of all continuations of all live beams, the
///    beam_size most probable; those that end are finished and kept, the
///    others live on. It stops when beam_size beams have finished and no live
///    one can come to beat them, none lives, or max_length is reached.
/// Of equals the beam that stands higher comes first, then the lower id.
/// Throws Error("[decode] ...") for options out of bounds (at most 64 beams,
/// 512 tokens, and beams x length x (prompt + length) 2^21, since every step
/// keeps its beams whole), an empty prompt or ids beyond the vocabulary, and
/// logits as LogSoftmax does.
DecodeResult Decode(Predictor& predictor, const DecodeOptions& options);

}  // namespace attention

#endif  // ATTENTION_DECODING_DECODE_H_
