#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/kernels/softmax.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "tv->tv": over the last letter, x - ln(sum of exp x).
struct LogSoftmax {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Index length = RowLength(call.out.shape);
    if (length == 0) return;
    attention::LogSoftmax<Scalar>(call.in[0].data, call.out.size() / length,
                                  length, 1, call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Index length = RowLength(call.out.shape);
    if (!call.Wants(0) || length == 0) return;
    LogSoftmaxBackward<Scalar>(call.out.data, call.out_gradient.data,
                               call.out.size() / length, length,
                               call.in_gradients[0].data);
  }

  static double Replay(Cell& cell) {
    const std::string_view letter(&cell.rule().output().back(), 1);
    const Index here = cell.at(letter[0]);
    std::vector<Reading> row;
    double max = -std::numeric_limits<double>::infinity();
    cell.ForEach(letter, [&] {
      row.push_back(cell.Read(0));
      max = std::max(max, row.back().value);
    });
    double sum = 0;
    for (const Reading& x : row) {
      cell.Term({x}, std::exp(x.value - max));
      sum += std::exp(x.value - max);
    }
    const double own = row[static_cast<std::size_t>(here)].value;
    cell.Part("max", max);
    cell.Part("sum", sum);
    cell.Part("log_sum", std::log(sum));
    cell.Part("position", here);
    return own - max - std::log(sum);
  }

 private:
  static Index RowLength(const Shape& shape) { return shape[shape.rank() - 1]; }
};

}  // namespace

ATTENTION_DEFINE_OP(LogSoftmax, "log_softmax");

}  // namespace attention::ops
