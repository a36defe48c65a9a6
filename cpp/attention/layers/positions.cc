#include "attention/layers/positions.h"

#include <optional>
#include <vector>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

template <typename Scalar>
TensorId RecordLearned(BasicTape<Scalar>& tape, Index length, Index d_model,
                       const PositionOptions& options, Parameters& parameters,
                       const std::string& prefix) {
  if (options.offset + length > options.max_length) {
    Fail("positions", options.offset + length,
         " tokens do not fit the learned table of max_length ",
         options.max_length, " rows");
  }
  const TensorId table = parameters.PositionTable(
      tape, prefix + "positions.table", options.max_length, d_model);
  std::vector<Scalar> ids;
  for (Index t = 0; t < length; ++t) {
    ids.push_back(static_cast<Scalar>(options.offset + t));
  }
  const TensorId rows =
      tape.Give(prefix + "positions.ids", "t", {length}, Role::kConstant, ids);
  return tape.Record(ops::kGather, prefix + "positions", "t,vm->tm",
                     {rows, table});
}

/// What is added to the embeddings, if anything.
template <typename Scalar>
std::optional<TensorId> RecordAdded(BasicTape<Scalar>& tape, Index length,
                                    Index d_model,
                                    const PositionOptions& options,
                                    Parameters& parameters,
                                    const std::string& prefix) {
  switch (options.kind) {
    case PositionKind::kSinusoidal:
      return RecordPositions(tape, length, d_model, prefix, options.offset);
    case PositionKind::kLearned:
      return RecordLearned(tape, length, d_model, options, parameters, prefix);
    case PositionKind::kRotary:
    case PositionKind::kAlibi:
    case PositionKind::kNone:
      break;
  }
  return std::nullopt;
}

}  // namespace

template <typename Scalar>
TensorId RecordPositions(BasicTape<Scalar>& tape, Index length, Index d_model,
                         const std::string& prefix, Index offset) {
  Attributes attributes{{"d_model", static_cast<double>(d_model)}};
  if (offset != 0) attributes["offset"] = static_cast<double>(offset);
  return tape.Record(ops::kSinusoidal, prefix + "positions", "->tm", {},
                     attributes, {{'t', length}, {'m', d_model}});
}

template <typename Scalar>
TensorId RecordInput(BasicTape<Scalar>& tape, TensorId embeddings,
                     const PositionOptions& options, Parameters& parameters,
                     const std::string& prefix) {
  const std::string axes = tape.tensor(embeddings).axes;
  const Shape shape = tape.tensor(embeddings).shape;
  const auto added =
      RecordAdded(tape, shape[shape.rank() - 2], shape[shape.rank() - 1],
                  options, parameters, prefix);
  if (!added) {
    return tape.Record(ops::kAdd, prefix + "x", axes + "->" + axes,
                       {embeddings});
  }
  return tape.Record(ops::kAdd, prefix + "x", axes + ",tm->" + axes,
                     {embeddings, *added});
}

template TensorId RecordPositions(BasicTape<float>&, Index, Index,
                                  const std::string&, Index);
template TensorId RecordPositions(BasicTape<double>&, Index, Index,
                                  const std::string&, Index);
template TensorId RecordInput(BasicTape<float>&, TensorId,
                              const PositionOptions&, Parameters&,
                              const std::string&);
template TensorId RecordInput(BasicTape<double>&, TensorId,
                              const PositionOptions&, Parameters&,
                              const std::string&);

}  // namespace attention
