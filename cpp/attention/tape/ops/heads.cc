#include "attention/kernels/heads.h"

#include "attention/tape/ops.h"

namespace attention::ops {
namespace {

/// "qc->hqd", c = h * |d| + d.
struct SplitHeads {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::SplitHeads<Scalar>(call.rule, call.in[0], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    SplitHeadsBackward<Scalar>(call.rule, call.out_gradient,
                               call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const std::string& joint = cell.rule().input(0);
    const std::string& apart = cell.rule().output();
    const std::string joint_letter = LettersNotIn(joint, apart);
    Index place = 0;
    for (const char letter : LettersNotIn(apart, joint)) {
      place = place * cell.size(letter) + cell.at(letter);
    }
    Reading source{};
    cell.At(joint_letter[0], place, [&] { source = cell.Read(0); });
    cell.Term({source}, source.value);
    cell.Part("column", place);
    return source.value;
  }
};

/// "hqd->qc", the other way.
struct Concat {
  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::ConcatHeads<Scalar>(call.rule, call.in[0], call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    if (!call.Wants(0)) return;
    ConcatHeadsBackward<Scalar>(call.rule, call.out_gradient,
                                call.in_gradients[0]);
  }

  static double Replay(Cell& cell) {
    const std::string& apart = cell.rule().input(0);
    const std::string& joint = cell.rule().output();
    const std::string parts = LettersNotIn(apart, joint);
    const Index column = cell.at(LettersNotIn(joint, apart)[0]);
    Reading source{};
    const auto read = [&] { source = cell.Read(0); };
    Place(cell, parts, column, read);
    cell.Term({source}, source.value);
    return source.value;
  }

  /// Moves the letters of `parts` to where `column` is, the last the fastest.
  template <typename Body>
  static void Place(Cell& cell, std::string_view parts, Index column,
                    Body&& body) {
    if (parts.empty()) {
      body();
      return;
    }
    const Index size = cell.size(parts.back());
    cell.At(parts.back(), column % size, [&] {
      Place(cell, parts.substr(0, parts.size() - 1), column / size, body);
    });
  }
};

/// "bhpd,bhnd->bhkd": the first operand, then the second, along the one axis
/// that has a letter of its own in each.
struct Append {
  static std::size_t Axis(const Rule& rule) {
    return rule.output().find(rule.created()[0]);
  }

  template <typename Scalar>
  static void Run(const Call<Scalar>& call) {
    attention::Append<Scalar>(call.in[0], call.in[1],
                              static_cast<Index>(Axis(call.rule)), call.out);
  }

  template <typename Scalar>
  static void Backward(const BackwardCall<Scalar>& call) {
    const auto axis = static_cast<Index>(Axis(call.rule));
    AppendBackward<Scalar>(call.out_gradient, call.in[0].shape[axis], axis,
                           call.in_gradients[0], call.in_gradients[1]);
  }

  static double Replay(Cell& cell) {
    const std::size_t axis = Axis(cell.rule());
    const Index place = cell.at(cell.rule().output()[axis]);
    const char first = cell.rule().input(0)[axis];
    const char second = cell.rule().input(1)[axis];
    Reading source{};
    if (place < cell.size(first)) {
      cell.At(first, place, [&] { source = cell.Read(0); });
    } else {
      cell.At(second, place - cell.size(first), [&] { source = cell.Read(1); });
    }
    cell.Term({source}, source.value);
    return source.value;
  }
};

}  // namespace

ATTENTION_DEFINE_OP(SplitHeads, "split_heads");
ATTENTION_DEFINE_OP(Concat, "concat");
ATTENTION_DEFINE_OP(Append, "append");

}  // namespace attention::ops
