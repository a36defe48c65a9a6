#include <emscripten/bind.h>
#include <emscripten/heap.h>

#include <memory>
#include <string>

#include "attention/core/parallel.h"
#include "attention/models/bounds.h"
#include "attention/tape/ops.h"
#include "attention/text/tokenizer.h"
#include "bindings/language.h"
#include "bindings/learned_handle.h"
#include "bindings/marshal.h"
#include "bindings/operators.h"
#include "bindings/relaxed_simd.h"
#include "bindings/rows_layer_handle.h"
#include "bindings/run_spec.h"
#include "bindings/step_handle.h"
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
    List tokens;
    for (const Token& token : Tokenize(ReadText("tokenize", "text", text))) {
      Object object;
      object.Set("text", token.text);
      object.Set("key", token.key);
      tokens.Push(object);
    }
    return tokens;
  });
}

val Stats() {
  Object object;
  object.Set("liveHandles",
             static_cast<double>(TraceHandle::live() + TrainerHandle::live() +
                                 StepHandle::live() + LearnedHandle::live() +
                                 RowsLayerHandle::live()));
  object.Set("heapBytes", static_cast<double>(emscripten_get_heap_size()));
  return object;
}

/// The names of the op table.
val OpNames() {
  List names;
  for (const Op* op : ops::All()) {
    names.Push(std::string(op->name));
  }
  return names;
}

val Limits() {
  Object object;
  for (const Bound& bound : bounds::kAll) {
    object.Set(std::string(bound.name).c_str(),
               static_cast<double>(bound.largest));
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
      .function("open", &TrainerHandle::OpenNext)
      .function("trace", &TrainerHandle::RunTrace)
      .function("decode", &TrainerHandle::Decode)
      .function("save", &TrainerHandle::Save)
      .function("load", &TrainerHandle::Load)
      .function("describe", &TrainerHandle::Describe);
  emscripten::class_<StepHandle>("RawStep")
      .smart_ptr<std::shared_ptr<StepHandle>>("RawStepPointer")
      .function("describe", &StepHandle::Describe)
      .function("trace", &StepHandle::TakeTrace)
      .function("update", &StepHandle::Update);
  emscripten::class_<LearnedHandle>("RawLearned")
      .smart_ptr<std::shared_ptr<LearnedHandle>>("RawLearnedPointer")
      .function("trace", &LearnedHandle::RunTrace)
      .function("decode", &LearnedHandle::Decode)
      .function("classify", &LearnedHandle::Classify)
      .function("embed", &LearnedHandle::Embed)
      .function("describe", &LearnedHandle::Describe);
  emscripten::class_<RowsLayerHandle>("RawRowsLayer")
      .smart_ptr<std::shared_ptr<RowsLayerHandle>>("RawRowsLayerPointer")
      .function("input", &RowsLayerHandle::Input)
      .function("run", &RowsLayerHandle::Run)
      .function("weights", &RowsLayerHandle::Weights);
  emscripten::function("attentionLayer", &AttentionLayerCall);
  emscripten::function("encoderLayer", &EncoderLayerCall);
  emscripten::function("linearLayer", &LinearLayerCall);
  emscripten::function("loadModel", &LoadModelCall);
  emscripten::function("train", &TrainCall);
  emscripten::function("run", &Run);
  emscripten::function("tokenize", &TokenizeText);
  emscripten::function("stats", &Stats);
  emscripten::function("useRelaxedSimd", &UseRelaxedSimd);
#ifdef __EMSCRIPTEN_PTHREADS__
  emscripten::function("useThreads", +[](int count) { UseThreads(count); });
#endif
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
  emscripten::function("taskExamples", &TaskExamplesCall);
  emscripten::function("schedule", &ScheduleCall);
  emscripten::function("clip", &ClipCall);
  emscripten::function("adam", &AdamCall);
  emscripten::function("decode", &DecodeCall);
  emscripten::function("linearAttention", &LinearAttentionOperator);
}

}  // namespace attention::bindings
