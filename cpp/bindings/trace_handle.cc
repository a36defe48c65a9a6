#include "bindings/trace_handle.h"

#include "attention/io/csv.h"
#include "attention/io/npy.h"
#include "bindings/marshal.h"
#include "bindings/run_spec.h"
#include "bindings/training.h"

namespace attention::bindings {
namespace {

val ToObject(const Attributes& attributes) {
  val object = val::object();
  for (const auto& [name, attribute] : attributes) {
    std::visit([&](const auto& value) { object.set(name, value); }, attribute);
  }
  return object;
}

val ToObject(const TensorInfo& tensor) {
  val object = val::object();
  object.set("name", tensor.name);
  object.set("shape", ToArray(tensor.shape.sizes()));
  object.set("axes", tensor.axes);
  object.set("role", std::string(RoleName(tensor.role)));
  object.set("offset", static_cast<double>(tensor.offset));
  return object;
}

val ToObject(const Tape& tape, const Step& step) {
  val object = val::object();
  object.set("op", std::string(step.op->name));
  object.set("rule", step.rule.text());
  val inputs = val::array();
  for (const TensorId id : step.inputs) {
    inputs.call<void>("push", tape.tensor(id).name);
  }
  object.set("inputs", inputs);
  object.set("output", tape.tensor(step.output).name);
  object.set("attributes", ToObject(step.attributes));
  return object;
}

val ToObject(const TokenInfo& token) {
  val object = val::object();
  object.set("text", token.text);
  object.set("key", token.key);
  object.set("id", static_cast<double>(token.id));
  return object;
}

val ToObject(const Notice& notice) {
  val object = val::object();
  object.set("code", std::string("empty_row"));
  object.set("tensor", notice.tensor);
  object.set("index", ToArray(notice.index));
  return object;
}

/// The config as it was resolved.
val ConfigObject(const Trace& trace) {
  const MultiHeadOptions& heads = trace.config.heads;
  val object = val::object();
  const auto size = [&](const char* name, Index value) {
    object.set(name, static_cast<double>(value));
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
  size("patch_size", trace.config.patch_size);
  object.set("dropout", trace.config.dropout.rate);
  object.set("dropout_seed", static_cast<double>(trace.config.dropout.seed));
  object.set("training", trace.config.dropout.training);
  object.set("epsilon", trace.config.norm.epsilon);
  object.set("temperature", heads.temperature);
  object.set("ffn_bias", trace.config.feed_forward.bias);
  object.set("norm", trace.given.norm);
  object.set("norm_order", trace.given.norm_order);
  object.set("activation", trace.given.activation);
  object.set("patch_embedding", trace.given.patch_embedding);
  object.set("bias", heads.bias);
  object.set("scale", heads.scale);
  object.set("output", heads.output);
  object.set("diagnostics", trace.config.diagnostics);
  object.set("positions", trace.given.positions);
  object.set("softmax", trace.given.softmax);
  object.set("attention", trace.given.attention);
  object.set("projection", trace.given.projection);
  return object;
}

val ToObject(const Explanation& explanation) {
  val object = val::object();
  object.set("name", explanation.name);
  object.set("index", ToArray(explanation.index));
  object.set("value", explanation.value);
  object.set("op", explanation.op);
  object.set("rule", explanation.rule);
  object.set("attributes", ToObject(explanation.attributes));
  object.set("edited", explanation.edited);
  object.set("computed", explanation.computed);
  object.set("operands", ToList(explanation.operands, [](const Operand& from) {
               val operand = val::object();
               operand.set("name", from.name);
               operand.set("index", ToArray(from.index));
               operand.set("value", from.value);
               return operand;
             }));
  object.set("omitted", static_cast<double>(explanation.omitted));
  object.set("terms", ToList(explanation.terms, [](const Term& from) {
               val term = val::object();
               term.set("factors", ToList(from.factors,
                                          [](int factor) { return factor; }));
               term.set("value", from.value);
               return term;
             }));
  val parts = val::object();
  for (const auto& [name, value] : explanation.parts) parts.set(name, value);
  object.set("parts", parts);
  object.set("result", explanation.result);
  return object;
}

}  // namespace

val TraceHandle::Describe() const {
  return Guard([&] {
    const Tape& tape = trace_.tape;
    const auto convert = [](const auto& entry) { return ToObject(entry); };
    val object = val::object();
    object.set("model", trace_.model);
    object.set("tensors", ToList(tape.tensors(), convert));
    object.set("steps", ToList(tape.steps(), [&](const Step& step) {
                 return ToObject(tape, step);
               }));
    const auto sentences = [&](const auto& list) {
      return ToList(list, [&](const auto& sentence) {
        return ToList(sentence, convert);
      });
    };
    const auto word = [](const std::string& text) { return text; };
    object.set("tokens", sentences(trace_.tokens));
    object.set("target_tokens", sentences(trace_.target_tokens));
    object.set("vocabulary", ToList(trace_.vocabulary, word));
    object.set("target_vocabulary", ToList(trace_.target_vocabulary, word));
    object.set("notices", ToList(Notices(trace_), convert));
    object.set("config", ConfigObject(trace_));
    object.set("floats", static_cast<double>(tape.arena().size()));
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
