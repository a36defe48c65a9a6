#include "attention/models/pooling.h"

#include <algorithm>
#include <string>
#include <vector>

#include "attention/core/error.h"
#include "attention/tape/ops.h"
#include "attention/text/tokenizer.h"

namespace attention {
namespace {

/// Where the sentence's pool_word stands last, of its first `length` words.
template <typename Scalar>
std::size_t WordAt(const BasicTrace<Scalar>& trace, std::size_t sentence,
                   std::size_t length) {
  const std::string& word = trace.config.pool_word;
  if (trace.tokens.empty()) {
    Fail(trace.model, "pooling is \"word\", but there are no words to find \"",
         word, "\" among");
  }
  const std::string key = TokenKey(word);
  for (std::size_t t = length; t > 0; --t) {
    if (trace.tokens[sentence][t - 1].key == key) return t - 1;
  }
  Fail(trace.model, "pooling reads at \"", word, "\", which sentence ",
       sentence, " has not");
}

}  // namespace

template <typename Scalar>
TensorId RecordMean(BasicTape<Scalar>& tape, TensorId x,
                    const std::optional<TensorId>& lengths) {
  const std::string b = tape.tensor(x).axes.size() == 3 ? "b" : "";
  std::vector<TensorId> inputs = {x};
  if (lengths) inputs.push_back(*lengths);
  return tape.Record(ops::kMeanPool, "pooled",
                     b + "tm" + (lengths ? ",b" : "") + "->" + b + "m", inputs);
}

template <typename Scalar>
TensorId RecordPooled(BasicTrace<Scalar>& trace, TensorId x,
                      const std::optional<TensorId>& lengths) {
  BasicTape<Scalar>& tape = trace.tape;
  const Pooling pooling = trace.config.pooling;
  if (pooling == Pooling::kMean) return RecordMean(tape, x, lengths);
  const Shape shape = tape.tensor(x).shape;
  const bool batched = shape.rank() == 3;
  const Index batch = batched ? shape[0] : 1;
  const Index length = shape[shape.rank() - 2];
  std::vector<Scalar> at(static_cast<std::size_t>(batch * length), Scalar{0});
  for (Index i = 0; i < batch; ++i) {
    std::size_t place = 0;
    if (pooling == Pooling::kWord) {
      const Index used =
          lengths ? static_cast<Index>(tape.Read(*lengths).data[i]) : length;
      place = WordAt(trace, static_cast<std::size_t>(i),
                     static_cast<std::size_t>(used));
    }
    at[static_cast<std::size_t>(i * length) + place] = Scalar{1};
  }
  const std::string b = batched ? "b" : "";
  const TensorId marks = tape.Give(
      "pooled.at", b + "t", batched ? Shape{batch, length} : Shape{length},
      Role::kInput, at);
  return tape.Record(ops::kEinsum, "pooled", b + "t," + b + "tm->" + b + "m",
                     {marks, x});
}

template TensorId RecordPooled(BasicTrace<float>&, TensorId,
                               const std::optional<TensorId>&);
template TensorId RecordPooled(BasicTrace<double>&, TensorId,
                               const std::optional<TensorId>&);
template TensorId RecordMean(BasicTape<float>&, TensorId,
                             const std::optional<TensorId>&);
template TensorId RecordMean(BasicTape<double>&, TensorId,
                             const std::optional<TensorId>&);

}  // namespace attention
