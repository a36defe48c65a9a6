#include "attention/models/self_attention.h"

#include <optional>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/diagnostics.h"
#include "attention/layers/positions.h"
#include "attention/models/bounds.h"
#include "attention/models/sentences.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// How many numbers a run puts on its tape, all but a few: for each pair of
/// words the scores in their stages, for each word its vectors, the weights.
double ExpectedNumbers(const Config& config, Index batch, Index length) {
  const auto d_model = static_cast<double>(config.d_model);
  const auto n_heads = static_cast<double>(config.heads.n_heads);
  const double queries = n_heads * static_cast<double>(config.heads.d_k);
  const double values = n_heads * static_cast<double>(config.heads.d_v);
  const auto words = static_cast<double>(length);
  const double pairs = n_heads * words * (config.diagnostics ? 6 : 4);
  const double vectors = 4 * d_model + 2 * queries + 3 * values;
  return static_cast<double>(batch) * words * (pairs + vectors) +
         2 * d_model * (queries + values);
}

/// Makes room for a run, or says what would fit.
template <typename Scalar>
void Prepare(const RunSpec& spec, Index batch, Index length,
             BasicTrace<Scalar>& trace) {
  const auto largest = static_cast<double>(bounds::kTapeFloats.largest);
  const double needed = ExpectedNumbers(trace.config, batch, length);
  if (needed > largest) {
    Index fits = length;
    while (fits > 0 && ExpectedNumbers(trace.config, batch, fits) > largest) {
      --fits;
    }
    Fail(spec.model, batch, " sentences of ", length, " tokens in ",
         trace.config.heads.n_heads, " heads need ", needed, " numbers; ",
         bounds::kTapeFloats.why, ", ", bounds::kTapeFloats.largest,
         "; with these sizes at most ", fits, " tokens fit");
  }
  trace.tape.Reserve(static_cast<Index>(needed));
}

/// What attention starts from: `x`, and the lengths of padded sentences.
struct Words {
  TensorId x;
  std::optional<TensorId> lengths;
};

template <typename Scalar>
std::vector<Scalar> Cast(const std::vector<float>& numbers) {
  return std::vector<Scalar>(numbers.begin(), numbers.end());
}

/// The words' vectors: ids, rows of the table, positions.
template <typename Scalar>
Words EmbedWords(const RunSpec& spec, Parameters& parameters,
                 BasicTrace<Scalar>& trace) {
  const Sentences sentences = ReadSentences(spec);
  trace.tokens = sentences.tokens;
  std::vector<Scalar> ids;
  for (const auto& tokens : sentences.tokens) {
    for (const TokenInfo& token : tokens) {
      ids.push_back(static_cast<Scalar>(token.id));
    }
  }
  const auto batch = static_cast<Index>(sentences.tokens.size());
  const std::string b = spec.batch ? "b" : "";
  const Shape shape =
      spec.batch ? Shape{batch, sentences.length} : Shape{sentences.length};
  BasicTape<Scalar>& tape = trace.tape;
  Prepare(spec, batch, sentences.length, trace);
  const TensorId tokens =
      tape.Give("tokens", b + "t", shape, Role::kInput, ids);
  const TensorId table = parameters.Embeddings(
      tape, "embedding.table", sentences.keys, trace.config.d_model);
  const TensorId embeddings = tape.Record(
      ops::kGather, "embedding.out", b + "t,vm->" + b + "tm", {tokens, table});
  Words words{RecordInput(tape, embeddings, trace.config.positions), {}};
  if (sentences.padded()) {
    const std::vector<Scalar> lengths(sentences.lengths.begin(),
                                      sentences.lengths.end());
    words.lengths =
        tape.Give("tokens.length", "b", {batch}, Role::kInput, lengths);
  }
  return words;
}

/// Given embeddings (S03, 004's 3 x 5): words, where given, only name the rows.
template <typename Scalar>
Words TakeEmbeddings(const RunSpec& spec, BasicTrace<Scalar>& trace) {
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
  CheckedSize(spec.model, bounds::kTokens, static_cast<double>(length));
  const Index batch = rank == 3 ? x.shape[0] : 1;
  CheckedSize(spec.model, bounds::kBatch, static_cast<double>(batch));
  Prepare(spec, batch, length, trace);
  if (!spec.texts.empty() || !spec.tokens.empty()) {
    const Sentences sentences = ReadSentences(spec);
    trace.tokens = sentences.tokens;
    if (sentences.length != length || sentences.padded() ||
        static_cast<Index>(sentences.tokens.size()) != batch) {
      Fail(spec.model, "x has shape ", x.shape, ", but there are ",
           sentences.tokens.size(), " sentences of ", sentences.length,
           " words");
    }
    for (auto& tokens : trace.tokens) {
      for (TokenInfo& token : tokens) token.id = -1;
    }
  }
  const std::string axes = rank == 3 ? "btm" : "tm";
  const std::vector<Scalar> numbers = Cast<Scalar>(x.data);
  if (!trace.config.positions) {
    return {trace.tape.Give("x", axes, x.shape, Role::kInput, numbers), {}};
  }
  const TensorId embeddings =
      trace.tape.Give("embedding.out", axes, x.shape, Role::kInput, numbers);
  return {RecordInput(trace.tape, embeddings, true), {}};
}

}  // namespace

template <typename Scalar>
void RunSelfAttention(const RunSpec& spec, BasicTrace<Scalar>& trace) {
  if (spec.q || spec.k || spec.v) {
    Fail(spec.model,
         "q, k and v are made from the words here; the model "
         "\"attention\" takes them as they are");
  }
  Parameters parameters(ResolveSeed(spec), spec.weights);
  const Words words = spec.x ? TakeEmbeddings(spec, trace)
                             : EmbedWords(spec, parameters, trace);
  BasicTape<Scalar>& tape = trace.tape;
  const Shape shape = tape.tensor(words.x).shape;
  const Index length = shape[shape.rank() - 2];
  const MaskPlan plan = ResolveMask(spec, length, length);
  const TensorId mask = RecordMask(tape, plan, length, length, words.lengths);
  const MultiHeadTensors heads = MultiHeadAttention(
      tape, words.x, words.x, mask, trace.config.heads, parameters);
  if (trace.config.diagnostics &&
      trace.config.heads.kind == AttentionKind::kSoftmax) {
    RecordDiagnostics(tape, heads.q, heads.k, *heads.pairs, mask);
  }
  parameters.CheckAllUsed(spec.model);
}

template void RunSelfAttention(const RunSpec&, BasicTrace<float>&);
template void RunSelfAttention(const RunSpec&, BasicTrace<double>&);

}  // namespace attention
