#include "attention/kernels/repeat_heads.h"

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "gkd->hkd", "bgkd->bhkd": head h reads group h / (heads / groups).
struct RepeatHeads {
  /// Where the letter of the groups stands, and that of the heads.
  static std::size_t Axis(const Rule& rule) {
    const std::string& from = rule.input(0);
    const std::string& to = rule.output();
    std::size_t axis = 0;
    while (axis < from.size() && axis < to.size() && from[axis] == to[axis]) {
      ++axis;
    }
    if (from.size() != to.size() || axis == from.size() ||
        from.substr(axis + 1) != to.substr(axis + 1)) {
      Fail("repeat_heads", "\"", rule.text(),
           "\" does not change one letter into another");
    }
    return axis;
  }

  struct Sizes {
    Index groups = 1;  // of all lists
    Index times;
    Index block = 1;
  };

  static Sizes SizesOf(const Rule& rule, const Shape& in, const Shape& out) {
    const auto axis = static_cast<Index>(Axis(rule));
    if (in[axis] == 0 || out[axis] % in[axis] != 0) {
      Fail("repeat_heads", in[axis], " groups of shape ", in,
           " cannot serve the heads of shape ", out);
    }
    Sizes sizes{1, out[axis] / in[axis], 1};
    for (Index i = 0; i < in.rank(); ++i) {
      (i <= axis ? sizes.groups : sizes.block) *= in[i];
    }
    return sizes;
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    const Sizes sizes = SizesOf(call.rule, call.in[0].shape, call.out.shape);
    attention::RepeatHeads<Scalar>(call.in[0].data, sizes.groups, sizes.times,
                                   sizes.block, call.out.data);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    const Sizes sizes = SizesOf(call.rule, call.in[0].shape, call.out.shape);
    RepeatHeadsBackward<Scalar>(call.out_gradient.data, sizes.groups,
                                sizes.times, sizes.block,
                                call.in_gradients[0].data);
  }

  static double Replay(Cell& cell) {
    const std::size_t axis = Axis(cell.rule());
    const char group_letter = cell.rule().input(0)[axis];
    const char head_letter = cell.rule().output()[axis];
    const Index group =
        cell.at(head_letter) * cell.size(group_letter) / cell.size(head_letter);
    Reading source{};
    cell.At(group_letter, group, [&] { source = cell.Read(0); });
    cell.Part("group", group);
    cell.Term({source}, source.value);
    return source.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(RepeatHeads, "repeat_heads");

}  // namespace attention::ops
