#include "attention/kernels/broadcast.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// The sum of any number of operands, each repeated along the letters it lacks.
struct Add {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const std::string& out = call.rule.output();
    CopyInto<Scalar>(call.in[0], call.rule.input(0), call.out, out);
    for (std::size_t i = 1; i < call.in.size(); ++i) {
      AddInto<Scalar>(call.in[i], call.rule.input(i), call.out, out);
    }
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    for (std::size_t i = 0; i < call.in.size(); ++i) {
      if (!call.Wants(i)) continue;
      AddReduced<Scalar>(call.out_gradient, call.rule.output(),
                         call.in_gradients[i], call.rule.input(i));
    }
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    for (std::size_t i = 0; i < cell.inputs(); ++i) {
      const Reading operand = cell.Read(i);
      cell.Term({operand}, operand.value);
      sum += operand.value;
    }
    return sum;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Add, "add");

}  // namespace attention::ops
