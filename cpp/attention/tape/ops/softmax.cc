#include "attention/kernels/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

EmptyRow EmptyRowOf(const Attributes& attributes) {
  return TextOr(attributes, "empty", "zeros") == "zeros" ? EmptyRow::kZeros
                                                         : EmptyRow::kNan;
}

/// Softmax's way back over every `length` numbers.
template <typename Scalar>
void PassBack(const BackwardCall<Scalar>& call, Index length) {
  if (!call.Wants(0) || length == 0) return;
  SoftmaxBackward<Scalar>(call.out.data, call.out_gradient.data,
                          call.out.size() / length, length,
                          call.in_gradients[0].data);
}

/// exp(x - max) / sum over the cells that share the row: `letters` are moved,
/// the others stand still.
double ReplaySoftmax(Cell& cell, std::string_view letters) {
  constexpr double kLowest = -std::numeric_limits<double>::infinity();
  double max = kLowest;
  bool nan = false;
  Index position = 0;
  Index seen = 0;
  std::vector<Index> here;
  for (const char letter : letters) here.push_back(cell.at(letter));
  const auto stands_here = [&] {
    return std::ranges::equal(letters, here, {},
                              [&](char letter) { return cell.at(letter); });
  };
  std::vector<Reading> row;
  cell.ForEach(letters, [&] {
    row.push_back(cell.Read(0));
    if (row.back().value > max) max = row.back().value;
    nan = nan || std::isnan(row.back().value);
    if (stands_here()) position = seen;
    ++seen;
  });
  const bool empty = max == kLowest && !nan;
  double sum = 0;
  for (const Reading& score : row) {
    const double value = empty ? 0 : std::exp(score.value - max);
    cell.Term({score}, value);
    sum += value;
  }
  const double own = row[static_cast<std::size_t>(position)].value;
  const double numerator = empty ? 0 : std::exp(own - max);
  cell.Part("max", max);
  cell.Part("sum", sum);
  cell.Part("numerator", numerator);
  cell.Part("position", position);
  if (empty && EmptyRowOf(cell.attributes()) == EmptyRow::kZeros) return 0;
  return numerator / sum;
}

/// "hqk->hqk": over the last letter, a row a query. Attribute `empty`, "zeros"
/// or "nan", says what a row of nothing but -inf becomes.
struct Softmax {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Shape& shape = call.out.shape;
    const Index length = shape[shape.rank() - 1];
    const Index rows = length == 0 ? 0 : shape.elements() / length;
    attention::Softmax<Scalar>(call.in[0].data, rows, length, 1,
                               EmptyRowOf(call.attributes), call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Shape& shape = call.out.shape;
    PassBack(call, shape[shape.rank() - 1]);
  }

  static double Replay(Cell& cell) {
    return ReplaySoftmax(cell,
                         std::string_view(&cell.rule().output().back(), 1));
  }
};

/// "hqk->hqk": over the last two letters at once, the fault of tutorial 001's
/// first softmax (S28). The whole matrix sums to 1, its rows do not.
struct SoftmaxMatrix {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Shape& shape = call.out.shape;
    const Index length = shape[shape.rank() - 2] * shape[shape.rank() - 1];
    const Index matrices = length == 0 ? 0 : shape.elements() / length;
    attention::Softmax<Scalar>(call.in[0].data, matrices, length, 1,
                               EmptyRowOf(call.attributes), call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Shape& shape = call.out.shape;
    PassBack(call, shape[shape.rank() - 2] * shape[shape.rank() - 1]);
  }

  static double Replay(Cell& cell) {
    const std::string_view letters = cell.rule().output();
    return ReplaySoftmax(cell, letters.substr(letters.size() - 2));
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Softmax, "softmax");
ATTENTION_DEFINE_OP(SoftmaxMatrix, "softmax_matrix");

}  // namespace attention::ops
