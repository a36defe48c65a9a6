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

/// What an op does in one scalar: a whole step, and the way back through it.
/// `backward` ADDS to the operands' gradients; it is null where no operand can
/// have one (a mask's rule, a table of positions), and the loss then stops.
template <typename Scalar>
struct Kernels {
  void (*run)(const Call<Scalar>&);
  void (*backward)(const BackwardCall<Scalar>&) = nullptr;
};

/// An entry of the op table: all that is known of an op, in one place.
/// `floats.run` hands a whole step to the kernel; `replay` computes one cell
/// again in double, naively, from the step's own declaration, and says what it
/// was made of. The two share nothing, which is what makes the replay test a
/// test.
struct Op {
  std::string_view name;
  Kernels<float> floats;
  double (*replay)(Cell&);

  bool differentiable() const { return floats.backward != nullptr; }
};

/// The op's kernels in a tape's scalar. Those in double lie apart, so that a
/// program without tapes in double is linked without them.
template <typename Scalar>
const Kernels<Scalar>& KernelsOf(const Op& op);
template <>
inline const Kernels<float>& KernelsOf<float>(const Op& op) {
  return op.floats;
}
template <>
const Kernels<double>& KernelsOf<double>(const Op& op);

template <typename Definition, typename Scalar>
constexpr Kernels<Scalar> MakeKernels() {
  if constexpr (requires { &Definition::template Backward<Scalar>; }) {
    return {&Definition::template Run<Scalar>,
            &Definition::template Backward<Scalar>};
  } else {
    return {&Definition::template Run<Scalar>};
  }
}

}  // namespace attention

/// Defines `ops::k<Name>` from a struct of that name with `template <Scalar>
/// static void Run(const Call<Scalar>&)`, `static double Replay(Cell&)` and,
/// unless no gradient can pass, `template <Scalar> static void Backward(const
/// BackwardCall<Scalar>&)`. To be used in namespace attention::ops.
#define ATTENTION_DEFINE_OP(Name, text)                                        \
  extern const Op k##Name;                                                     \
  extern const Kernels<double> k##Name##Double;                                \
  constinit const Op k##Name{text, MakeKernels<Name, float>(), &Name::Replay}; \
  constinit const Kernels<double> k##Name##Double = MakeKernels<Name, double>()

#endif  // ATTENTION_TAPE_OP_H_
