#ifndef ATTENTION_TAPE_OP_H_
#define ATTENTION_TAPE_OP_H_

#include <span>
#include <string_view>

#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/tape/attributes.h"
#include "attention/tape/cell.h"

namespace attention {

/// One execution of a step: where to read, where to write.
template <typename Scalar>
struct Call {
  const Rule& rule;
  const Attributes& attributes;
  std::span<const View<const Scalar>> in;
  View<Scalar> out;
};

/// A step's backward pass: what it read and made, what the loss does as each
/// number of its result grows, and where to add what it does as its operands
/// grow. `in_gradients[i].data` is null where operand i has no gradient.
template <typename Scalar>
struct BackwardCall {
  const Rule& rule;
  const Attributes& attributes;
  std::span<const View<const Scalar>> in;
  View<const Scalar> out;
  View<const Scalar> out_gradient;
  std::span<const View<Scalar>> in_gradients;

  bool Wants(std::size_t i) const { return in_gradients[i].data != nullptr; }
};

/// An entry of the op table: all that is known of an op, in one place.
/// `run` hands a whole step to the kernel; `replay` computes one cell again in
/// double, naively, from the step's own declaration, and says what it was made
/// of. The two share nothing, which is what makes the replay test a test.
/// `backward` ADDS to the operands' gradients; it is null where no operand can
/// have one (a mask's rule, a table of positions), and the loss then stops.
struct Op {
  std::string_view name;
  void (*run_float)(const Call<float>&);
  void (*run_double)(const Call<double>&);
  double (*replay)(Cell&);
  void (*backward_float)(const BackwardCall<float>&) = nullptr;
  void (*backward_double)(const BackwardCall<double>&) = nullptr;

  bool differentiable() const { return backward_float != nullptr; }
  void Run(const Call<float>& call) const { run_float(call); }
  void Run(const Call<double>& call) const { run_double(call); }
  void Backward(const BackwardCall<float>& call) const { backward_float(call); }
  void Backward(const BackwardCall<double>& call) const {
    backward_double(call);
  }
};

/// An entry from a struct with `template <Scalar> static void Run(const
/// Call<Scalar>&)`, `static double Replay(Cell&)` and, unless no gradient can
/// pass, `template <Scalar> static void Backward(const BackwardCall<Scalar>&)`.
template <typename Definition>
constexpr Op MakeOp(std::string_view name) {
  Op op{name, &Definition::template Run<float>,
        &Definition::template Run<double>, &Definition::Replay};
  if constexpr (requires { &Definition::template Backward<float>; }) {
    op.backward_float = &Definition::template Backward<float>;
    op.backward_double = &Definition::template Backward<double>;
  }
  return op;
}

}  // namespace attention

#endif  // ATTENTION_TAPE_OP_H_
