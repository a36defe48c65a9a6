#include "attention/kernels/einsum.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

struct Einsum {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Einsum<Scalar>(call.rule, call.in[0], call.in[1], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    EinsumBackward<Scalar>(call.rule, call.in[0], call.in[1], call.out_gradient,
                           call.in_gradients[0], call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading a = cell.Read(0);
      const Reading b = cell.Read(1);
      cell.Term({a, b}, a.value * b.value);
      sum += a.value * b.value;
    });
    return sum;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Einsum, "einsum");

}  // namespace attention::ops
