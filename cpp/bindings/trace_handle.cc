#include "bindings/trace_handle.h"

#include "attention/io/csv.h"
#include "attention/io/npy.h"
#include "bindings/marshal.h"
#include "bindings/run_spec.h"
#include "bindings/training.h"

namespace attention::bindings {
namespace {

val ToObject(const Attributes& attributes) {
  Object object;
  for (const auto& [name, attribute] : attributes) {
    std::visit([&](const auto& value) { object.Set(name.c_str(), value); },
               attribute);
  }
  return object;
}

val ToObject(const TensorInfo& tensor) {
  Object object;
  object.Set("name", tensor.name);
  object.Set("shape", ToArray(tensor.shape.sizes()));
  object.Set("axes", tensor.axes);
  object.Set("role", std::string(RoleName(tensor.role)));
  object.Set("offset", static_cast<double>(tensor.offset));
  return object;
}

val ToObject(const Tape& tape, const Step& step) {
  Object object;
  object.Set("op", std::string(step.op->name));
  object.Set("rule", step.rule.text());
  List inputs;
  for (const TensorId id : step.inputs) {
    inputs.Push(tape.tensor(id).name);
  }
  object.Set("inputs", inputs);
  object.Set("output", tape.tensor(step.output).name);
  object.Set("attributes", ToObject(step.attributes));
  return object;
}

val ToObject(const TokenInfo& token) {
  Object object;
  object.Set("text", token.text);
  object.Set("key", token.key);
  object.Set("id", static_cast<double>(token.id));
  return object;
}

val ToObject(const Notice& notice) {
  Object object;
  object.Set("code", std::string("empty_row"));
  object.Set("tensor", notice.tensor);
  object.Set("index", ToArray(notice.index));
  return object;
}

/// The config as it was resolved.
val ConfigObject(const Trace& trace) {
  const MultiHeadOptions& heads = trace.config.heads;
  Object object;
  const auto size = [&](const char* name, Index value) {
    object.Set(name, static_cast<double>(value));
  };
  size("d_model", trace.config.d_model);
  size("length", trace.config.length);
  size("n_heads", heads.n_heads);
  size("d_k", heads.d_k);
  size("d_v", heads.d_v);
  size("n_kv_heads", heads.n_kv_heads == 0 ? heads.n_heads : heads.n_kv_heads);
  size("n_layers", trace.config.n_layers);
  size("n_decoder_layers", trace.config.n_decoder_layers);
  size("d_ff", trace.config.feed_forward.d_ff);
  size("max_length", trace.config.positions.max_length);
  size("n_classes", trace.config.n_classes);
  size("d_embedding", trace.config.d_embedding);
  size("patch_size", trace.config.patch_size);
  object.Set("dropout", trace.config.dropout.rate);
  object.Set("dropout_seed", static_cast<double>(trace.config.dropout.seed));
  object.Set("training", trace.config.dropout.training);
  object.Set("epsilon", trace.config.norm.epsilon);
  object.Set("temperature", heads.temperature);
  object.Set("ffn_bias", trace.config.feed_forward.bias);
  object.Set("norm", trace.given.norm);
  object.Set("norm_order", trace.given.norm_order);
  object.Set("final_norm", trace.config.final_norm);
  object.Set("activation", trace.given.activation);
  object.Set("patch_embedding", trace.given.patch_embedding);
  object.Set("pooling", trace.given.pooling);
  object.Set("pool_word", trace.given.pool_word);
  object.Set("bias", heads.bias);
  object.Set("scale", heads.scale);
  object.Set("output", heads.output);
  object.Set("diagnostics", trace.config.diagnostics);
  object.Set("tied_embeddings", trace.config.tied_embeddings);
  object.Set("embedding_scale", trace.config.embedding_scale);
  object.Set("positions", trace.given.positions);
  object.Set("softmax", trace.given.softmax);
  object.Set("attention", trace.given.attention);
  object.Set("projection", trace.given.projection);
  return object;
}

val ToObject(const Explanation& explanation) {
  Object object;
  object.Set("name", explanation.name);
  object.Set("index", ToArray(explanation.index));
  object.Set("value", explanation.value);
  object.Set("op", explanation.op);
  object.Set("rule", explanation.rule);
  object.Set("attributes", ToObject(explanation.attributes));
  object.Set("edited", explanation.edited);
  object.Set("computed", explanation.computed);
  object.Set("operands", ToList(explanation.operands, [](const Operand& from) {
               Object operand;
               operand.Set("name", from.name);
               operand.Set("index", ToArray(from.index));
               operand.Set("value", from.value);
               return operand;
             }));
  object.Set("omitted", static_cast<double>(explanation.omitted));
  object.Set("terms", ToList(explanation.terms, [](const Term& from) {
               Object term;
               term.Set("factors", ToList(from.factors,
                                          [](int factor) { return factor; }));
               term.Set("value", from.value);
               return term;
             }));
  Object parts;
  for (const auto& [name, value] : explanation.parts)
    parts.Set(name.c_str(), value);
  object.Set("parts", parts);
  object.Set("result", explanation.result);
  return object;
}

}  // namespace

val TraceHandle::Describe() const {
  return Guard([&] {
    const Tape& tape = trace_.tape;
    const auto convert = [](const auto& entry) { return ToObject(entry); };
    Object object;
    object.Set("model", trace_.model);
    object.Set("tensors", ToList(tape.tensors(), convert));
    object.Set("steps", ToList(tape.steps(), [&](const Step& step) {
                 return ToObject(tape, step);
               }));
    const auto sentences = [&](const auto& list) {
      return ToList(list, [&](const auto& sentence) {
        return ToList(sentence, convert);
      });
    };
    const auto word = [](const std::string& text) { return text; };
    object.Set("tokens", sentences(trace_.tokens));
    object.Set("target_tokens", sentences(trace_.target_tokens));
    object.Set("vocabulary", ToList(trace_.vocabulary, word));
    object.Set("target_vocabulary", ToList(trace_.target_vocabulary, word));
    object.Set("notices", ToList(Notices(trace_), convert));
    object.Set("config", ConfigObject(trace_));
    object.Set("floats", static_cast<double>(tape.arena().size()));
    return object;
  });
}

val TraceHandle::Values() const {
  const std::span<const float> arena = trace_.tape.arena();
  return val(emscripten::typed_memory_view(arena.size(), arena.data()));
}

val TraceHandle::Gradients() const {
  const std::span<const float> gradients = trace_.tape.gradients();
  return val(emscripten::typed_memory_view(gradients.size(), gradients.data()));
}

val TraceHandle::FirstAnomaly() const {
  return Guard([&] {
    const auto anomaly = FindAnomaly(trace_.tape);
    return anomaly ? bindings::ToObject(*anomaly) : val::null();
  });
}

val TraceHandle::Explain(const std::string& name, const val& index) const {
  return Guard([&] {
    return ToObject(
        trace_.tape.Explain(name, ReadIndexes("explain", "index", index)));
  });
}

val TraceHandle::Change(const val& edit) {
  return Guard([&] {
    const Edit change = ReadEdit("edit", edit);
    trace_.tape.Apply({&change, 1});
    return val::undefined();
  });
}

TensorId TraceHandle::FindTensor(std::string_view op,
                                 const std::string& name) const {
  const auto id = trace_.tape.Find(name);
  if (!id) Fail(op, "there is no tensor \"", name, "\"");
  return *id;
}

val TraceHandle::Npy(const std::string& name) const {
  return Guard([&] {
    const std::string bytes = ToNpy(trace_.tape.Read(FindTensor("npy", name)));
    return val(emscripten::typed_memory_view(
                   bytes.size(),
                   reinterpret_cast<const unsigned char*>(bytes.data())))
        .call<val>("slice");
  });
}

val TraceHandle::Csv(const std::string& name) const {
  return Guard([&] {
    const TensorId id = FindTensor("csv", name);
    return val(ToCsv(trace_.tape.Read(id), trace_.tape.tensor(id).axes));
  });
}

}  // namespace attention::bindings
