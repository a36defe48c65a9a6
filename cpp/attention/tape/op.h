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

/// An entry of the op table: all that is known of an op, in one place.
/// `run` hands a whole step to the kernel; `replay` computes one cell again in
/// double, naively, from the step's own declaration, and says what it was made
/// of. The two share nothing, which is what makes the replay test a test.
struct Op {
  std::string_view name;
  void (*run_float)(const Call<float>&);
  void (*run_double)(const Call<double>&);
  double (*replay)(Cell&);

  void Run(const Call<float>& call) const { run_float(call); }
  void Run(const Call<double>& call) const { run_double(call); }
};

/// An entry from a struct with `template <Scalar> static void Run(const
/// Call<Scalar>&)` and `static double Replay(Cell&)`.
template <typename Definition>
constexpr Op MakeOp(std::string_view name) {
  return {name, &Definition::template Run<float>,
          &Definition::template Run<double>, &Definition::Replay};
}

}  // namespace attention

#endif  // ATTENTION_TAPE_OP_H_
