#ifndef ATTENTION_MODELS_RUN_H_
#define ATTENTION_MODELS_RUN_H_

#include <string>
#include <vector>

#include "attention/models/spec.h"
#include "attention/tape/tape.h"

namespace attention {

struct TokenInfo {
  std::string text;
  std::string key;
  Index id = 0;  // its row in embedding.table; -1 where there is no table
};

/// A query that may attend to nothing at all.
struct Notice {
  std::string tensor;  // the mask
  std::vector<Index> index;
};

/// What a run leaves: the tape, and what it was made of.
template <typename Scalar>
struct BasicTrace {
  BasicTape<Scalar> tape;
  std::vector<std::vector<TokenInfo>> tokens;  // one list a sentence
  /// What the decoder of an encoder-decoder reads, <start> first.
  std::vector<std::vector<TokenInfo>> target_tokens;
  std::vector<std::string> vocabulary;  // by id; empty without a table
  std::vector<std::string> target_vocabulary;
  std::string model;
  ConfigSpec given;
  Config config;
};

using Trace = BasicTrace<float>;

/// Runs a model:
///  - "self_attention": words -> embeddings -> + positions -> Q, K, V -> scores
///    -> scaled -> masked -> weights -> z -> joined heads -> out (S03-S08).
///    Sentences of a batch are padded to the longest, the padding masked.
///  - "attention": from given q, k and v, T x d or heads x T x d; without v it
///    stops at the weights (S01, S02, S05, S28).
///  - "positions": the sinusoidal table, length x d_model (S09).
///  - "vision": the patches of an image through attention, and back (S24).
///  - "encoder": the words through a stack of encoder layers (S12).
///  - "decoder_only": a causal stack, and which word may come next.
///  - "transformer": a stack that reads the source, and one that reads the
///    target and attends to it: which word of the target may come next (S13).
///  - "classifier": attention, the mean of its words, and classes (S16).
///  - "use_lite": an encoder, the mean of its words, and a vector of length 1
///    for the sentence (Cer et al. 2018).
///  - "encoder_classifier": a stack of encoder layers, its words pooled as
///    config.pooling says, and classes.
///  - "image_classifier": the patches of an image, or of each of a batch,
///    through a stack of encoder layers, their mean, and classes (S24).
///  - "given": nothing; what the spec gives is recorded under its names.
/// Then records the loss, if one is named, applies the edits, and walks back
/// from the loss. With a store, which see Parameters, the model's parameters
/// are kept outside from run to run; a tape that is done with may be given,
/// whose memory then serves again. Throws Error("[model] ...") for anything out
/// of bounds, unknown or of the wrong shape.
template <typename Scalar = float>
BasicTrace<Scalar> RunModel(const RunSpec& spec, GivenTensors* store = nullptr,
                            BasicTape<Scalar> memory = BasicTape<Scalar>());

/// The queries that have nothing to attend to, as the tape stands now.
template <typename Scalar>
std::vector<Notice> Notices(const BasicTrace<Scalar>& trace);

extern template BasicTrace<float> RunModel(const RunSpec&, GivenTensors*,
                                           BasicTape<float>);
extern template BasicTrace<double> RunModel(const RunSpec&, GivenTensors*,
                                            BasicTape<double>);
extern template std::vector<Notice> Notices(const BasicTrace<float>&);
extern template std::vector<Notice> Notices(const BasicTrace<double>&);

}  // namespace attention

#endif  // ATTENTION_MODELS_RUN_H_
