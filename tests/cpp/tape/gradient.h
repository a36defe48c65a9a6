#ifndef TESTS_CPP_TAPE_GRADIENT_H_
#define TESTS_CPP_TAPE_GRADIENT_H_

#include <functional>
#include <set>
#include <string>

#include "attention/tape/ops.h"
#include "support.h"

namespace attention::testing {

/// What a check of gradients leaves out.
struct GradientCheck {
  /// Given tensors that nothing flows into: ids, lengths, masks. Their gradient
  /// must be zero.
  std::set<std::string> constants = {};
  /// Of a larger tensor, so many cells are tried, evenly spread.
  Index max_cells = 200;
  double step = 1e-6;
  double absolute = 1e-6;
  double relative = 1e-4;
};

/// Puts `name` on a tape, filled with numbers drawn from its name.
inline TensorId GiveRandom(BasicTape<double>& tape, const std::string& name,
                           const std::string& axes, const Shape& shape,
                           float bound = 1) {
  Random random(SeedFor(1, name));
  return tape.Give(name, axes, shape, Role::kParameter,
                   RandomNumbers<double>(random, shape.elements(), bound));
}

/// Ends a tape in `loss`, the sum of a tensor's cells, each times a number
/// drawn at random (`loss.probe`): what a plain sum cannot see, as the gradient
/// of a softmax, shows. The tensor must be finite.
inline void ProbeLoss(BasicTape<double>& tape, TensorId id) {
  const std::string axes = tape.tensor(id).axes;
  const TensorId probe =
      GiveRandom(tape, "loss.probe", axes, tape.tensor(id).shape);
  const TensorId product =
      tape.Record(ops::kEinsum, "loss.product", axes + "," + axes + "->" + axes,
                  {id, probe});
  const std::string letter = HasLetter(axes, 'n') ? "N" : "n";
  tape.Record(ops::kSum, "loss", axes + "->" + letter, {product}, {},
              {{letter[0], 1}});
}

/// What moving one cell by `step` either way does to the loss, by the tape.
inline double CentralDifference(BasicTape<double>& tape,
                                const TensorInfo& tensor, Index offset,
                                double step) {
  std::vector<Index> index;
  Index rest = offset;
  for (Index axis = tensor.shape.rank(); axis-- > 0;) {
    index.insert(index.begin(), rest % tensor.shape[axis]);
    rest /= tensor.shape[axis];
  }
  const double value =
      tape.arena()[static_cast<std::size_t>(tensor.offset + offset)];
  const auto loss_at = [&](double x) {
    const Edit edit{tensor.name, index, x};
    tape.Apply({&edit, 1});
    return tape.Read(*tape.Find("loss")).data[0];
  };
  const double above = loss_at(value + step);
  const double below = loss_at(value - step);
  loss_at(value);
  return (above - below) / (2 * step);
}

/// Checks the gradient of every given tensor of a tape that ends in a tensor
/// `loss` of one number: what the way back says against central differences
/// through the way forward.
inline void ExpectGradients(const BasicTape<double>& built,
                            const GradientCheck& check = {}) {
  BasicTape<double> forward = built;
  BasicTape<double> backward = built;
  backward.Backward("loss");
  // Another tensor makes it forget what gradients it came with, so that the
  // edits below walk forward only.
  forward.Give("loss.none", "", {}, Role::kConstant, std::vector<double>{0});
  for (const TensorInfo& tensor : built.tensors()) {
    if (tensor.role != Role::kInput && tensor.role != Role::kParameter) {
      continue;
    }
    const View<const double> gradient = backward.Gradient(tensor.name);
    const bool constant = check.constants.contains(tensor.name);
    const Index every = std::max<Index>(1, gradient.size() / check.max_cells);
    for (Index i = 0; i < gradient.size(); i += constant ? 1 : every) {
      const double expected =
          constant ? 0 : CentralDifference(forward, tensor, i, check.step);
      ASSERT_NEAR(gradient.data[i], expected,
                  check.absolute + check.relative * std::abs(expected))
          << tensor.name << " of shape " << ToText(tensor.shape) << ", cell "
          << i;
    }
  }
}

inline void ExpectGradients(const std::function<BasicTape<double>()>& build,
                            const GradientCheck& check = {}) {
  ExpectGradients(build(), check);
}

}  // namespace attention::testing

#endif  // TESTS_CPP_TAPE_GRADIENT_H_
