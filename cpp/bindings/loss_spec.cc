#include "bindings/loss_spec.h"

#include <algorithm>

#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "gradient";

std::vector<float> ReadLabels(std::string_view name, const val& list) {
  std::vector<float> labels;
  for (const val& label : ReadList(kOp, name, list)) {
    labels.push_back(static_cast<float>(ReadNumber(kOp, name, label)));
  }
  return labels;
}

bool IsList(const val& value) {
  return val::global("Array").call<bool>("isArray", value) ||
         val::global("ArrayBuffer").call<bool>("isView", value);
}

/// Sets the labels, and what is ignored where they had to be padded.
void ReadTargets(const val& given, LossSpec& loss) {
  constexpr const char* kName = "loss.targets";
  if (given.isNumber()) {
    loss.targets =
        GivenTensor{Shape{}, {static_cast<float>(given.as<double>())}};
    return;
  }
  if (!IsList(given)) {
    loss.targets = ReadTensor(kOp, kName, given);
    return;
  }
  const std::vector<val> list = ReadList(kOp, kName, given);
  if (list.empty() || !IsList(list.front())) {
    std::vector<float> labels = ReadLabels(kName, given);
    loss.targets =
        GivenTensor{{static_cast<Index>(labels.size())}, std::move(labels)};
    return;
  }
  std::vector<std::vector<float>> sentences;
  for (const val& sentence : list) {
    sentences.push_back(ReadLabels(kName, sentence));
  }
  const bool ragged = std::ranges::any_of(sentences, [&](const auto& sentence) {
    return sentence.size() != sentences.front().size();
  });
  loss.targets = PadLabels(sentences);
  if (ragged && !loss.ignore_index) loss.ignore_index = kNoLabel;
}

}  // namespace

LossSpec ReadLoss(const val& given) {
  LossSpec loss;
  loss.type = TextOr(kOp, given, "type", "");
  loss.tensor = TextOr(kOp, given, "tensor", "");
  loss.target = FindTensor(kOp, given, "target");
  loss.label_smoothing = NumberOr(kOp, given, "label_smoothing", 0);
  loss.ignore_index = FindNumber(kOp, given, "ignore_index");
  if (const auto index = Find(kOp, given, "index")) {
    loss.index = ReadIndexes(kOp, "loss.index", *index);
  }
  if (const auto targets = Find(kOp, given, "targets")) {
    ReadTargets(*targets, loss);
  }
  return loss;
}

}  // namespace attention::bindings
