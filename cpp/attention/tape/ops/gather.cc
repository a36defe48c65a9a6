#include "attention/kernels/gather.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "t,vm->tm": token t is row v = tokens[t] of the table.
struct Gather {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Gather<Scalar>(call.in[0], call.in[1], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(1)) return;
    GatherBackward<Scalar>(call.in[0], call.out_gradient, call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    const Reading id = cell.Read(0);
    const Index row = static_cast<Index>(id.value);
    cell.Part("id", row);
    Reading entry{};
    cell.At(cell.rule().input(1)[0], row, [&] { entry = cell.Read(1); });
    cell.Term({entry}, entry.value);
    return entry.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Gather, "gather");

}  // namespace attention::ops
