#include <emscripten/bind.h>
#include <emscripten/heap.h>

#include <memory>
#include <string>

#include "attention/models/bounds.h"
#include "attention/tape/ops.h"
#include "attention/text/tokenizer.h"
#include "bindings/language.h"
#include "bindings/marshal.h"
#include "bindings/operators.h"
#include "bindings/run_spec.h"
#include "bindings/trace_handle.h"
#include "bindings/trainer_handle.h"
#include "bindings/training.h"

namespace attention::bindings {
namespace {

val Run(const val& spec) {
  return Guard([&] {
    return val(std::make_shared<TraceHandle>(RunModel(ReadRunSpec(spec))));
  });
}

val TokenizeText(const val& text) {
  return Guard([&] {
    val tokens = val::array();
    for (const Token& token : Tokenize(ReadText("tokenize", "text", text))) {
      val object = val::object();
      object.set("text", token.text);
      object.set("key", token.key);
      tokens.call<void>("push", object);
    }
    return tokens;
  });
}

val Stats() {
  val object = val::object();
  object.set("liveHandles", TraceHandle::live() + TrainerHandle::live());
  object.set("heapBytes", static_cast<double>(emscripten_get_heap_size()));
  return object;
}

/// The names of the op table.
val OpNames() {
  val names = val::array();
  for (const Op* op : ops::All()) {
    names.call<void>("push", std::string(op->name));
  }
  return names;
}

val Limits() {
  val object = val::object();
  for (const Bound& bound : bounds::kAll) {
    object.set(std::string(bound.name), static_cast<double>(bound.largest));
  }
  return object;
}

}  // namespace

EMSCRIPTEN_BINDINGS(attention_lab) {
  emscripten::class_<TraceHandle>("RawTrace")
      .smart_ptr<std::shared_ptr<TraceHandle>>("RawTracePointer")
      .function("describe", &TraceHandle::Describe)
      .function("values", &TraceHandle::Values)
      .function("gradients", &TraceHandle::Gradients)
      .function("anomaly", &TraceHandle::FirstAnomaly)
      .function("explain", &TraceHandle::Explain)
      .function("edit", &TraceHandle::Change)
      .function("npy", &TraceHandle::Npy)
      .function("csv", &TraceHandle::Csv);
  emscripten::class_<TrainerHandle>("RawTrainer")
      .smart_ptr<std::shared_ptr<TrainerHandle>>("RawTrainerPointer")
      .function("step", &TrainerHandle::Step)
      .function("evaluate", &TrainerHandle::Evaluate)
      .function("trace", &TrainerHandle::RunTrace)
      .function("decode", &TrainerHandle::Decode)
      .function("save", &TrainerHandle::Save)
      .function("load", &TrainerHandle::Load)
      .function("describe", &TrainerHandle::Describe);
  emscripten::function("train", &TrainCall);
  emscripten::function("run", &Run);
  emscripten::function("tokenize", &TokenizeText);
  emscripten::function("stats", &Stats);
  emscripten::function("limits", &Limits);
  emscripten::function("ops", &OpNames);
  emscripten::function("attention", &AttentionOperator);
  emscripten::function("softmax", &SoftmaxOperator);
  emscripten::function("logSoftmax", &LogSoftmaxOperator);
  emscripten::function("layerNorm", &LayerNormOperator);
  emscripten::function("rmsNorm", &RmsNormOperator);
  emscripten::function("gelu", &GeluOperator);
  emscripten::function("swiglu", &SwigluOperator);
  emscripten::function("difference", &DifferenceOperator);
  emscripten::function("attentionStatistics", &AttentionStatisticsCall);
  emscripten::function("pca", &PcaCall);
  emscripten::function("rotary", &RotaryOperator);
  emscripten::function("vocabulary", &VocabularyCall);
  emscripten::function("bpe", &BytePairCall);
  emscripten::function("unigram", &UnigramCall);
  emscripten::function("bleu", &BleuCall);
  emscripten::function("rouge", &RougeCall);
  emscripten::function("classificationReport", &ClassificationReportCall);
  emscripten::function("perplexity", &PerplexityCall);
  emscripten::function("schedule", &ScheduleCall);
  emscripten::function("clip", &ClipCall);
  emscripten::function("adam", &AdamCall);
  emscripten::function("decode", &DecodeCall);
  emscripten::function("linearAttention", &LinearAttentionOperator);
}

}  // namespace attention::bindings
