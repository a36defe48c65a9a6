#include "attention/training/batch_run.h"

#include <algorithm>
#include <utility>

#include "attention/layers/dropout.h"

namespace attention {
namespace {

std::span<const float> Words(const Lesson& lesson) { return lesson.ids; }
std::span<const float> Targets(const Lesson& lesson) {
  return lesson.target_ids;
}
std::span<const float> Labels(const Lesson& lesson) { return lesson.labels; }
std::span<const float> Pixels(const Lesson& lesson) {
  return lesson.image.data;
}

/// Whether sizes alone decide what is recorded: nothing is changed by hand, and
/// no row is looked up by its word.
bool SizesDecide(const RunSpec& spec) {
  return spec.edits.empty() && spec.config.pooling != "word";
}

/// From so many words on, attention in one op takes less time than its steps.
constexpr std::size_t kFusedFrom = 128;

/// Whether one op can do what the spec asks of attention; dropout, of weights
/// too, needs the single steps.
bool MayFuse(const RunSpec& spec) {
  const ConfigSpec& config = spec.config;
  return config.attention == "softmax" && config.softmax == "row" &&
         config.dropout.value_or(0) == 0 && !config.diagnostics &&
         spec.mask.style == "boolean" && spec.edits.empty();
}

}  // namespace

BatchRun::Sizes BatchRun::SizesOf(const Lessons& lessons,
                                  std::span<const std::size_t> chosen,
                                  const BatchOptions& options) {
  Sizes sizes{.lessons = &lessons,
              .examples = chosen.size(),
              .label_smoothing = options.label_smoothing,
              .training = options.training};
  for (const std::size_t i : chosen) {
    const Lesson& lesson = lessons[i];
    sizes.source = std::max(sizes.source, lesson.ids.size());
    sizes.target = std::max(sizes.target, lesson.target_ids.size());
  }
  for (const std::size_t i : chosen) {
    const Lesson& lesson = lessons[i];
    sizes.source_padded |= lesson.ids.size() < sizes.source;
    sizes.target_padded |= lesson.target_ids.size() < sizes.target;
  }
  return sizes;
}

void BatchRun::Give(std::string_view name, const Lessons& lessons,
                    std::span<const std::size_t> chosen, NumbersOf numbers,
                    float padding) {
  const auto id = tape_.Find(name);
  if (!id) return;
  const std::size_t each =
      static_cast<std::size_t>(tape_.tensor(*id).shape.elements()) /
      chosen.size();
  numbers_.clear();
  for (const std::size_t i : chosen) {
    const std::span<const float> own = numbers(lessons[i]);
    numbers_.insert(numbers_.end(), own.begin(), own.end());
    numbers_.resize(numbers_.size() + each - own.size(), padding);
  }
  tape_.Regive(*id, numbers_);
}

void BatchRun::GiveLengths(std::string_view name, const Lessons& lessons,
                           std::span<const std::size_t> chosen,
                           NumbersOf numbers) {
  const auto id = tape_.Find(name);
  if (!id) return;
  numbers_.clear();
  for (const std::size_t i : chosen) {
    numbers_.push_back(static_cast<float>(numbers(lessons[i]).size()));
  }
  tape_.Regive(*id, numbers_);
}

void BatchRun::Refill(const Lessons& lessons,
                      std::span<const std::size_t> chosen,
                      const BatchOptions& options,
                      const GivenTensors& weights) {
  for (TensorId id = 0; id < tape_.tensors().size(); ++id) {
    const TensorInfo& tensor = tape_.tensor(id);
    if (tensor.role != Role::kParameter) continue;
    tape_.Regive(id, weights.find(tensor.name)->second.data);
  }
  for (const char* source : {"tokens", "source.tokens"}) {
    Give(source, lessons, chosen, Words, lessons.padding());
  }
  for (const char* source : {"tokens.length", "source.tokens.length"}) {
    GiveLengths(source, lessons, chosen, Words);
  }
  Give("target.tokens", lessons, chosen, Targets, lessons.target_padding());
  GiveLengths("target.tokens.length", lessons, chosen, Targets);
  Give("image", lessons, chosen, Pixels, 0);
  Give("loss.labels", lessons, chosen, Labels, static_cast<float>(kNoLabel));
  if (options.training) {
    ReseedDropout(tape_, static_cast<std::uint64_t>(options.dropout_seed));
  }
  tape_.Refresh();
  if (options.training) tape_.Backward("loss");
}

const Tape& BatchRun::Run(const Lessons& lessons,
                          std::span<const std::size_t> chosen,
                          const BatchOptions& options, GivenTensors& weights) {
  const Sizes sizes = SizesOf(lessons, chosen, options);
  const bool again = recorded_ == sizes;
  recorded_.reset();  // what fails leaves nothing to build on
  if (again) {
    Refill(lessons, chosen, options, weights);
  } else {
    RunSpec batch = lessons.Batch(chosen, options);
    const std::size_t longest = std::max(sizes.source, sizes.target);
    if (longest >= kFusedFrom && MayFuse(batch)) {
      batch.config.attention = "fused";
    }
    tape_ = RunModel(batch, &weights, std::move(tape_)).tape;
  }
  if (SizesDecide(lessons.spec())) recorded_ = sizes;
  return tape_;
}

Tape BatchRun::Release() {
  recorded_.reset();
  return std::exchange(tape_, Tape());
}

}  // namespace attention
