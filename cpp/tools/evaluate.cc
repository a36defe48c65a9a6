// evaluate MODEL.safetensors EXAMPLES.jsonl [--beam N] [--perplexity]
//          [--limit N]
//
// What a shipped model makes of held-out examples, one JSON object a line. A
// transformer's answer to each source: {"text": "..."}, greedily or by beam
// search. With --perplexity a language model's mean loss over all pieces:
// {"loss": ..., "pieces": ...}.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/decoding/decode.h"
#include "attention/decoding/model_predictor.h"
#include "attention/io/safetensors.h"
#include "attention/text/byte_pair.h"
#include "attention/training/trainer.h"
#include "config_file.h"

namespace {

using attention::Index;
using attention::tools::ReadConfig;
using attention::tools::ReadFile;
using nlohmann::json;

struct Arguments {
  std::string model;
  std::string examples;
  Index beam = 1;
  bool perplexity = false;
  std::size_t limit = SIZE_MAX;
};

Arguments Read(int count, char** words) {
  Arguments arguments;
  std::vector<std::string> files;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const bool valued = word == "--beam" || word == "--limit";
    if (valued && i + 1 >= count) {
      throw std::runtime_error(word + " needs a value");
    }
    if (word == "--beam") {
      arguments.beam = std::stoll(words[++i]);
    } else if (word == "--limit") {
      arguments.limit = std::stoull(words[++i]);
    } else if (word == "--perplexity") {
      arguments.perplexity = true;
    } else {
      files.push_back(word);
    }
  }
  if (files.size() != 2) {
    throw std::runtime_error(
        "usage: evaluate MODEL.safetensors EXAMPLES.jsonl [--beam N] "
        "[--perplexity] [--limit N]");
  }
  arguments.model = files[0];
  arguments.examples = files[1];
  return arguments;
}

/// The learned weights with all that is needed to run them.
struct Model {
  attention::RunSpec spec;
  attention::GivenTensors weights;
  attention::BytePairEncoding pieces;
};

Model ReadModel(const std::string& path) {
  attention::TensorFile file = attention::ReadSafetensors(ReadFile(path));
  const json about = json::parse(file.metadata.at("attention_lab"));
  const json& tokenizer = about.at("tokenizer");
  const auto characters =
      tokenizer.at("characters").get<std::vector<std::string>>();
  const auto merges =
      tokenizer.at("merges")
          .get<std::vector<std::pair<std::string, std::string>>>();
  Model model{{}, {}, {characters, merges}};
  model.spec.model = about.at("model").get<std::string>();
  model.spec.config = ReadConfig(about.at("config"));
  for (Index id = 0; id < model.pieces.table().size(); ++id) {
    model.spec.vocabulary.push_back(model.pieces.Text(id));
  }
  if (model.spec.model == "transformer") {
    model.spec.target_vocabulary = model.spec.vocabulary;
  }
  for (auto& [name, tensor] : file.tensors) {
    model.weights[name] = {tensor.shape, std::move(tensor.data)};
  }
  return model;
}

std::vector<std::string> Cut(const Model& model, const std::string& text) {
  std::vector<std::string> words;
  for (const Index id : model.pieces.Encode(text)) {
    words.push_back(model.pieces.Text(id));
  }
  return words;
}

std::string Answer(Model& model, const std::string& source, Index beam) {
  attention::RunSpec spec = model.spec;
  spec.tokens = {Cut(model, source)};
  attention::ModelPredictor predictor(std::move(spec), &model.weights);
  attention::DecodeOptions options;
  options.strategy = beam > 1 ? "beam" : "greedy";
  options.beam_size = beam;
  options.penalty = "gnmt";
  options.max_length = 40;
  options.prompt = predictor.prompt();
  options.end = predictor.end();
  return model.pieces.Decode(attention::Decode(predictor, options).best().ids);
}

json Loss(Model& model, const std::vector<std::string>& sources) {
  attention::TrainerSpec spec;
  spec.run = model.spec;
  for (const std::string& source : sources) {
    attention::Example example;
    example.source_tokens = Cut(model, source);
    spec.examples.push_back(std::move(example));
  }
  attention::Trainer judge(std::move(spec));
  judge.weights() = model.weights;
  const attention::Evaluation result = judge.Evaluate();
  return {{"loss", result.loss}, {"pieces", result.labels}};
}

void Evaluate(const Arguments& arguments) {
  Model model = ReadModel(arguments.model);
  std::ifstream file(arguments.examples);
  if (!file) throw std::runtime_error("cannot read " + arguments.examples);
  std::vector<std::string> sources;
  for (std::string line;
       sources.size() < arguments.limit && std::getline(file, line);) {
    sources.push_back(json::parse(line).at("source").get<std::string>());
  }
  if (arguments.perplexity) {
    std::cout << Loss(model, sources).dump() << '\n';
    return;
  }
  for (const std::string& source : sources) {
    const std::string text = Answer(model, source, arguments.beam);
    std::cout << json{{"text", text}}.dump() << std::endl;
  }
}

}  // namespace

int main(int count, char** words) {
  try {
    Evaluate(Read(count, words));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
