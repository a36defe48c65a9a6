#include "attention/kernels/scale.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// Attribute `factor`; `d_k` where the factor is 1 / sqrt(d_k), `temperature`
/// where it is one over that.
struct Scale {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const double factor = NumberOr(call.attributes, "factor", 1);
    attention::Scale<Scalar>(call.in[0], static_cast<Scalar>(factor), call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const double factor = NumberOr(call.attributes, "factor", 1);
    ScaleBackward<Scalar>(call.out_gradient, static_cast<Scalar>(factor),
                          call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const double factor = NumberOr(cell.attributes(), "factor", 1);
    const Reading x = cell.Read(0);
    cell.Term({x}, x.value);
    cell.Part("factor", factor);
    const double d_k = NumberOr(cell.attributes(), "d_k", 0);
    if (d_k > 0) cell.Part("d_k", d_k);
    const double temperature = NumberOr(cell.attributes(), "temperature", 0);
    if (temperature > 0) cell.Part("temperature", temperature);
    return x.value * factor;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Scale, "scale");

}  // namespace attention::ops
