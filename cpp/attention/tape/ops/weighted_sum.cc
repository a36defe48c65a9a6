#include "attention/kernels/weighted_sum.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

struct WeightedSum {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::WeightedSum<Scalar>(call.rule, call.in[0], call.in[1], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    WeightedSumBackward<Scalar>(call.rule, call.in[0], call.in[1],
                                call.out_gradient, call.in_gradients[0],
                                call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading weight = cell.Read(0);
      const Reading value = cell.Read(1);
      const double term = weight.value == 0 ? 0 : weight.value * value.value;
      cell.Term({weight, value}, term);
      sum += term;
    });
    return sum;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(WeightedSum, "weighted_sum");

}  // namespace attention::ops
