#include "attention/kernels/alibi.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "->hqk": no operands. Attribute `offset`, the first query's position.
struct Alibi {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    if (call.out.shape.rank() != 3) {
      Fail("alibi", "a bias of shape ", call.out.shape,
           " is not heads x queries x keys");
    }
    attention::Alibi<Scalar>(IndexOr(call.attributes, "offset", 0), call.out);
  }

  static double Replay(Cell& cell) {
    const std::string& letters = cell.rule().output();
    const Index heads = cell.size(letters[0]);
    const Index head = cell.at(letters[0]);
    const Index distance = cell.at(letters[1]) +
                           IndexOr(cell.attributes(), "offset", 0) -
                           cell.at(letters[2]);
    // The published code's: the sequence that starts at, and goes on by, the
    // same ratio; for n no power of two, p's and then 2p's 1st, 3rd, 5th, ...
    const auto sequence = [](double n, double place) {
      const double ratio = std::pow(2, -std::pow(2, -(std::log2(n) - 3)));
      return ratio * std::pow(ratio, place);
    };
    const double power =
        std::pow(2, std::floor(std::log2(static_cast<double>(heads))));
    const double beyond = static_cast<double>(head) - power;
    const double slope = beyond < 0 ? sequence(power, static_cast<double>(head))
                                    : sequence(2 * power, 2 * beyond);
    cell.Part("slope", slope);
    cell.Part("distance", distance < 0 ? -distance : distance);
    return -slope * std::abs(static_cast<double>(distance));
  }
};

}  // namespace

ATTENTION_DEFINE_OP(Alibi, "alibi");

}  // namespace attention::ops
