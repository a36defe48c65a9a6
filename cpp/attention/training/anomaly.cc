#include "attention/training/anomaly.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "attention/core/error.h"

namespace attention {
namespace {

/// Ops that write -inf on purpose.
constexpr std::array<std::string_view, 4> kMasking = {
    "mask", "mask_bias", "add_mask", "sparse_scores"};

template <typename Scalar>
bool IsWrong(Scalar value, bool masked) {
  if (std::isfinite(value)) return false;
  return !masked || value != -std::numeric_limits<Scalar>::infinity();
}

template <typename Scalar>
bool AllFinite(View<const Scalar> tensor) {
  return std::ranges::all_of(tensor.span(),
                             [](Scalar value) { return std::isfinite(value); });
}

std::vector<Index> IndexAt(const Shape& shape, Index offset) {
  std::vector<Index> index(static_cast<std::size_t>(shape.rank()));
  for (Index axis = shape.rank(); axis-- > 0;) {
    index[static_cast<std::size_t>(axis)] = offset % shape[axis];
    offset /= shape[axis];
  }
  return index;
}

/// Notes the tensor's first wrong number; false where there is none.
template <typename Scalar>
bool Note(View<const Scalar> tensor, bool masked, Anomaly& anomaly) {
  const auto numbers = tensor.span();
  const auto wrong = std::ranges::find_if(
      numbers, [&](Scalar value) { return IsWrong(value, masked); });
  if (wrong == numbers.end()) return false;
  anomaly.index = IndexAt(tensor.shape, wrong - numbers.begin());
  anomaly.value = static_cast<double>(*wrong);
  return true;
}

template <typename Scalar>
std::optional<Anomaly> FindForward(const BasicTape<Scalar>& tape) {
  for (TensorId id = 0; id < tape.tensors().size(); ++id) {
    const View<const Scalar> tensor = tape.Read(id);
    if (AllFinite(tensor)) continue;
    Anomaly anomaly;
    const TensorInfo& info = tape.tensor(id);
    const Step* step = tape.Producer(id);
    anomaly.op = step ? step->op->name : RoleName(info.role);
    anomaly.step = anomaly.tensor = info.name;
    // A wrong operand would have been found before: what is not finite in it
    // is a mask's -inf.
    const bool masked =
        step &&
        (std::ranges::find(kMasking, step->op->name) != kMasking.end() ||
         std::ranges::any_of(step->inputs, [&](TensorId input) {
           return !AllFinite(tape.Read(input));
         }));
    if (Note(tensor, masked, anomaly)) return anomaly;
  }
  return std::nullopt;
}

/// What one step adds to its operands' gradients, by itself.
template <typename Scalar>
std::vector<std::vector<Scalar>> Contributions(const BasicTape<Scalar>& tape,
                                               const Step& step) {
  std::vector<std::vector<Scalar>> sums;
  std::vector<View<Scalar>> gradients;
  for (const TensorId id : step.inputs) {
    const Shape& shape = tape.tensor(id).shape;
    sums.emplace_back(static_cast<std::size_t>(shape.elements()), Scalar{0});
    gradients.push_back({sums.back().data(), shape});
  }
  tape.PassBack(step, gradients);
  return sums;
}

template <typename Scalar>
std::optional<Anomaly> FindBackward(const BasicTape<Scalar>& tape) {
  const auto gradient = [&](TensorId id) {
    return tape.Gradient(tape.tensor(id).name);
  };
  const auto steps = tape.steps();
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!step->op->differentiable() ||
        std::ranges::all_of(step->inputs, [&](TensorId id) {
          return AllFinite(gradient(id));
        })) {
      continue;
    }
    const auto sums = Contributions(tape, *step);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      Anomaly anomaly{.backward = true};
      const TensorInfo& operand = tape.tensor(step->inputs[i]);
      const View<const Scalar> sum{sums[i].data(), operand.shape};
      anomaly.op = step->op->name;
      anomaly.step = tape.tensor(step->output).name;
      anomaly.tensor = operand.name;
      if (Note(sum, false, anomaly)) return anomaly;
    }
  }
  return std::nullopt;
}

}  // namespace

template <typename Scalar>
std::optional<Anomaly> FindAnomaly(const BasicTape<Scalar>& tape) {
  if (auto forward = FindForward(tape)) return forward;
  if (!tape.has_gradients() ||
      std::ranges::all_of(tape.gradients(),
                          [](Scalar g) { return std::isfinite(g); })) {
    return std::nullopt;
  }
  return FindBackward(tape);
}

template std::optional<Anomaly> FindAnomaly(const BasicTape<float>&);
template std::optional<Anomaly> FindAnomaly(const BasicTape<double>&);

std::string ToText(const Anomaly& anomaly) {
  std::string place;
  for (const Index i : anomaly.index) {
    place += (place.empty() ? "" : ", ") + ToText(i);
  }
  return (std::isnan(anomaly.value) ? "NaN" : ToText(anomaly.value)) + " in " +
         (anomaly.backward ? "the gradient of " : "") + anomaly.tensor + " [" +
         place + "], which " + anomaly.step + " (" + anomaly.op + ") made";
}

}  // namespace attention
