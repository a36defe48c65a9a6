#include "models/stack_specs.h"
#include "tape/gradient.h"

namespace attention {
namespace {

using testing::ExpectGradients;

/// What is given but nothing flows into: words, lengths, painted masks.
std::set<std::string> InputsOf(const BasicTape<double>& tape) {
  std::set<std::string> names;
  for (const TensorInfo& tensor : tape.tensors()) {
    if (tensor.role == Role::kInput) names.insert(tensor.name);
  }
  return names;
}

TEST(StackGradients, AgreeWithCentralDifferencesForEverySwitchOfAModel) {
  for (const RunSpec& spec : testing::StackSpecs()) {
    SCOPED_TRACE(spec.model + " " + spec.config.positions + " " +
                 spec.config.norm_order + " " + spec.config.norm + " " +
                 spec.config.activation);
    BasicTape<double> tape = RunModel<double>(spec).tape;
    testing::ProbeLoss(tape, tape.tensors().size() - 1);
    ExpectGradients(tape, {.constants = InputsOf(tape), .max_cells = 6});
  }
}

TEST(StackGradients, ReachEveryParameterOfEveryLayer) {
  for (const RunSpec& spec : testing::StackSpecs()) {
    BasicTape<double> tape = RunModel<double>(spec).tape;
    testing::ProbeLoss(tape, tape.tensors().size() - 1);
    tape.Backward("loss");
    for (const TensorInfo& tensor : tape.tensors()) {
      if (tensor.role != Role::kParameter) continue;
      // A bias that every key shares moves all scores of a row alike, which a
      // softmax does not see.
      if (tensor.name.ends_with("b_k")) continue;
      const auto gradient = tape.Gradient(tensor.name).span();
      EXPECT_TRUE(
          std::ranges::any_of(gradient, [](double g) { return g != 0; }))
          << spec.model << " " << tensor.name;
    }
  }
}

}  // namespace
}  // namespace attention
