#include "attention/kernels/multiply.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "tf,tf->tf", or with letters that one operand lacks: cell by cell.
struct Multiply {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Multiply<Scalar>(call.rule, call.in[0], call.in[1], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (!call.Wants(i)) continue;
      const std::size_t other = 1 - i;
      MultiplyBackward<Scalar>(call.out_gradient, call.rule.output(),
                               call.in[other], call.rule.input(other),
                               call.in_gradients[i], call.rule.input(i));
    }
  }

  static double Replay(Cell& cell) {
    const Reading a = cell.Read(0);
    const Reading b = cell.Read(1);
    cell.Term({a, b}, a.value * b.value);
    return a.value * b.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Multiply, "multiply");

}  // namespace attention::ops
