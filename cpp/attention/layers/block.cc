#include "attention/layers/block.h"

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Puts sublayers one after the other, each with its residual and its norm.
template <typename Scalar>
class Sublayers {
 public:
  Sublayers(BasicTape<Scalar>& tape, const std::string& prefix, TensorId x,
            const BlockOptions& options, Parameters& parameters)
      : tape_(tape),
        prefix_(prefix),
        x_(x),
        options_(options),
        parameters_(parameters) {}

  /// `sublayer` turns what it may read into what it leaves.
  template <typename Sublayer>
  void Add(Sublayer&& sublayer) {
    const std::string number = ToText(++count_);
    const auto norm = [&](TensorId of) {
      return RecordNorm(tape_, prefix_ + "norm" + number + ".", of,
                        options_.norm, parameters_);
    };
    const TensorId left = sublayer(options_.norm_first ? norm(x_) : x_);
    const TensorId dropped = RecordDropout(tape_, prefix_ + "dropout" + number,
                                           left, options_.dropout);
    const std::string axes = tape_.tensor(x_).axes;
    const TensorId sum = tape_.Record(ops::kAdd, prefix_ + "residual" + number,
                                      axes + "," + axes + "->" + axes,
                                      {Widened(dropped), dropped});
    x_ = options_.norm_first ? sum : norm(sum);
  }

  TensorId out() const { return x_; }

 private:
  Index WidthOf(TensorId id) const {
    const Shape& shape = tape_.tensor(id).shape;
    return shape[shape.rank() - 1];
  }

  /// x, as wide as what it is added to.
  TensorId Widened(TensorId other) {
    const Index from = WidthOf(x_);
    const Index to = WidthOf(other);
    if (from == to) return x_;
    const std::string axes = tape_.tensor(x_).axes;
    const std::string lead = axes.substr(0, axes.size() - 1);
    const std::string name = prefix_ + "shortcut.";
    const TensorId weights =
        parameters_.Matrix(tape_, name + "W", "em", from, to);
    const TensorId bias = parameters_.Vector(tape_, name + "b", "m", from, to);
    return tape_.Record(ops::kLinear, name + "out",
                        lead + "e,em,m->" + lead + "m", {x_, weights, bias});
  }

  BasicTape<Scalar>& tape_;
  const std::string& prefix_;
  TensorId x_;
  const BlockOptions& options_;
  Parameters& parameters_;
  int count_ = 0;
};

}  // namespace

template <typename Scalar>
BlockTensors RecordBlock(BasicTape<Scalar>& tape, const std::string& prefix,
                         TensorId x, TensorId mask,
                         const std::optional<CrossAttention>& cross,
                         const BlockOptions& options, Parameters& parameters,
                         const KnownLayer& known) {
  BlockTensors tensors{};
  Sublayers<Scalar> sublayers(tape, prefix, x, options, parameters);
  sublayers.Add([&](TensorId read) {
    MultiHeadOptions heads = options.heads;
    heads.prefix = prefix + "attn.";
    tensors.own = MultiHeadAttention(tape, read, read, mask, heads, parameters,
                                     known.own);
    return *tensors.own.out;
  });
  if (cross) {
    sublayers.Add([&](TensorId read) {
      MultiHeadOptions heads = options.heads;
      heads.prefix = prefix + "cross.";
      // Source and target count their positions apart: no distance is known.
      heads.rotary = false;
      heads.alibi = false;
      tensors.cross = MultiHeadAttention(tape, read, cross->memory, cross->mask,
                                         heads, parameters, known.cross);
      return *tensors.cross->out;
    });
  }
  sublayers.Add([&](TensorId read) {
    return RecordFeedForward(tape, prefix + "ffn.", read, options.feed_forward,
                             parameters);
  });
  tensors.out = sublayers.out();
  return tensors;
}

template <typename Scalar>
StackTensors RecordStack(BasicTape<Scalar>& tape, const std::string& prefix,
                         TensorId x, TensorId mask,
                         const std::optional<CrossAttention>& cross,
                         Index n_layers, const BlockOptions& options,
                         Parameters& parameters,
                         const std::vector<KnownLayer>& known) {
  StackTensors tensors{x, {}};
  for (Index i = 0; i < n_layers; ++i) {
    const KnownLayer layer =
        known.empty() ? KnownLayer{} : known[static_cast<std::size_t>(i)];
    tensors.layers.push_back(RecordBlock(tape, prefix + ToText(i) + ".",
                                         tensors.out, mask, cross, options,
                                         parameters, layer));
    tensors.out = tensors.layers.back().out;
  }
  if (options.final_norm) {
    tensors.out = RecordNorm(tape, prefix + "norm.", tensors.out, options.norm,
                             parameters);
  }
  return tensors;
}

template BlockTensors RecordBlock(BasicTape<float>&, const std::string&,
                                  TensorId, TensorId,
                                  const std::optional<CrossAttention>&,
                                  const BlockOptions&, Parameters&,
                                  const KnownLayer&);
template BlockTensors RecordBlock(BasicTape<double>&, const std::string&,
                                  TensorId, TensorId,
                                  const std::optional<CrossAttention>&,
                                  const BlockOptions&, Parameters&,
                                  const KnownLayer&);
template StackTensors RecordStack(BasicTape<float>&, const std::string&,
                                  TensorId, TensorId,
                                  const std::optional<CrossAttention>&, Index,
                                  const BlockOptions&, Parameters&,
                                  const std::vector<KnownLayer>&);
template StackTensors RecordStack(BasicTape<double>&, const std::string&,
                                  TensorId, TensorId,
                                  const std::optional<CrossAttention>&, Index,
                                  const BlockOptions&, Parameters&,
                                  const std::vector<KnownLayer>&);

}  // namespace attention
