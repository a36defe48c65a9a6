#include "attention/layers/projections.h"

#include <vector>

#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Which projection is recorded, and by which letters.
struct Stage {
  char which;     // q, k or v: W_q, b_q
  char row;       // the letter of its rows: q, k, or n before an append
  char head;      // h, or g where heads share
  Index n_heads;  // or groups
  Index d;
};

/// Records x W: at once, or one wide matrix split into heads (S07).
template <typename Scalar>
TensorId Project(BasicTape<Scalar>& tape, TensorId x, const std::string& name,
                 const Stage& stage, const ProjectionOptions& options,
                 Parameters& parameters) {
  const std::string batch = tape.tensor(x).axes.size() == 3 ? "b" : "";
  const Shape shape = tape.tensor(x).shape;
  const ProjectionSize size{shape[shape.rank() - 1], stage.n_heads, stage.d,
                            stage.head};
  const std::string& prefix = options.prefix;
  std::vector<TensorId> inputs = {
      x, parameters.Weights(tape, prefix + "W_" + stage.which,
                            options.projection, size)};
  if (options.bias) {
    inputs.push_back(parameters.Bias(tape, prefix + "b_" + stage.which,
                                     options.projection, size));
  }
  const std::string rows = batch + stage.row;
  const std::string head(1, stage.head);
  const std::string apart = batch + head + stage.row + "d";
  if (options.projection == Projection::kPerHead) {
    return tape.Record(ops::kLinear, name,
                       rows + "m," + head + "md" +
                           (options.bias ? "," + head + "d" : "") + "->" +
                           apart,
                       inputs);
  }
  const TensorId joint = tape.Record(
      ops::kLinear, prefix + stage.which + "_joint",
      rows + "m,mc" + (options.bias ? ",c" : "") + "->" + rows + "c", inputs);
  return tape.Record(ops::kSplitHeads, name, rows + "c->" + apart, {joint}, {},
                     {{stage.head, stage.n_heads}, {'d', stage.d}});
}

/// Neighbours (2i, 2i + 1) turn together: Su et al. 2021, eq. (15).
template <typename Scalar>
TensorId Turn(BasicTape<Scalar>& tape, TensorId x, const std::string& name,
              Index offset) {
  const std::string axes = tape.tensor(x).axes;
  Attributes attributes{{"base", 10000.0}, {"interleaved", 1.0}};
  if (offset != 0) attributes["offset"] = static_cast<double>(offset);
  return tape.Record(ops::kRotary, name, axes + "->" + axes, {x}, attributes);
}

}  // namespace

template <typename Scalar>
TensorId RecordQueries(BasicTape<Scalar>& tape, TensorId x, Index d,
                       const ProjectionOptions& options,
                       Parameters& parameters) {
  const std::string name = options.prefix + "q";
  const Stage stage{'q', 'q', 'h', options.n_heads, d};
  const TensorId projected =
      Project(tape, x, options.rotary ? name + "_unrotated" : name, stage,
              options, parameters);
  return options.rotary ? Turn(tape, projected, name, options.offset)
                        : projected;
}

template <typename Scalar>
KeyTensors RecordKeys(BasicTape<Scalar>& tape, TensorId x, char which, Index d,
                      std::optional<TensorId> past,
                      const ProjectionOptions& options,
                      Parameters& parameters) {
  const bool grouped = options.n_kv_heads != options.n_heads;
  const bool turned = options.rotary && which == 'k';
  const std::string name = options.prefix + which;
  // A stage's result is called after what comes next.
  const std::string kept = grouped ? name + "_grouped" : name;
  const std::string fresh = past ? options.prefix + "new_" + which : kept;
  const Stage stage{which, past ? 'n' : 'k', grouped ? 'g' : 'h',
                    options.n_kv_heads, d};
  TensorId keys = Project(tape, x, turned ? name + "_unrotated" : fresh, stage,
                          options, parameters);
  if (turned) keys = Turn(tape, keys, fresh, options.offset);
  if (past) {
    const std::string added = tape.tensor(keys).axes;
    const std::string lead = added.substr(0, added.size() - 2);
    const Index row = static_cast<Index>(lead.size());
    const Index length =
        tape.tensor(*past).shape[row] + tape.tensor(keys).shape[row];
    keys = tape.Record(ops::kAppend, kept,
                       lead + "pd," + added + "->" + lead + "kd", {*past, keys},
                       {}, {{'k', length}});
  }
  return ShareKeys(tape, keys, which, options);
}

template <typename Scalar>
KeyTensors ShareKeys(BasicTape<Scalar>& tape, TensorId present, char which,
                     const ProjectionOptions& options) {
  if (options.n_kv_heads == options.n_heads) return {present, present};
  const std::string batch = tape.tensor(present).axes.size() == 4 ? "b" : "";
  const TensorId heads = tape.Record(ops::kRepeatHeads, options.prefix + which,
                                     batch + "gkd->" + batch + "hkd", {present},
                                     {}, {{'h', options.n_heads}});
  return {heads, present};
}

template TensorId RecordQueries(BasicTape<float>&, TensorId, Index,
                                const ProjectionOptions&, Parameters&);
template TensorId RecordQueries(BasicTape<double>&, TensorId, Index,
                                const ProjectionOptions&, Parameters&);
template KeyTensors RecordKeys(BasicTape<float>&, TensorId, char, Index,
                               std::optional<TensorId>,
                               const ProjectionOptions&, Parameters&);
template KeyTensors RecordKeys(BasicTape<double>&, TensorId, char, Index,
                               std::optional<TensorId>,
                               const ProjectionOptions&, Parameters&);
template KeyTensors ShareKeys(BasicTape<float>&, TensorId, char,
                              const ProjectionOptions&);
template KeyTensors ShareKeys(BasicTape<double>&, TensorId, char,
                              const ProjectionOptions&);

}  // namespace attention
