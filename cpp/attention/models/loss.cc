#include "attention/models/loss.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

constexpr const char* kOp = "gradient";

/// "n", or a letter that the tensor does not have.
std::string LetterFor(const std::string& axes) {
  for (const char letter : std::string_view("nNzZ")) {
    if (!HasLetter(axes, letter)) return std::string(1, letter);
  }
  Fail(kOp, "\"", axes, "\" leaves no letter for a loss");
}

/// What a step of a loss is recorded from.
template <typename Scalar>
struct Recorder {
  BasicTape<Scalar>& tape;
  TensorId of;

  const TensorInfo& info() const { return tape.tensor(of); }

  TensorId Give(const std::string& name, const std::string& axes,
                const GivenTensor& given, const Shape& shape) const {
    if (given.shape != shape) {
      Fail(kOp, name, " has shape ", given.shape, ", but ", info().name,
           " of shape ", info().shape, " needs ", shape);
    }
    const std::vector<Scalar> numbers(given.data.begin(), given.data.end());
    return tape.Give(name, axes, shape, Role::kInput, numbers);
  }

  TensorId Record(const Op& op, const std::string& operands,
                  const TensorList& inputs,
                  const AttributeList& attributes = {}) const {
    const std::string letter = LetterFor(info().axes);
    return tape.Record(op, "loss", operands + "->" + letter, inputs, attributes,
                       {{letter[0], 1}});
  }
};

std::string CellText(const std::vector<Index>& index) {
  std::string text;
  for (const Index i : index) text += (text.empty() ? "" : ",") + ToText(i);
  return text;
}

template <typename Scalar>
TensorId RecordSquaredError(const Recorder<Scalar>& recorder,
                            const LossSpec& spec) {
  if (!spec.target) Fail(kOp, "a squared_error needs a target");
  // By value: the tape's own entry may move when a tensor joins it.
  const std::string axes = recorder.info().axes;
  const Shape shape = recorder.info().shape;
  const TensorId target =
      recorder.Give("loss.target", axes, *spec.target, shape);
  return recorder.Record(ops::kSquaredError, axes + "," + axes,
                         {recorder.of, target});
}

template <typename Scalar>
TensorId RecordCrossEntropy(const Recorder<Scalar>& recorder,
                            const LossSpec& spec) {
  if (!spec.targets) Fail(kOp, "a cross_entropy needs targets");
  const std::string rows = recorder.info().axes;
  const Shape shape = recorder.info().shape;
  if (rows.empty()) {
    Fail(kOp, recorder.info().name, " of shape ", shape,
         " has no axis of classes");
  }
  const auto sizes = shape.sizes();
  const std::string axes = rows.substr(0, rows.size() - 1);
  const TensorId labels = recorder.Give("loss.labels", axes, *spec.targets,
                                        Shape(sizes.first(sizes.size() - 1)));
  Attributes attributes = {{"label_smoothing", spec.label_smoothing}};
  if (const auto ignored = spec.ignore_index) {
    if (!(std::abs(*ignored) <= 1e9) || *ignored != std::floor(*ignored)) {
      Fail(kOp, "ignore_index is ", *ignored, "; it must be a whole number");
    }
    attributes["ignore_index"] = *ignored;
  }
  return recorder.Record(ops::kCrossEntropy, rows + "," + axes,
                         {recorder.of, labels}, std::move(attributes));
}

}  // namespace

GivenTensor PadLabels(const std::vector<std::vector<float>>& sentences) {
  std::size_t longest = 0;
  for (const auto& sentence : sentences) {
    longest = std::max(longest, sentence.size());
  }
  GivenTensor labels{
      {static_cast<Index>(sentences.size()), static_cast<Index>(longest)}, {}};
  for (const auto& sentence : sentences) {
    labels.data.insert(labels.data.end(), sentence.begin(), sentence.end());
    labels.data.resize(labels.data.size() + longest - sentence.size(),
                       static_cast<float>(kNoLabel));
  }
  return labels;
}

template <typename Scalar>
TensorId RecordLoss(BasicTape<Scalar>& tape, const LossSpec& spec) {
  const bool labelled = spec.type == "cross_entropy";
  const std::string name =
      labelled && spec.tensor.empty() ? "logits" : spec.tensor;
  const auto of = tape.Find(name);
  if (!of) Fail(kOp, "there is no tensor \"", name, "\" for a loss");
  const Recorder<Scalar> recorder{tape, *of};
  const std::string axes = recorder.info().axes;
  if (labelled) return RecordCrossEntropy(recorder, spec);
  if (spec.type == "squared_error") return RecordSquaredError(recorder, spec);
  if (spec.type == "sum") return recorder.Record(ops::kSum, axes, {*of});
  if (spec.type == "mean") return recorder.Record(ops::kMean, axes, {*of});
  if (spec.type == "cell") {
    return recorder.Record(ops::kPick, axes, {*of},
                           {{"index", CellText(spec.index)}});
  }
  Fail(kOp, "there is no loss \"", spec.type,
       "\"; the losses are sum, mean, cell, squared_error, cross_entropy");
}

template TensorId RecordLoss(BasicTape<float>&, const LossSpec&);
template TensorId RecordLoss(BasicTape<double>&, const LossSpec&);

}  // namespace attention
