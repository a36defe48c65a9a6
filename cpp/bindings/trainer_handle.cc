#include "bindings/trainer_handle.h"

#include <emscripten.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "attention/models/bounds.h"
#include "bindings/bytes.h"
#include "bindings/decoding.h"
#include "bindings/marshal.h"
#include "bindings/run_spec.h"
#include "bindings/step_handle.h"
#include "bindings/trace_handle.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "train";
constexpr double kMaxSteps = 100000;  // of one call

std::string NeedText(const val& holder, const char* name) {
  const auto text = Find(kOp, holder, name);
  if (!text) Fail(kOp, "an example's ", name, " is needed");
  return ReadText(kOp, name, *text);
}

/// What each model learns from, under the list's name.
std::vector<Example> ReadExamples(const char* name, const std::string& model,
                                  const val& list) {
  std::vector<Example> examples;
  if (model == "transformer") {
    for (const val& pair : ReadList(kOp, name, list)) {
      examples.push_back({NeedText(pair, "source"), NeedText(pair, "target")});
    }
  } else if (model == "decoder_only") {
    for (std::string& text : ReadTexts(kOp, name, list)) {
      examples.push_back({std::move(text), ""});
    }
  } else {
    for (const val& example : ReadList(kOp, name, list)) {
      const auto label = FindNumber(kOp, example, "label");
      if (!label) Fail(kOp, "an example's label is needed");
      if (model == "image_classifier") {
        const auto image = FindTensor(kOp, example, "image");
        if (!image) Fail(kOp, "an example's image is needed");
        examples.push_back({.label = *label, .image = *image});
        continue;
      }
      examples.push_back({NeedText(example, "text"), "", *label});
    }
  }
  return examples;
}

Index WholeOr(const val& holder, const char* name, Index fallback) {
  const double number =
      NumberOr(kOp, holder, name, static_cast<double>(fallback));
  if (!(std::abs(number) <= 1e9) || number != std::floor(number)) {
    Fail(kOp, name, " is ", number, "; it must be a whole number");
  }
  return static_cast<Index>(number);
}

void ReadOptimizer(const val& given, TrainerSpec& spec) {
  const std::string type = TextOr(kOp, given, "type", "adam");
  if (type != "adam" && type != "adamw") {
    Fail(kOp, "there is no optimizer \"", type, "\"; there are adam, adamw");
  }
  AdamOptions& adam = spec.adam;
  adam.decoupled = type == "adamw";
  adam.beta1 = NumberOr(kOp, given, "beta1", adam.beta1);
  adam.beta2 = NumberOr(kOp, given, "beta2", adam.beta2);
  adam.epsilon = NumberOr(kOp, given, "epsilon", adam.epsilon);
  adam.weight_decay = NumberOr(kOp, given, "weight_decay", adam.weight_decay);
  Schedule& schedule = spec.schedule;
  schedule.type = TextOr(kOp, given, "schedule", schedule.type);
  if (schedule.type == "noam") schedule.rate = 1;
  schedule.rate = NumberOr(kOp, given, "learning_rate", schedule.rate);
  schedule.warmup = WholeOr(given, "warmup", schedule.warmup);
  schedule.total = WholeOr(given, "total", schedule.total);
  schedule.d_model = static_cast<double>(ResolveConfig(spec.run).d_model);
  spec.clip = NumberOr(kOp, given, "clip", spec.clip);
}

TrainerSpec ReadTrainerSpec(const val& given) {
  TrainerSpec spec;
  spec.run = ReadRunSpec(given);
  for (const char* name : {"pairs", "texts", "examples"}) {
    const auto list = Find(kOp, given, name);
    if (list) spec.examples = ReadExamples(name, spec.run.model, *list);
  }
  if (const auto list = Find(kOp, given, "held_out")) {
    spec.held_out = ReadExamples("held_out", spec.run.model, *list);
  }
  spec.batch_size = NumberOr(kOp, given, "batch_size", spec.batch_size);
  spec.bucket = FlagOr(kOp, given, "bucket", spec.bucket);
  spec.accumulate = NumberOr(kOp, given, "accumulate", spec.accumulate);
  spec.evaluate_every =
      NumberOr(kOp, given, "evaluate_every", spec.evaluate_every);
  spec.patience = NumberOr(kOp, given, "patience", spec.patience);
  spec.label_smoothing =
      NumberOr(kOp, given, "label_smoothing", spec.label_smoothing);
  if (const auto optimizer = Find(kOp, given, "optimizer")) {
    ReadOptimizer(*optimizer, spec);
  }
  return spec;
}

val ToObject(const Evaluation& result) {
  Object object;
  object.Set("loss", result.loss);
  object.Set("perplexity", result.perplexity);
  object.Set("accuracy", result.accuracy);
  object.Set("sequenceAccuracy", result.sequence_accuracy);
  object.Set("tokens", static_cast<double>(result.labels));
  if (!result.truth.empty()) {
    object.Set("truth", ToArray(result.truth));
    object.Set("predicted", ToArray(result.predicted));
  }
  return object;
}

}  // namespace

val TrainerHandle::Step(const val& count) {
  return Guard([&] {
    const double steps = ReadNumber(kOp, "steps", count);
    if (!(steps >= 1 && steps <= kMaxSteps) || steps != std::floor(steps)) {
      Fail(kOp, "the steps to take are ", steps,
           "; it must be a whole number from 1 to ", kMaxSteps);
    }
    List losses;
    List rates;
    List norms;
    List held_out;
    StepReport last{.step = trainer_.steps()};
    double tokens = 0;
    double timed = 0;  // labels of steps that measured nothing on the way
    double seconds = 0;
    double all_seconds = 0;
    for (double i = 0; i < steps && !trainer_.stopped(); ++i) {
      const double begin = emscripten_get_now();
      last = trainer_.Step();
      const double taken = (emscripten_get_now() - begin) / 1000;
      const auto labels = static_cast<double>(last.labels);
      tokens += labels;
      all_seconds += taken;
      // What the held-out examples take is not training.
      if (!last.held_out) seconds += taken;
      if (!last.held_out) timed += labels;
      losses.Push(last.loss);
      rates.Push(last.rate);
      norms.Push(last.norm);
      if (!last.held_out) continue;
      Object measured(ToObject(*last.held_out));
      measured.Set("step", static_cast<double>(last.step));
      held_out.Push(measured);
    }
    Object object(ToObject(last));
    object.Set("tokens", tokens);
    if (timed == 0) timed = tokens;
    if (seconds == 0) seconds = all_seconds;
    object.Set("tokensPerSecond", seconds > 0 ? timed / seconds : 0.0);
    object.Set("losses", losses);
    object.Set("learningRates", rates);
    object.Set("gradientNorms", norms);
    object.Set("heldOut", held_out);
    object.Set("stopped", trainer_.stopped());
    if (const auto& best = trainer_.best()) {
      Object one;
      one.Set("step", static_cast<double>(best->step));
      one.Set("loss", best->loss);
      object.Set("best", one);
    }
    return object;
  });
}

val TrainerHandle::Evaluate(const val& which) {
  return Guard([&] {
    const std::string set = ReadText(kOp, "which examples", which);
    if (set != "train" && set != "held_out") {
      Fail(kOp, "there are no examples \"", set,
           "\"; there are train, held_out");
    }
    return ToObject(set == "train" ? trainer_.Evaluate()
                                   : trainer_.EvaluateHeldOut());
  });
}

val TrainerHandle::OpenNext() {
  return Guard(
      [&] { return val(std::make_shared<StepHandle>(trainer_.Open())); });
}

val TrainerHandle::RunTrace(const val& input) {
  return Guard([&] {
    return val(std::make_shared<TraceHandle>(trainer_.Run(ReadRunSpec(input))));
  });
}

val TrainerHandle::Decode(const val& options) {
  return Guard([&] {
    return DecodeModel(trainer_.Prepare(ReadRunSpec(options)),
                       &trainer_.weights(), options);
  });
}

val TrainerHandle::Save() const {
  return Guard([&] { return ToBytes(ToSafetensors(trainer_.Save())); });
}

val TrainerHandle::Load(const val& bytes) {
  return Guard([&] {
    trainer_.Load(ReadSafetensors(ReadBytes(kOp, bytes)));
    return val::undefined();
  });
}

val TrainerHandle::Describe() {
  return Guard([&] {
    Object object;
    object.Set("model", trainer_.spec().model);
    object.Set("parameters", static_cast<double>(trainer_.parameters()));
    object.Set("steps", static_cast<double>(trainer_.steps()));
    object.Set("stepsPerEpoch",
               static_cast<double>(trainer_.steps_per_epoch()));
    object.Set("stopped", trainer_.stopped());
    object.Set("vocabulary", ToTexts(trainer_.spec().vocabulary));
    object.Set("targetVocabulary", ToTexts(trainer_.spec().target_vocabulary));
    List tensors;
    for (const auto& [name, tensor] : trainer_.weights()) {
      Object one;
      one.Set("name", name);
      one.Set("shape", ToArray(tensor.shape.sizes()));
      tensors.Push(one);
    }
    object.Set("tensors", tensors);
    return object;
  });
}

val TrainCall(const val& spec) {
  return Guard([&] {
    return val(std::make_shared<TrainerHandle>(ReadTrainerSpec(spec)));
  });
}

}  // namespace attention::bindings
