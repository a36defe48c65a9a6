#include "attention/kernels/compare.h"

#include <algorithm>
#include <cmath>

#include "attention/kernels/broadcast.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "hqk,hqk->hqk": a - b; b is repeated along the letters it lacks.
struct Subtract {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const std::string& out = call.rule.output();
    CopyInto<Scalar>(call.in[0], call.rule.input(0), call.out, out);
    BroadcastInto<Scalar>(call.in[1], call.rule.input(1), call.out, out,
                          [](Scalar a, Scalar b) { return a - b; });
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const std::string& out = call.rule.output();
    const auto add = [&](std::size_t i, Scalar sign) {
      if (!call.Wants(i)) return;
      ReduceInto<Scalar>(call.out_gradient, out, call.out_gradient, out,
                         call.in_gradients[i], call.rule.input(i),
                         [sign](Scalar given, Scalar) { return sign * given; });
    };
    add(0, 1);
    add(1, -1);
  }

  static double Replay(Cell& cell) {
    const Reading a = cell.Read(0);
    const Reading b = cell.Read(1);
    cell.Term({a}, a.value);
    cell.Term({b}, -b.value);
    return a.value - b.value;
  }
};

/// "hkf->hf": the sum over the letters that the result lacks.
struct SumOver {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    std::fill_n(call.out.data, call.out.size(), Scalar{0});
    AddReduced<Scalar>(call.in[0], call.rule.input(0), call.out,
                       call.rule.output());
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    AddInto<Scalar>(call.out_gradient, call.rule.output(), call.in_gradients[0],
                    call.rule.input(0));
  }

  static double Replay(Cell& cell) {
    double sum = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const Reading x = cell.Read(0);
      cell.Term({x}, x.value);
      sum += x.value;
    });
    return sum;
  }
};

/// "hqd->n": the largest absolute number, 0 where there is none.
struct MaxAbs {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Index at = LargestAt<Scalar>(call.in[0]);
    call.out.data[0] = at < 0 ? Scalar{0} : std::abs(call.in[0].data[at]);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const Index at = LargestAt<Scalar>(call.in[0]);
    if (!call.Wants(0) || at < 0) return;
    const Scalar sign =
        call.in[0].data[at] < Scalar{0} ? Scalar{-1} : Scalar{1};
    call.in_gradients[0].data[at] += sign * call.out_gradient.data[0];
  }

  static double Replay(Cell& cell) {
    double largest = 0;
    cell.ForEach(cell.rule().summed(), [&] {
      const double size = std::abs(cell.Read(0).value);
      if (!(size <= largest)) largest = std::isnan(largest) ? largest : size;
    });
    cell.Part("largest", largest);
    return largest;
  }
};

/// "hq->hq": 1 where |x| is below attribute `tolerance` or no number at all.
struct NearZero {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::NearZero<Scalar>(
        call.in[0], NumberOr(call.attributes, "tolerance", 0), call.out);
  }

  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    const double tolerance = NumberOr(cell.attributes(), "tolerance", 0);
    cell.Part("tolerance", tolerance);
    const bool far = x.value <= -tolerance || x.value >= tolerance;
    return far ? 0 : 1;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Subtract, "subtract");
ATTENTION_DEFINE_OP(SumOver, "sum_over");
ATTENTION_DEFINE_OP(MaxAbs, "max_abs");
ATTENTION_DEFINE_OP(NearZero, "near_zero");

}  // namespace attention::ops
