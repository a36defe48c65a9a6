#include <cmath>

#include "attention/kernels/scale.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// Attribute `cap`, above 0.
struct Softcap {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const double cap = NumberOr(call.attributes, "cap", 1);
    attention::Softcap<Scalar>(call.in[0], static_cast<Scalar>(cap), call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const double cap = NumberOr(call.attributes, "cap", 1);
    SoftcapBackward<Scalar>(call.out, call.out_gradient,
                            static_cast<Scalar>(cap), call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const double cap = NumberOr(cell.attributes(), "cap", 1);
    const Reading x = cell.Read(0);
    cell.Term({x}, x.value);
    cell.Part("cap", cap);
    return cap * std::tanh(x.value / cap);
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Softcap, "softcap");

}  // namespace attention::ops
