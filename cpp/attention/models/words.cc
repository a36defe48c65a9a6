#include "attention/models/words.h"

#include <cmath>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/positions.h"
#include "attention/models/bounds.h"
#include "attention/models/sizes.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Rows that are scaled up, or score words too, are drawn that much smaller.
double Strength(const Config& config) {
  const bool small = config.embedding_scale || config.tied_embeddings;
  return small ? 1 / std::sqrt(static_cast<double>(config.d_model)) : 1;
}

/// Words that only name given rows.
std::vector<std::vector<TokenInfo>> ReadNames(const RunSpec& spec,
                                              const Shape& x, Index batch,
                                              Index length) {
  if (spec.texts.empty() && spec.tokens.empty()) return {};
  Vocabulary vocabulary;
  Sentences sentences = ReadSentences(spec, vocabulary);
  if (sentences.length != length || sentences.padded() ||
      sentences.batch() != batch) {
    Fail(spec.model, "x has shape ", x, ", but there are ", sentences.batch(),
         " sentences of ", sentences.length, " words");
  }
  for (auto& tokens : sentences.tokens) {
    for (TokenInfo& token : tokens) token.id = -1;
  }
  return sentences.tokens;
}

template <typename Scalar>
Words TakeEmbeddings(const RunSpec& spec, BasicTrace<Scalar>& trace,
                     Parameters& parameters, const RoomNeeded& needed) {
  const GivenTensor& x = *spec.x;
  const Index rank = x.shape.rank();
  if (rank != 2 && rank != 3) {
    Fail(spec.model, "x has shape ", x.shape,
         "; it must be tokens x d_model, or sentences x tokens x d_model");
  }
  const Index length = x.shape[rank - 2];
  if (x.shape[rank - 1] != trace.config.d_model) {
    Fail(spec.model, "x has shape ", x.shape,
         "; its rows must have d_model = ", trace.config.d_model, " numbers");
  }
  CheckedSize(spec.model, TokenBound(spec.config), static_cast<double>(length));
  const Index batch = rank == 3 ? x.shape[0] : 1;
  CheckedSize(spec.model, bounds::kBatch, static_cast<double>(batch));
  MakeRoom(trace, batch, length,
           [&](Index some) { return needed(batch, some, 0); });
  trace.tokens = ReadNames(spec, x.shape, batch, length);
  const std::string axes = rank == 3 ? "btm" : "tm";
  const std::vector<Scalar> numbers(x.data.begin(), x.data.end());
  const PositionKind kind = trace.config.positions.kind;
  const bool added =
      kind == PositionKind::kSinusoidal || kind == PositionKind::kLearned;
  const TensorId given = trace.tape.Give(added ? "embedding.out" : "x", axes,
                                         x.shape, Role::kInput, numbers);
  const TensorId input =
      added ? RecordInput(trace.tape, given, trace.config.positions, parameters)
            : given;
  return {input, {}, batch, length, 0};
}

}  // namespace

std::string TableName(const Config& config, const std::string& prefix) {
  return (config.tied_embeddings ? "" : prefix) + "embedding.table";
}

template <typename Scalar>
TensorId RecordScaledEmbeddings(BasicTape<Scalar>& tape, const Config& config,
                                const std::string& prefix, TensorId rows) {
  if (!config.embedding_scale) return rows;
  const std::string axes = tape.tensor(rows).axes;
  return tape.Record(
      ops::kScale, prefix + "embedding.scaled", axes + "->" + axes, {rows},
      {{"factor", std::sqrt(static_cast<double>(config.d_model))}});
}

template <typename Scalar>
Words EmbedSentences(BasicTrace<Scalar>& trace, const std::string& prefix,
                     const Sentences& sentences, const Vocabulary& vocabulary,
                     bool batched, Parameters& parameters) {
  BasicTape<Scalar>& tape = trace.tape;
  std::vector<Scalar> ids;
  for (const auto& tokens : sentences.tokens) {
    for (const TokenInfo& token : tokens) {
      ids.push_back(static_cast<Scalar>(token.id));
    }
  }
  const Index batch = sentences.batch();
  const std::string b = batched ? "b" : "";
  const Shape shape =
      batched ? Shape{batch, sentences.length} : Shape{sentences.length};
  const TensorId tokens =
      tape.Give(prefix + "tokens", b + "t", shape, Role::kInput, ids);
  const TensorId table = parameters.Embeddings(
      tape, TableName(trace.config, prefix), vocabulary.words(),
      trace.config.d_model, Strength(trace.config));
  const TensorId rows = tape.Record(ops::kGather, prefix + "embedding.out",
                                    b + "t,vm->" + b + "tm", {tokens, table});
  const TensorId embeddings =
      RecordScaledEmbeddings(tape, trace.config, prefix, rows);
  Words words{
      RecordInput(tape, embeddings, trace.config.positions, parameters, prefix),
      {},
      batch,
      sentences.length,
      vocabulary.size()};
  if (sentences.padded()) {
    const std::vector<Scalar> lengths(sentences.lengths.begin(),
                                      sentences.lengths.end());
    words.lengths = tape.Give(prefix + "tokens.length", "b", {batch},
                              Role::kInput, lengths);
  }
  return words;
}

template <typename Scalar>
Words TakeWords(const RunSpec& spec, BasicTrace<Scalar>& trace,
                Parameters& parameters, bool with_specials,
                const RoomNeeded& needed) {
  if (spec.q || spec.k || spec.v) {
    Fail(spec.model,
         "q, k and v are made from the words here; the model "
         "\"attention\" takes them as they are");
  }
  if (spec.x) return TakeEmbeddings(spec, trace, parameters, needed);
  Vocabulary vocabulary =
      VocabularyOf(spec.model, spec.vocabulary, with_specials);
  const Sentences sentences = ReadSentences(spec, vocabulary);
  trace.tokens = sentences.tokens;
  trace.vocabulary = vocabulary.words();
  MakeRoom(trace, sentences.batch(), sentences.length, [&](Index some) {
    return needed(sentences.batch(), some, vocabulary.size());
  });
  return EmbedSentences(trace, "", sentences, vocabulary, spec.batch,
                        parameters);
}

template TensorId RecordScaledEmbeddings(BasicTape<float>&, const Config&,
                                         const std::string&, TensorId);
template TensorId RecordScaledEmbeddings(BasicTape<double>&, const Config&,
                                         const std::string&, TensorId);
template Words EmbedSentences(BasicTrace<float>&, const std::string&,
                              const Sentences&, const Vocabulary&, bool,
                              Parameters&);
template Words EmbedSentences(BasicTrace<double>&, const std::string&,
                              const Sentences&, const Vocabulary&, bool,
                              Parameters&);
template Words TakeWords(const RunSpec&, BasicTrace<float>&, Parameters&, bool,
                         const RoomNeeded&);
template Words TakeWords(const RunSpec&, BasicTrace<double>&, Parameters&, bool,
                         const RoomNeeded&);

}  // namespace attention
