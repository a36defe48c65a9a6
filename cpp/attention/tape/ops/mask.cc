#include "attention/kernels/mask.h"

#include <limits>

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

/// "hqk,qk->hqk": the score where the mask is open, attribute `fill` elsewhere.
struct Mask {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const double fill = NumberOr(call.attributes, "fill", kMinusInfinity);
    attention::Mask<Scalar>(call.in[0], call.in[1], call.rule.input(1),
                            static_cast<Scalar>(fill), call.out,
                            call.rule.output());
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    MaskBackward<Scalar>(call.in[1], call.rule.input(1), call.out_gradient,
                         call.in_gradients[0], call.rule.output());
  }

  static double Replay(Cell& cell) {
    const double fill = NumberOr(cell.attributes(), "fill", kMinusInfinity);
    const Reading score = cell.Read(0);
    const Reading allowed = cell.Read(1);
    cell.Part("allowed", allowed.value);
    cell.Part("fill", fill);
    if (allowed.value == 0) return fill;
    cell.Term({score}, score.value);
    return score.value;
  }
};

/// "qk->qk": 0 where the mask is open, -inf elsewhere.
struct MaskBias {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::MaskBias<Scalar>(call.in[0], call.out);
  }

  static double Replay(Cell& cell) {
    const Reading allowed = cell.Read(0);
    cell.Part("allowed", allowed.value);
    return allowed.value == 0 ? kMinusInfinity : 0;
  }
};

/// "hqk,qk->hqk": a sum in which a bias of -inf wins over anything.
struct AddMask {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::AddMask<Scalar>(call.in[0], call.in[1], call.rule.input(1),
                               call.out, call.rule.output());
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    AddMaskBackward<Scalar>(call.in[1], call.rule.input(1), call.out_gradient,
                            call.in_gradients[0], call.in_gradients[1],
                            call.rule.output());
  }

  static double Replay(Cell& cell) {
    const Reading score = cell.Read(0);
    const Reading bias = cell.Read(1);
    cell.Term({score}, score.value);
    cell.Term({bias}, bias.value);
    if (bias.value == kMinusInfinity) return kMinusInfinity;
    return score.value + bias.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Mask, "mask");
ATTENTION_DEFINE_OP(MaskBias, "mask_bias");
ATTENTION_DEFINE_OP(AddMask, "add_mask");

}  // namespace attention::ops
