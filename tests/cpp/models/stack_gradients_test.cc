#include "models/stack_specs.h"
#include "tape/gradient.h"

namespace attention {
namespace {

using testing::ExpectGradients;

/// What is given but nothing flows into: words, lengths, painted masks; the
/// marks of a pooled word are factors like any other.
std::set<std::string> InputsOf(const BasicTape<double>& tape) {
  std::set<std::string> names;
  for (const TensorInfo& tensor : tape.tensors()) {
    if (tensor.role == Role::kInput && tensor.name != "pooled.at") {
      names.insert(tensor.name);
    }
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
    ExpectGradients(tape, {.constants = InputsOf(tape), .max_cells = 3});
  }
}

/// Labels that go round the classes, the last one ignored where there are more.
GivenTensor LabelsFor(const Shape& logits) {
  const auto sizes = logits.sizes();
  GivenTensor labels{Shape(sizes.first(sizes.size() - 1)), {}};
  const Index classes = sizes.back();
  for (Index i = 0; i < labels.shape.elements(); ++i) {
    labels.data.push_back(static_cast<float>((3 * i + 1) % classes));
  }
  if (labels.data.size() > 1) labels.data.back() = static_cast<float>(kNoLabel);
  return labels;
}

TEST(StackGradients, AgreeWithCentralDifferencesOfACrossEntropy) {
  int checked = 0;
  for (RunSpec spec : testing::StackSpecs()) {
    const auto plain = RunModel<double>(spec);
    const auto logits = plain.tape.Find("logits");
    if (!logits) continue;
    SCOPED_TRACE(spec.model + " " + spec.config.positions);
    spec.loss = LossSpec{.type = "cross_entropy",
                         .tensor = "",
                         .targets = LabelsFor(plain.tape.tensor(*logits).shape),
                         .label_smoothing = 0.1,
                         .ignore_index = kNoLabel};
    const auto tape = RunModel<double>(spec).tape;
    ExpectGradients(tape, {.constants = InputsOf(tape), .max_cells = 3});
    ++checked;
  }
  EXPECT_GT(checked, 20) << "decoders and classifiers have logits";
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
