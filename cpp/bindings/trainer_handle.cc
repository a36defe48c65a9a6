#include "bindings/trainer_handle.h"

#include <emscripten.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "attention/models/bounds.h"
#include "bindings/decoding.h"
#include "bindings/marshal.h"
#include "bindings/run_spec.h"
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

std::vector<Example> ReadExamples(const val& given) {
  std::vector<Example> examples;
  if (const auto pairs = Find(kOp, given, "pairs")) {
    for (const val& pair : ReadList(kOp, "pairs", *pairs)) {
      examples.push_back({NeedText(pair, "source"), NeedText(pair, "target")});
    }
  } else if (const auto texts = Find(kOp, given, "texts")) {
    for (std::string& text : ReadTexts(kOp, "texts", *texts)) {
      examples.push_back({std::move(text), ""});
    }
  } else if (const auto list = Find(kOp, given, "examples")) {
    for (const val& example : ReadList(kOp, "examples", *list)) {
      const auto label = FindNumber(kOp, example, "label");
      if (!label) Fail(kOp, "an example's label is needed");
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
  spec.examples = ReadExamples(given);
  spec.batch_size = NumberOr(kOp, given, "batch_size", spec.batch_size);
  spec.label_smoothing =
      NumberOr(kOp, given, "label_smoothing", spec.label_smoothing);
  if (const auto optimizer = Find(kOp, given, "optimizer")) {
    ReadOptimizer(*optimizer, spec);
  }
  return spec;
}

val ToBytes(const std::string& bytes) {
  return val(emscripten::typed_memory_view(
                 bytes.size(),
                 reinterpret_cast<const unsigned char*>(bytes.data())))
      .call<val>("slice");
}

std::string ReadBytes(const val& given) {
  const val bytes_array = val::global("Uint8Array");
  if (!given.instanceof(bytes_array)) {
    Fail(kOp, "a file must be given as a Uint8Array");
  }
  std::vector<unsigned char> bytes(given["length"].as<std::size_t>());
  val(emscripten::typed_memory_view(bytes.size(), bytes.data()))
      .call<void>("set", given);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

val TrainerHandle::Step(const val& count) {
  return Guard([&] {
    const double steps = ReadNumber(kOp, "steps", count);
    if (!(steps >= 1 && steps <= kMaxSteps) || steps != std::floor(steps)) {
      Fail(kOp, "the steps to take are ", steps,
           "; it must be a whole number from 1 to ", kMaxSteps);
    }
    val losses = val::array();
    val rates = val::array();
    val norms = val::array();
    StepReport last;
    double tokens = 0;
    const double begin = emscripten_get_now();
    for (double i = 0; i < steps; ++i) {
      last = trainer_.Step();
      tokens += static_cast<double>(last.labels);
      losses.call<void>("push", last.loss);
      rates.call<void>("push", last.rate);
      norms.call<void>("push", last.norm);
    }
    const double seconds = (emscripten_get_now() - begin) / 1000;
    val object = val::object();
    object.set("step", static_cast<double>(last.step));
    object.set("loss", last.loss);
    object.set("learningRate", last.rate);
    object.set("gradientNorm", last.norm);
    object.set("tokens", tokens);
    object.set("tokensPerSecond", seconds > 0 ? tokens / seconds : 0.0);
    object.set("losses", losses);
    object.set("learningRates", rates);
    object.set("gradientNorms", norms);
    return object;
  });
}

val TrainerHandle::Evaluate() {
  return Guard([&] {
    const Evaluation result = trainer_.Evaluate();
    val object = val::object();
    object.set("loss", result.loss);
    object.set("perplexity", result.perplexity);
    object.set("accuracy", result.accuracy);
    object.set("tokens", static_cast<double>(result.labels));
    if (!result.truth.empty()) {
      object.set("truth", ToArray(result.truth));
      object.set("predicted", ToArray(result.predicted));
    }
    return object;
  });
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
    trainer_.Load(ReadSafetensors(ReadBytes(bytes)));
    return val::undefined();
  });
}

val TrainerHandle::Describe() {
  return Guard([&] {
    val object = val::object();
    object.set("model", trainer_.spec().model);
    object.set("parameters", static_cast<double>(trainer_.parameters()));
    object.set("steps", static_cast<double>(trainer_.steps()));
    object.set("vocabulary", ToTexts(trainer_.spec().vocabulary));
    object.set("targetVocabulary", ToTexts(trainer_.spec().target_vocabulary));
    val tensors = val::array();
    for (const auto& [name, tensor] : trainer_.weights()) {
      val one = val::object();
      one.set("name", name);
      one.set("shape", ToArray(tensor.shape.sizes()));
      tensors.call<void>("push", one);
    }
    object.set("tensors", tensors);
    return object;
  });
}

val TrainCall(const val& spec) {
  return Guard([&] {
    return val(std::make_shared<TrainerHandle>(ReadTrainerSpec(spec)));
  });
}

}  // namespace attention::bindings
