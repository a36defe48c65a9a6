#include "attention/tape/replay.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "attention/tape/cell.h"

namespace attention {
namespace {

template <typename Scalar>
std::vector<Numbers> OperandsOf(const BasicTape<Scalar>& tape,
                                const Step& step) {
  std::vector<Numbers> operands;
  for (const TensorId id : step.inputs) {
    Numbers numbers{tape.tensor(id).name, tape.tensor(id).shape};
    if constexpr (std::is_same_v<Scalar, float>) {
      numbers.floats = tape.Read(id).data;
    } else {
      numbers.doubles = tape.Read(id).data;
    }
    operands.push_back(numbers);
  }
  return operands;
}

double ErrorOf(double value, double expected) {
  if (std::isnan(value) && std::isnan(expected)) return 0;
  if (value == expected) return 0;  // the infinities too
  const double error =
      std::abs(value - expected) / std::max(1.0, std::abs(expected));
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

/// The next index in row-major order.
void Advance(const Shape& shape, std::vector<Index>& index) {
  for (std::size_t axis = index.size(); axis-- > 0;) {
    if (++index[axis] < shape[static_cast<Index>(axis)]) return;
    index[axis] = 0;
  }
}

}  // namespace

template <typename Scalar>
double ReplayCell(const BasicTape<Scalar>& tape, const Step& step,
                  std::span<const Index> index, Explanation* explanation) {
  const std::vector<Numbers> operands = OperandsOf(tape, step);
  Cell cell(step.op->name, step.rule, step.attributes, operands,
            tape.tensor(step.output).shape, index, explanation);
  return step.op->replay(cell);
}

template <typename Scalar>
ReplayError ReplayStep(const BasicTape<Scalar>& tape, const Step& step) {
  const std::vector<Numbers> operands = OperandsOf(tape, step);
  const View<const Scalar> result = tape.Read(step.output);
  std::vector<Index> index(static_cast<std::size_t>(result.shape.rank()), 0);
  ReplayError worst{0, tape.tensor(step.output).name, index};
  for (Index i = 0; i < result.size(); ++i) {
    Cell cell(step.op->name, step.rule, step.attributes, operands, result.shape,
              index, nullptr);
    const double error =
        ErrorOf(static_cast<double>(result.data[i]), step.op->replay(cell));
    if (error > worst.error) {
      worst.error = error;
      worst.index = index;
    }
    Advance(result.shape, index);
  }
  return worst;
}

template <typename Scalar>
ReplayError ReplayAll(const BasicTape<Scalar>& tape) {
  ReplayError worst;
  for (const Step& step : tape.steps()) {
    ReplayError error = ReplayStep(tape, step);
    if (error.error >= worst.error) worst = std::move(error);
  }
  return worst;
}

template double ReplayCell(const BasicTape<float>&, const Step&,
                           std::span<const Index>, Explanation*);
template double ReplayCell(const BasicTape<double>&, const Step&,
                           std::span<const Index>, Explanation*);
template ReplayError ReplayStep(const BasicTape<float>&, const Step&);
template ReplayError ReplayStep(const BasicTape<double>&, const Step&);
template ReplayError ReplayAll(const BasicTape<float>&);
template ReplayError ReplayAll(const BasicTape<double>&);

}  // namespace attention
