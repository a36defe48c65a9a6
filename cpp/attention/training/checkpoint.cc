// A training as a file, and back from one.

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "attention/core/digits.h"
#include "attention/core/error.h"
#include "attention/training/describe.h"
#include "attention/training/trainer.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "train";
constexpr std::string_view kFirstMoment = "adam.m/";
constexpr std::string_view kSecondMoment = "adam.v/";
constexpr std::string_view kBest = "best/";
constexpr double kLargest = 1e15;  // steps, or a loss

/// Takes a file's tensors one after another, and counts them.
class Reader {
 public:
  explicit Reader(const TensorFile& file) : file_(file) {}

  bool Has(std::string_view prefix) const {
    return std::ranges::any_of(file_.tensors, [&](const auto& entry) {
      return entry.first.starts_with(prefix);
    });
  }

  std::vector<float> Take(std::string_view prefix, const std::string& own,
                          const Shape& shape) {
    const std::string name = std::string(prefix) + own;
    const auto found = file_.tensors.find(name);
    if (found == file_.tensors.end()) {
      Fail(kOp, "the file has no tensor \"", name, "\"");
    }
    if (found->second.shape != shape) {
      Fail(kOp, name, " has shape ", found->second.shape, " in the file; ",
           shape, " is needed");
    }
    ++taken_;
    return found->second.data;
  }

  void ExpectAllTaken() const {
    if (file_.tensors.size() == taken_) return;
    Fail(kOp, "the file has ", file_.tensors.size(),
         " tensors; this model has ", taken_);
  }

  /// A note that is one number from 0 on, or the fallback where there is none.
  double Note(std::string_view name, double fallback) const {
    const auto found = file_.metadata.find(name);
    if (found == file_.metadata.end()) return fallback;
    const std::string& text = found->second;
    const auto number = NumberFromDigits(text);
    if (!number || !(*number >= 0 && *number <= kLargest)) {
      Fail(kOp, "the file's ", name, " is \"", text, "\"");
    }
    return *number;
  }
  Index Count(std::string_view name) const {
    const double number = Note(name, 0);
    if (number != std::floor(number)) {
      Fail(kOp, "the file's ", name, " is ", number);
    }
    return static_cast<Index>(number);
  }

 private:
  const TensorFile& file_;
  std::size_t taken_ = 0;
};

}  // namespace

TensorFile Trainer::Save() const {
  TensorFile file;
  file.metadata = {{"model", spec_.run.model},
                   {"step", ToText(steps_)},
                   {"waited", ToText(waited_)},
                   {"stopped", stopped_ ? "1" : "0"},
                   {"attention_lab", Describe(spec(), spec_)}};
  if (best_) {
    file.metadata["best_step"] = ToText(best_->step);
    file.metadata["best_loss"] = ShortestDigits(best_->loss);
  }
  const auto put = [&](std::string_view prefix, const std::string& name,
                       const Shape& shape, const std::vector<float>& numbers) {
    file.tensors[std::string(prefix) + name] = {shape, numbers};
  };
  for (const auto& [name, tensor] : weights_) {
    put("", name, tensor.shape, tensor.data);
    const auto known = moments_.find(name);
    if (known == moments_.end()) continue;
    put(kFirstMoment, name, tensor.shape, known->second.m);
    put(kSecondMoment, name, tensor.shape, known->second.v);
  }
  for (const auto& [name, tensor] : best_weights_) {
    put(kBest, name, tensor.shape, tensor.data);
  }
  return file;
}

void Trainer::Load(const TensorFile& file) {
  Reader reader(file);
  const bool resumes = reader.Has(kFirstMoment);
  const bool has_best = resumes && reader.Has(kBest);
  GivenTensors weights;
  GivenTensors best_weights;
  std::map<std::string, Moments<float>, std::less<>> moments;
  for (const auto& [name, tensor] : weights_) {
    const Shape& shape = tensor.shape;
    weights[name] = {shape, reader.Take("", name, shape)};
    if (!resumes) continue;
    moments[name] = {reader.Take(kFirstMoment, name, shape),
                     reader.Take(kSecondMoment, name, shape)};
    if (has_best) best_weights[name] = {shape, reader.Take(kBest, name, shape)};
  }
  reader.ExpectAllTaken();
  Index steps = 0;
  Index waited = 0;
  bool stopped = false;
  std::optional<BestStep> best;
  if (resumes) {
    steps = reader.Count("step");
    waited = reader.Count("waited");
    stopped = has_best && reader.Count("stopped") == 1;
    if (file.metadata.contains("best_loss")) {
      best = {reader.Count("best_step"), reader.Note("best_loss", 0)};
    }
    if (has_best && !best) Fail(kOp, "the file's best weights have no loss");
  }
  weights_ = std::move(weights);
  moments_ = std::move(moments);
  best_weights_ = std::move(best_weights);
  best_ = best;
  steps_ = steps;
  waited_ = waited;
  stopped_ = stopped;
}

}  // namespace attention
