// train_head CONFIG.json [--limit N] [--out FILE]
//
// Trains a logistic regression on the sentence vectors of a frozen encoder. The
// examples have a label and a fold: fold 0 is held out, and the folds are also
// left out in turn (cross-validation). Prints one line of JSON: the losses, the
// held-out report, and each fold's accuracy.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "attention/io/safetensors.h"
#include "attention/layers/parameters.h"
#include "attention/learned/text_codec.h"
#include "attention/metrics/classification.h"
#include "attention/models/run.h"
#include "attention/tape/ops.h"
#include "attention/training/adam.h"
#include "config_file.h"

namespace {

using attention::Index;
using attention::Tape;
using attention::TensorId;
using attention::tools::ReadFile;
using nlohmann::json;

struct Sentence {
  std::string text;
  Index label = 0;
  Index fold = 0;
  std::vector<float> vector;
};

void ReadSentences(const std::string& path, std::size_t limit,
                   std::vector<Sentence>& sentences) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::size_t count = 0;
  for (std::string line; count++ < limit && std::getline(file, line);) {
    const json given = json::parse(line);
    sentences.push_back(
        {given.at("source"), given.at("label"), given.at("fold"), {}});
  }
}

/// A sentence encoder as its model file has it.
class Encoder {
 public:
  explicit Encoder(const std::string& path) {
    attention::TensorFile file = attention::ReadSafetensors(ReadFile(path));
    const json note = json::parse(file.metadata.at("attention_lab"));
    spec_.model = note.at("model");
    spec_.config = attention::tools::ReadConfig(note.at("config"));
    spec_.vocabulary = note.at("vocabulary").get<std::vector<std::string>>();
    spec_.batch = true;
    longest_ = static_cast<std::size_t>(spec_.config.max_length.value_or(128));
    const json& pieces = note.at("tokenizer").at("pieces");
    const json& scores = note.at("tokenizer").at("scores");
    attention::TokenizerSpec tokenizer{.type = "unigram"};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      tokenizer.pieces.push_back({pieces[i], scores[i].get<double>()});
    }
    codec_.emplace(std::move(tokenizer));
    for (auto& [name, tensor] : file.tensors) {
      weights_[name] = {tensor.shape, std::move(tensor.data)};
    }
  }

  /// The text's pieces, what is too long cut off.
  std::vector<std::string> PiecesOf(const std::string& text) const {
    std::vector<std::string> words = codec_->Encode(text);
    words.resize(std::min(words.size(), longest_));
    return words;
  }

  /// Fills in the vectors, batch by batch of sentences of like length.
  void Encode(std::vector<Sentence>& sentences) {
    constexpr std::size_t kBatch = 16;
    std::vector<std::vector<std::string>> words;
    for (const Sentence& one : sentences) words.push_back(PiecesOf(one.text));
    std::vector<std::size_t> order(sentences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {},
                             [&](std::size_t i) { return words[i].size(); });
    for (std::size_t from = 0; from < order.size(); from += kBatch) {
      const std::size_t to = std::min(from + kBatch, order.size());
      spec_.tokens.clear();
      for (std::size_t i = from; i < to; ++i) {
        spec_.tokens.push_back(words[order[i]]);
      }
      const attention::Trace trace = attention::RunModel(spec_, &weights_);
      const auto rows =
          trace.tape.Read(*trace.tape.Find("sentence.vector")).span();
      const std::size_t width = rows.size() / (to - from);
      for (std::size_t i = from; i < to; ++i) {
        const auto row = rows.subspan((i - from) * width, width);
        sentences[order[i]].vector.assign(row.begin(), row.end());
      }
    }
  }

 private:
  attention::RunSpec spec_;
  attention::GivenTensors weights_;
  std::optional<attention::TextCodec> codec_;
  std::size_t longest_ = 128;
};

struct Head {
  std::vector<float> weights;  // width x classes
  std::vector<float> bias;
  double loss = 0;
};

struct Options {
  double rate = 0.05;
  Index steps = 300;
  double weight_decay = 0;  // of the weights alone, as Adam's L2
  Index classes = 2;
};

/// All sentences at once, from zeros: the loss has one lowest point.
Head Train(const std::vector<const Sentence*>& sentences,
           const Options& options) {
  std::vector<float> x;
  std::vector<float> labels;
  for (const Sentence* one : sentences) {
    x.insert(x.end(), one->vector.begin(), one->vector.end());
    labels.push_back(static_cast<float>(one->label));
  }
  const Index count = std::ssize(sentences);
  const Index width = std::ssize(x) / count;
  Head head{
      std::vector<float>(static_cast<std::size_t>(width * options.classes)),
      std::vector<float>(static_cast<std::size_t>(options.classes)), 0};
  Tape tape;
  const TensorId rows =
      tape.Give("x", "bu", {count, width}, attention::Role::kInput, x);
  const TensorId truth =
      tape.Give("labels", "b", {count}, attention::Role::kInput, labels);
  const TensorId first = tape.tensors().size();
  attention::Moments<float> of_weights;
  attention::Moments<float> of_bias;
  for (Index step = 1; step <= options.steps; ++step) {
    tape.Truncate(first);
    const TensorId weights =
        tape.Give("output.W", "ul", {width, options.classes},
                  attention::Role::kParameter, head.weights);
    const TensorId bias = tape.Give("output.b", "l", {options.classes},
                                    attention::Role::kParameter, head.bias);
    const TensorId logits = tape.Record(attention::ops::kLinear, "logits",
                                        "bu,ul,l->bl", {rows, weights, bias});
    const TensorId loss =
        tape.Record(attention::ops::kCrossEntropy, "loss", "bl,b->n",
                    {logits, truth}, {}, {{'n', 1}});
    head.loss = static_cast<double>(tape.Read(loss).data[0]);
    tape.Backward("loss");
    attention::AdamOptions adam;
    attention::AdamStep<float>(adam, options.rate, step, head.bias,
                               tape.Gradient("output.b").span(), of_bias);
    adam.weight_decay = options.weight_decay;
    attention::AdamStep<float>(adam, options.rate, step, head.weights,
                               tape.Gradient("output.W").span(), of_weights);
  }
  return head;
}

Index Predict(const Head& head, const std::vector<float>& vector) {
  std::vector<double> logits(head.bias.begin(), head.bias.end());
  for (std::size_t i = 0; i < vector.size(); ++i) {
    for (std::size_t l = 0; l < logits.size(); ++l) {
      logits[l] += static_cast<double>(vector[i]) *
                   static_cast<double>(head.weights[i * logits.size() + l]);
    }
  }
  return std::ranges::max_element(logits) - logits.begin();
}

/// Trains on all folds but one, and judges on that.
std::pair<Head, attention::ClassificationResult> LeaveOut(
    Index fold, const std::vector<Sentence>& sentences,
    const std::vector<std::string>& names, const Options& options) {
  std::vector<const Sentence*> kept;
  for (const Sentence& one : sentences) {
    if (one.fold != fold) kept.push_back(&one);
  }
  Head head = Train(kept, options);
  std::vector<std::string> truth;
  std::vector<std::string> predicted;
  for (const Sentence& one : sentences) {
    if (one.fold != fold) continue;
    truth.push_back(names[static_cast<std::size_t>(one.label)]);
    predicted.push_back(
        names[static_cast<std::size_t>(Predict(head, one.vector))]);
  }
  return {head, attention::ClassificationReport(truth, predicted)};
}

json ToJson(const attention::ClassificationResult& report) {
  json classes = json::object();
  for (std::size_t i = 0; i < report.labels.size(); ++i) {
    const attention::ClassScores& scores = report.per_class[i];
    classes[report.labels[i]] = {{"precision", scores.precision},
                                 {"recall", scores.recall},
                                 {"f1", scores.f1},
                                 {"support", scores.support}};
  }
  return {{"accuracy", report.accuracy},
          {"macro_f1", report.macro.f1},
          {"classes", classes},
          {"confusion", report.confusion}};
}

void Run(const std::string& path, std::size_t limit, std::string out) {
  const json config = json::parse(ReadFile(path));
  std::vector<Sentence> sentences;
  ReadSentences(config.at("train"), limit, sentences);
  ReadSentences(config.at("held_out"), limit, sentences);
  Encoder(config.at("encoder_file").get<std::string>()).Encode(sentences);
  const auto names = config.at("labels").get<std::vector<std::string>>();
  const json& trainer = config.at("trainer");
  Options options{trainer.at("rate"), trainer.at("steps"),
                  trainer.at("weight_decay"), std::ssize(names)};
  const auto [head, held_out] = LeaveOut(0, sentences, names, options);
  json folds = {held_out.accuracy};
  for (Index fold = 1; fold < 5; ++fold) {
    folds.push_back(LeaveOut(fold, sentences, names, options).second.accuracy);
  }
  std::cout << json{{"loss", head.loss},
                    {"held_out", ToJson(held_out)},
                    {"folds", folds}}
                   .dump()
            << std::endl;
  json note = {{"format", 1},
               {"model", config.at("run").at("model")},
               {"config", {{"n_classes", names.size()}}},
               {"seed", config.at("run").at("seed")}};
  for (const char* name : {"name", "title", "kind", "about", "licence", "task",
                           "labels", "encoder", "examples"}) {
    if (config.contains(name)) note[name] = config.at(name);
  }
  attention::TensorFile file;
  file.metadata["attention_lab"] = note.dump();
  const Index classes = std::ssize(head.bias);
  file.tensors["output.W"] = {{std::ssize(head.weights) / classes, classes},
                              head.weights};
  file.tensors["output.b"] = {{classes}, head.bias};
  if (out.empty()) out = config.at("out").get<std::string>();
  std::ofstream(out, std::ios::binary) << attention::ToSafetensors(file);
}

}  // namespace

int main(int count, char** words) {
  try {
    std::string config;
    std::string out;
    std::size_t limit = SIZE_MAX;
    for (int i = 1; i < count; ++i) {
      const std::string word = words[i];
      if (word == "--limit" && i + 1 < count) {
        limit = std::stoull(words[++i]);
      } else if (word == "--out" && i + 1 < count) {
        out = words[++i];
      } else if (config.empty() && !word.starts_with("--")) {
        config = word;
      } else {
        throw std::runtime_error("unknown argument " + word);
      }
    }
    if (config.empty()) {
      throw std::runtime_error(
          "usage: train_head CONFIG.json [--limit N] [--out FILE]");
    }
    Run(config, limit, out);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
