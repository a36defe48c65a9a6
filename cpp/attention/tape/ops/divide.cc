#include "attention/kernels/divide.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

ZeroDivisor ZeroDivisorOf(const Attributes& attributes) {
  return TextOr(attributes, "zero", "literal") == "zero"
             ? ZeroDivisor::kZero
             : ZeroDivisor::kLiteral;
}

/// "hqd,hq->hqd": a / b. Attribute `zero`, "literal" or "zero", says what
/// dividing by exactly 0 gives.
struct Divide {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Divide<Scalar>(
        call.in[0], call.rule.input(0), call.in[1], call.rule.input(1),
        ZeroDivisorOf(call.attributes), call.out, call.rule.output());
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    DivideBackward<Scalar>(call.in[0], call.rule.input(0), call.in[1],
                           call.rule.input(1), ZeroDivisorOf(call.attributes),
                           call.out_gradient, call.rule.output(),
                           call.in_gradients[0], call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    const Reading a = cell.Read(0);
    const Reading b = cell.Read(1);
    cell.Part("dividend", a.value);
    cell.Part("divisor", b.value);
    const bool zero = TextOr(cell.attributes(), "zero", "literal") == "zero";
    return b.value == 0 && zero ? 0 : a.value / b.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Divide, "divide");

}  // namespace attention::ops
