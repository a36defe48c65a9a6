#include <algorithm>

#include "attention/kernels/broadcast.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// 1 where every operand (and) or some operand (or) is not 0; any number of
/// masks, each repeated along the letters it lacks.
template <bool kAnd>
struct Logic {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const std::string& out = call.rule.output();
    std::fill_n(call.out.data, call.out.size(), Scalar{kAnd ? 1 : 0});
    for (std::size_t i = 0; i < call.in.size(); ++i) {
      BroadcastInto<Scalar>(
          call.in[i], call.rule.input(i), call.out, out,
          [](Scalar so_far, Scalar given) {
            const bool a = so_far != Scalar{0};
            const bool b = given != Scalar{0};
            return static_cast<Scalar>(kAnd ? a && b : a || b);
          });
    }
  }

  static double Replay(Cell& cell) {
    int open = 0;
    for (std::size_t i = 0; i < cell.inputs(); ++i) {
      const Reading operand = cell.Read(i);
      cell.Term({operand}, operand.value);
      if (operand.value != 0) ++open;
    }
    const int needed = kAnd ? static_cast<int>(cell.inputs()) : 1;
    return open >= needed ? 1 : 0;
  }
};

}  // namespace

using MaskAnd = Logic<true>;
ATTENTION_DEFINE_OP(MaskAnd, "mask_and");
using MaskOr = Logic<false>;
ATTENTION_DEFINE_OP(MaskOr, "mask_or");

}  // namespace attention::ops
