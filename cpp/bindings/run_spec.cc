#include "bindings/run_spec.h"

#include "bindings/loss_spec.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "run";

std::vector<std::string> ReadTexts(const char* name, const val& list) {
  std::vector<std::string> texts;
  for (const val& text : ReadList(kOp, name, list)) {
    texts.push_back(ReadText(kOp, name, text));
  }
  return texts;
}

/// What one of a spec's texts was given as.
struct GivenSentences {
  std::vector<std::string> texts;
  std::vector<std::vector<std::string>> tokens;
  bool batch = false;
};

/// A sentence or a list of them; words, or lists of them.
GivenSentences ReadSentences(const val& given, const char* text_name,
                             const char* tokens_name) {
  GivenSentences sentences;
  if (const auto text = Find(kOp, given, text_name)) {
    sentences.batch = !text->isString();
    const std::string what =
        std::string(text_name) + " (a sentence or a list of them)";
    sentences.texts = sentences.batch ? ReadTexts(what.c_str(), *text)
                                      : std::vector{text->as<std::string>()};
  }
  if (const auto tokens = Find(kOp, given, tokens_name)) {
    const std::vector<val> list = ReadList(kOp, tokens_name, *tokens);
    sentences.batch = !list.empty() && !list.front().isString();
    if (!sentences.batch) {
      sentences.tokens = {ReadTexts(tokens_name, *tokens)};
      return sentences;
    }
    for (const val& sentence : list) {
      sentences.tokens.push_back(ReadTexts(tokens_name, sentence));
    }
  }
  return sentences;
}

void ReadWords(const val& given, RunSpec& spec) {
  const GivenSentences source = ReadSentences(given, "text", "tokens");
  spec.texts = source.texts;
  spec.tokens = source.tokens;
  spec.batch = source.batch;
  const GivenSentences target = ReadSentences(given, "target", "target_tokens");
  spec.target_texts = target.texts;
  spec.target_tokens = target.tokens;
  spec.target_batch = target.batch;
  if (const auto words = Find(kOp, given, "vocabulary")) {
    spec.vocabulary = ReadTexts("vocabulary", *words);
  }
  if (const auto words = Find(kOp, given, "target_vocabulary")) {
    spec.target_vocabulary = ReadTexts("target_vocabulary", *words);
  }
}

ConfigSpec ReadConfig(const val& given) {
  ConfigSpec config;
  config.d_model = FindNumber(kOp, given, "d_model");
  config.n_heads = FindNumber(kOp, given, "n_heads");
  config.d_k = FindNumber(kOp, given, "d_k");
  config.d_v = FindNumber(kOp, given, "d_v");
  config.length = FindNumber(kOp, given, "length");
  config.n_kv_heads = FindNumber(kOp, given, "n_kv_heads");
  config.n_layers = FindNumber(kOp, given, "n_layers");
  config.n_decoder_layers = FindNumber(kOp, given, "n_decoder_layers");
  config.d_ff = FindNumber(kOp, given, "d_ff");
  config.max_length = FindNumber(kOp, given, "max_length");
  config.n_classes = FindNumber(kOp, given, "n_classes");
  config.d_embedding = FindNumber(kOp, given, "d_embedding");
  config.patch_size = FindNumber(kOp, given, "patch_size");
  config.dropout = FindNumber(kOp, given, "dropout");
  config.dropout_seed = FindNumber(kOp, given, "dropout_seed");
  config.epsilon = FindNumber(kOp, given, "epsilon");
  config.temperature = FindNumber(kOp, given, "temperature");
  config.training = FlagOr(kOp, given, "training", config.training);
  config.ffn_bias = FlagOr(kOp, given, "ffn_bias", config.ffn_bias);
  config.norm = TextOr(kOp, given, "norm", config.norm);
  config.norm_order = TextOr(kOp, given, "norm_order", config.norm_order);
  if (Find(kOp, given, "final_norm")) {
    config.final_norm = FlagOr(kOp, given, "final_norm", false);
  }
  config.activation = TextOr(kOp, given, "activation", config.activation);
  config.patch_embedding =
      TextOr(kOp, given, "patch_embedding", config.patch_embedding);
  config.pooling = TextOr(kOp, given, "pooling", config.pooling);
  config.pool_word = TextOr(kOp, given, "pool_word", config.pool_word);
  config.bias = FlagOr(kOp, given, "bias", config.bias);
  config.scale = FlagOr(kOp, given, "scale", config.scale);
  config.output = FlagOr(kOp, given, "output", config.output);
  config.tied_embeddings =
      FlagOr(kOp, given, "tied_embeddings", config.tied_embeddings);
  config.embedding_scale =
      FlagOr(kOp, given, "embedding_scale", config.embedding_scale);
  config.diagnostics = FlagOr(kOp, given, "diagnostics", config.diagnostics);
  config.positions = TextOr(kOp, given, "positions", config.positions);
  config.softmax = TextOr(kOp, given, "softmax", config.softmax);
  config.attention = TextOr(kOp, given, "attention", config.attention);
  config.update_rule = TextOr(kOp, given, "update_rule", config.update_rule);
  config.projection = TextOr(kOp, given, "projection", config.projection);
  return config;
}

MaskSpec ReadMask(const val& given) {
  MaskSpec mask;
  mask.combine = TextOr(kOp, given, "combine", mask.combine);
  mask.style = TextOr(kOp, given, "style", mask.style);
  const auto rules = Find(kOp, given, "rules");
  if (!rules) return mask;
  for (const val& rule : ReadList(kOp, "mask.rules", *rules)) {
    mask.rules.push_back(
        {TextOr(kOp, rule, "rule", ""), FindNumber(kOp, rule, "count"),
         FindNumber(kOp, rule, "length"), FindNumber(kOp, rule, "left"),
         FindNumber(kOp, rule, "right"), FindNumber(kOp, rule, "dilation"),
         FindNumber(kOp, rule, "size"), FindTensor(kOp, rule, "allowed")});
  }
  return mask;
}

/// Tensors by name, in the order in which they were given.
std::vector<NamedTensor> ReadGiven(const val& inputs) {
  std::vector<NamedTensor> given;
  const val names = val::global("Object").call<val>("keys", inputs);
  for (const val& key : ReadList(kOp, "inputs", names)) {
    const std::string name = key.as<std::string>();
    given.push_back({name, ReadTensor(kOp, "inputs." + name, inputs[name])});
  }
  return given;
}

GivenTensors ReadWeights(const val& given) {
  GivenTensors weights;
  const val names = val::global("Object").call<val>("keys", given);
  for (const val& key : ReadList(kOp, "weights", names)) {
    const std::string name = key.as<std::string>();
    weights.emplace(name, ReadTensor(kOp, "weights." + name, given[name]));
  }
  return weights;
}

/// An index in which null is every place along the axis.
std::vector<Index> ReadSlab(std::string_view op, const char* name,
                            const val& value) {
  std::vector<val> places = ReadList(op, name, value);
  List numbers;
  for (val& place : places) {
    numbers.Push(place.isNull() ? val(static_cast<double>(kEvery))
                                : std::move(place));
  }
  return ReadIndexes(op, name, numbers);
}

}  // namespace

Edit ReadEdit(std::string_view op, const val& given) {
  const auto tensor = Find(op, given, "tensor");
  const auto index = Find(op, given, "index");
  if (!tensor || !index) Fail(op, "an edit must have tensor and index");
  Edit edit{ReadText(op, "tensor", *tensor), ReadSlab(op, "index", *index)};
  if (const auto value = Find(op, given, "value")) {
    edit.value = ReadNumber(op, "value", *value);
  } else if (const auto factor = Find(op, given, "factor")) {
    edit.kind = EditKind::kFactor;
    edit.value = ReadNumber(op, "factor", *factor);
  } else if (const auto swap = Find(op, given, "swap")) {
    edit.kind = EditKind::kSwap;
    edit.swap = ReadSlab(op, "swap", *swap);
  } else if (const auto values = Find(op, given, "values")) {
    edit.kind = EditKind::kHold;
    edit.values = emscripten::convertJSArrayToNumberVector<double>(*values);
  } else {
    Fail(op, "an edit must have a value, a factor, a swap or values");
  }
  return edit;
}

RunSpec ReadRunSpec(const val& given) {
  RunSpec spec;
  spec.model = TextOr(kOp, given, "model", spec.model);
  ReadWords(given, spec);
  const auto inputs = Find(kOp, given, "inputs");
  if (inputs && spec.model == "given") {
    spec.given = ReadGiven(*inputs);
  } else if (inputs) {
    spec.x = FindTensor(kOp, *inputs, "x");
    spec.q = FindTensor(kOp, *inputs, "q");
    spec.k = FindTensor(kOp, *inputs, "k");
    spec.v = FindTensor(kOp, *inputs, "v");
    spec.image = FindTensor(kOp, *inputs, "image");
  }
  if (const auto weights = Find(kOp, given, "weights")) {
    spec.weights = ReadWeights(*weights);
  }
  if (const auto config = Find(kOp, given, "config")) {
    spec.config = ReadConfig(*config);
  }
  spec.seed = NumberOr(kOp, given, "seed", spec.seed);
  if (const auto mask = Find(kOp, given, "mask")) spec.mask = ReadMask(*mask);
  if (const auto edits = Find(kOp, given, "edits")) {
    for (const val& edit : ReadList(kOp, "edits", *edits)) {
      spec.edits.push_back(ReadEdit("edit", edit));
    }
  }
  if (const auto loss = Find(kOp, given, "loss")) spec.loss = ReadLoss(*loss);
  return spec;
}

}  // namespace attention::bindings
