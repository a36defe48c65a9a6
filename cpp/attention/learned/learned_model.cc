#include "attention/learned/learned_model.h"

#include <algorithm>
#include <utility>

#include "attention/core/error.h"
#include "attention/learned/pytorch_names.h"
#include "attention/models/vocabulary.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "model";
constexpr std::string_view kOptimizer = "adam.";

GivenTensors TakeWeights(TensorFile file, const RunSpec& run) {
  if (IsPyTorch(file)) {
    if (!run.config.n_heads) {
      Fail(kOp,
           "PyTorch's parameters do not tell how many heads there are; "
           "config.n_heads has to");
    }
    const Config config = ResolveConfig(run);
    file = FromPyTorch(std::move(file), run.model, config.heads.n_heads);
  }
  GivenTensors weights;
  for (auto& [name, tensor] : file.tensors) {
    if (name.starts_with(kOptimizer)) continue;
    weights[name] = {tensor.shape, std::move(tensor.data)};
  }
  if (weights.empty()) Fail(kOp, "the file holds no tensors");
  return weights;
}

}  // namespace

LearnedModel::LearnedModel(LearnedSpec spec, TensorFile file)
    : spec_(std::move(spec)),
      codec_(spec_.tokenizer),
      weights_(TakeWeights(std::move(file), spec_.run)) {
  RunSpec& run = spec_.run;
  if (codec_.has_vocabulary() && run.vocabulary.empty()) {
    run.vocabulary = codec_.Vocabulary();
    if (run.model == "transformer" && run.target_vocabulary.empty()) {
      run.target_vocabulary = run.vocabulary;
    }
  }
  CheckFile();
}

/// An encoder without words, as nn.TransformerEncoder is one.
bool LearnedModel::ReadsVectors() const {
  return spec_.run.model == "encoder" && spec_.run.vocabulary.empty();
}

/// One run of something harmless asks for every tensor that the model has.
void LearnedModel::CheckFile() {
  RunSpec trial;
  if (spec_.image.rank() > 0) {
    const auto pixels = static_cast<std::size_t>(spec_.image.elements());
    trial.image = GivenTensor{spec_.image, std::vector<float>(pixels)};
  } else if (ReadsVectors()) {
    const Index width = ResolveConfig(spec_.run).d_model;
    trial.x = GivenTensor{{1, width},
                          std::vector<float>(static_cast<std::size_t>(width))};
  } else if (spec_.run.vocabulary.empty()) {
    Fail(kOp, "the file names no vocabulary for its model");
  } else {
    const bool marked = spec_.run.config.pooling == "word";
    trial.tokens = {
        {marked ? spec_.run.config.pool_word : spec_.run.vocabulary.back()}};
  }
  // What is missing is drawn, and then stands among the weights. A second copy
  // of them would be the most that a large model ever needs.
  std::vector<std::string> given;
  for (const auto& [name, tensor] : weights_) given.push_back(name);
  const Trace trace = RunModel(Prepare(std::move(trial)), &weights_);
  for (const auto& [name, tensor] : weights_) {
    if (!std::ranges::binary_search(given, name)) {
      Fail(kOp, "the file has no tensor \"", name, "\" of shape ",
           tensor.shape);
    }
  }
  for (const auto& [name, tensor] : weights_) {
    if (!trace.tape.Find(name)) {
      Fail(kOp, "the file has a tensor \"", name, "\" of shape ", tensor.shape,
           ", which the model ", spec_.run.model, " with its config lacks");
    }
  }
}

RunSpec LearnedModel::Prepare(RunSpec input) const {
  const RunSpec& own = spec_.run;
  // Rows for words would be drawn at random.
  if (ReadsVectors() && !input.x) {
    Fail(kOp, "its file has no words; inputs.x must give vectors");
  }
  input.model = own.model;
  const ConfigSpec asked = std::exchange(input.config, own.config);
  if (asked.temperature) input.config.temperature = asked.temperature;
  // What may be left out of the formula, to see what it is for.
  if (!asked.scale) input.config.scale = false;
  if (asked.positions == "none") input.config.positions = "none";
  input.config.training = false;
  input.vocabulary = own.vocabulary;
  input.target_vocabulary = own.target_vocabulary;
  input.weights.clear();
  input.seed = own.seed;
  // Words keep their spelling for the reader: the model looks up the key.
  if (spec_.tokenizer.type != "words") {
    for (const std::string& text : input.texts) {
      input.tokens.push_back(codec_.Encode(text));
    }
    for (const std::string& text : input.target_texts) {
      input.target_tokens.push_back(codec_.Encode(text));
    }
    input.texts.clear();
    input.target_texts.clear();
  }
  if (own.model == "decoder_only") {
    for (auto& words : input.tokens) {
      if (words.empty() || words.front() != specials::kStart) {
        words.insert(words.begin(), specials::kStart);
      }
    }
  }
  return input;
}

Trace LearnedModel::Run(RunSpec input) {
  return RunModel(Prepare(std::move(input)), &weights_);
}

std::vector<float> LearnedModel::Read(RunSpec input, const char* tensor) {
  if (input.batch) Fail(kOp, "one input at a time can be asked for");
  const Trace trace = Run(std::move(input));
  const auto found = trace.tape.Find(tensor);
  if (!found) {
    Fail(kOp, "the model ", spec_.run.model, " has no ", tensor);
  }
  const auto numbers = trace.tape.Read(*found).span();
  return {numbers.begin(), numbers.end()};
}

Classified LearnedModel::Classify(RunSpec input) {
  if (spec_.labels.empty()) Fail(kOp, "this model names no classes");
  Classified result;
  result.probabilities = Read(std::move(input), "probabilities");
  if (result.probabilities.size() != spec_.labels.size()) {
    Fail(kOp, "the model gives ", result.probabilities.size(),
         " numbers for its ", spec_.labels.size(), " classes");
  }
  result.label = std::ranges::max_element(result.probabilities) -
                 result.probabilities.begin();
  return result;
}

std::vector<float> LearnedModel::Embed(RunSpec input) {
  return Read(std::move(input), "sentence.vector");
}

Index LearnedModel::parameters() const {
  Index count = 0;
  for (const auto& [name, tensor] : weights_) {
    count += static_cast<Index>(tensor.data.size());
  }
  return count;
}

}  // namespace attention
