#include "attention/kernels/linear.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

struct Linear {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const bool has_bias = call.in.size() == 3;
    attention::Linear<Scalar>(call.rule, call.in[0], call.in[1],
                              has_bias ? call.in[2] : View<const Scalar>{},
                              call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const bool has_bias = call.in.size() == 3;
    LinearBackward<Scalar>(call.rule, call.in[0], call.in[1], call.out_gradient,
                           call.in_gradients[0], call.in_gradients[1],
                           has_bias ? call.in_gradients[2] : View<Scalar>{});
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading x = cell.Read(0);
      const Reading weight = cell.Read(1);
      cell.Term({x, weight}, x.value * weight.value);
      sum += x.value * weight.value;
    });
    if (cell.inputs() == 3) {
      const Reading bias = cell.Read(2);
      cell.Term({bias}, bias.value);
      sum += bias.value;
    }
    return sum;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Linear, "linear");

}  // namespace attention::ops
