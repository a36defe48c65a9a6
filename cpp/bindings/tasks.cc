#include <optional>
#include <string>
#include <type_traits>

#include "attention/models/config_fields.h"
#include "attention/tasks/task.h"
#include "bindings/language.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "taskExamples";

Split ReadSplit(const val& options) {
  const std::string split = TextOr(kOp, options, "split", "train");
  if (split != "train" && split != "held_out") {
    Fail(kOp, "there is no split \"", split, "\"; there are train, held_out");
  }
  return split == "train" ? Split::kTrain : Split::kHeldOut;
}

/// As a trainer of the model takes it.
val ToObject(const Example& example, const std::string& model) {
  if (model == "decoder_only") return val(example.source);
  Object object;
  object.Set(model == "transformer" ? "source" : "text", example.source);
  if (model == "transformer") object.Set("target", example.target);
  if (GivesClasses(model)) object.Set("label", example.label);
  return object;
}

/// A config by its names.
val ToObject(const ConfigSpec& config) {
  Object object;
  const auto put = [&](const char* name, const auto& field) {
    using Field = std::decay_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, std::optional<double>> ||
                  std::is_same_v<Field, std::optional<bool>>) {
      if (field) object.Set(name, *field);
    } else if constexpr (std::is_same_v<Field, std::string>) {
      if (!field.empty()) object.Set(name, field);  // empty: not said
    } else {
      object.Set(name, field);
    }
  };
  ForEachConfigField(config, put);
  return object;
}

val ToTraining(const TaskExamples& task) {
  const TrainerSpec& trainer = task.trainer;
  Object optimizer;
  optimizer.Set("learning_rate", trainer.schedule.rate);
  optimizer.Set("schedule", trainer.schedule.type);
  optimizer.Set("warmup", static_cast<double>(trainer.schedule.warmup));
  Object object;
  object.Set("optimizer", optimizer);
  object.Set("batch_size", trainer.batch_size);
  object.Set("target", task.target);
  object.Set("steps", static_cast<double>(task.steps));
  return object;
}

}  // namespace

val TaskExamplesCall(const val& options) {
  return Guard([&] {
    TaskOptions wanted;
    wanted.task = TextOr(kOp, options, "task", "");
    wanted.seed = NumberOr(kOp, options, "seed", wanted.seed);
    wanted.count = NumberOr(kOp, options, "count", wanted.count);
    wanted.split = ReadSplit(options);
    const TaskExamples task = MakeTask(wanted);
    const RunSpec& spec = task.trainer.run;
    Object run;
    run.Set("model", spec.model);
    run.Set("config", ToObject(spec.config));
    Object object;
    object.Set("examples",
               ToList(task.trainer.examples, [&](const Example& example) {
                 return ToObject(example, spec.model);
               }));
    object.Set("run", run);
    object.Set("vocabulary", ToTexts(spec.vocabulary));
    object.Set("targetVocabulary", ToTexts(spec.target_vocabulary));
    object.Set("labels", ToTexts(task.labels));
    object.Set("trainer", ToTraining(task));
    return object;
  });
}

}  // namespace attention::bindings
