#ifndef ATTENTION_MODELS_WORDS_H_
#define ATTENTION_MODELS_WORDS_H_

#include <functional>
#include <optional>
#include <string>

#include "attention/models/sentences.h"

namespace attention {

/// What a model's layers start from: `x`, and the lengths of padded sentences.
struct Words {
  TensorId x;
  std::optional<TensorId> lengths;
  Index batch = 1;
  Index length = 1;
  Index vocabulary = 0;  // rows of the table; 0 without one
};

/// The table's name: "source.embedding.table", or the one that all share.
std::string TableName(const Config& config, const std::string& prefix);

/// The table that scores words too, if any does.
template <typename Scalar>
std::optional<TensorId> TiedTable(const BasicTape<Scalar>& tape,
                                  const Config& config) {
  if (!config.tied_embeddings) return std::nullopt;
  return tape.Find("embedding.table");
}

/// What the layers read of a table's rows: themselves, or, by
/// config.embedding_scale, <prefix>embedding.scaled.
template <typename Scalar>
TensorId RecordScaledEmbeddings(BasicTape<Scalar>& tape, const Config& config,
                                const std::string& prefix, TensorId rows);

/// Records under the prefix ("source.") tokens, embedding.table, embedding.out,
/// positions and x (see TableName and RecordScaledEmbeddings), and
/// tokens.length where sentences are padded. With `batched` the tensors have an
/// axis b.
template <typename Scalar>
Words EmbedSentences(BasicTrace<Scalar>& trace, const std::string& prefix,
                     const Sentences& sentences, const Vocabulary& vocabulary,
                     bool batched, Parameters& parameters);

/// How many numbers a run puts on its tape: batch, length, vocabulary.
using RoomNeeded = std::function<double(Index, Index, Index)>;

/// The spec's words as a model of one sequence takes them, without a prefix:
/// from text, or given embeddings (S03, 004's 3 x 5), which words, where given,
/// only name. Makes room for `needed` numbers first. Throws Error(spec.model).
template <typename Scalar>
Words TakeWords(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters, bool with_specials,
                const RoomNeeded& needed);

extern template TensorId RecordScaledEmbeddings(BasicTape<float>&,
                                                const Config&,
                                                const std::string&, TensorId);
extern template TensorId RecordScaledEmbeddings(BasicTape<double>&,
                                                const Config&,
                                                const std::string&, TensorId);
extern template Words EmbedSentences(BasicTrace<float>&, const std::string&,
                                     const Sentences&, const Vocabulary&, bool,
                                     Parameters&);
extern template Words EmbedSentences(BasicTrace<double>&, const std::string&,
                                     const Sentences&, const Vocabulary&, bool,
                                     Parameters&);
extern template Words TakeWords(const RunSpec&, BasicTrace<float>&, Parameters&,
                                bool, const RoomNeeded&);
extern template Words TakeWords(const RunSpec&, BasicTrace<double>&,
                                Parameters&, bool, const RoomNeeded&);

}  // namespace attention

#endif  // ATTENTION_MODELS_WORDS_H_
