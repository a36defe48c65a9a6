#include "attention/kernels/dropout.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "hqk->hqk". Attributes `rate` in [0, 1), `seed` (a whole number below 2^53)
/// and `training`, 1 or 0: in evaluation everything passes as it is.
struct Dropout {
  static bool Training(const Attributes& attributes) {
    return NumberOr(attributes, "training", 0) != 0;
  }
  static std::uint64_t Seed(const Attributes& attributes) {
    return static_cast<std::uint64_t>(NumberOr(attributes, "seed", 0));
  }
  static double Rate(const Attributes& attributes) {
    const double rate = NumberOr(attributes, "rate", 0);
    if (!(rate >= 0 && rate < 1)) {
      Fail("dropout", "the rate is ", rate, "; it must be from 0 to below 1");
    }
    return rate;
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const double rate = Rate(call.attributes);
    if (Training(call.attributes)) {
      attention::Dropout<Scalar>(call.in[0], Seed(call.attributes), rate,
                                 call.out);
    } else {
      std::ranges::copy(call.in[0].span(), call.out.data);
    }
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const bool training = Training(call.attributes);
    DropoutBackward<Scalar>(call.out_gradient, Seed(call.attributes),
                            training ? Rate(call.attributes) : 0.0,
                            call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const Reading x = cell.Read(0);
    const double rate = NumberOr(cell.attributes(), "rate", 0);
    std::uint64_t place = 0;  // of the cell, row-major
    for (const char letter : cell.rule().output()) {
      place = place * static_cast<std::uint64_t>(cell.size(letter)) +
              static_cast<std::uint64_t>(cell.at(letter));
    }
    // The generator's place-th number, without those before it.
    Random random(Seed(cell.attributes()) + place * 0x9E3779B97F4A7C15u);
    const double drawn = static_cast<double>(random.Uniform());
    const bool training = Training(cell.attributes());
    const double factor = !training ? 1 : drawn < rate ? 0 : 1 / (1 - rate);
    cell.Part("x", x.value);
    cell.Part("rate", rate);
    cell.Part("drawn", drawn);
    cell.Part("factor", factor);
    cell.Term({x}, x.value * factor);
    return x.value * factor;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Dropout, "dropout");

}  // namespace attention::ops
