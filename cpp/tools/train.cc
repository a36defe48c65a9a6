// train CONFIG.json [--epochs N] [--limit N] [--resume] [--out FILE]
//
// Trains a model as the config says, and writes its weights as .safetensors.
// After each epoch a line of JSON says how it went and, where the config names
// a checkpoint, the whole training is kept there; --resume goes on from it.
// --limit takes so many examples alone, for a trial.
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/io/safetensors.h"
#include "attention/text/byte_pair.h"
#include "attention/text/vocabulary.h"
#include "attention/training/trainer.h"
#include "config_file.h"

namespace {

using attention::Index;
using attention::tools::ReadConfig;
using attention::tools::ReadFile;
using attention::tools::Take;
using nlohmann::json;

struct Arguments {
  std::string config;
  std::optional<Index> epochs;
  std::optional<std::size_t> limit;
  bool resume = false;
  std::optional<std::string> out;
};

Arguments Read(int count, char** words) {
  Arguments arguments;
  const auto value = [&](int& i) {
    if (i + 1 >= count) {
      throw std::runtime_error(std::string(words[i]) + " needs a value");
    }
    return std::string(words[++i]);
  };
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--epochs") {
      arguments.epochs = std::stoll(value(i));
    } else if (word == "--limit") {
      arguments.limit = std::stoull(value(i));
    } else if (word == "--resume") {
      arguments.resume = true;
    } else if (word == "--out") {
      arguments.out = value(i);
    } else if (word.starts_with("--") || !arguments.config.empty()) {
      throw std::runtime_error("unknown argument " + word);
    } else {
      arguments.config = word;
    }
  }
  if (arguments.config.empty()) {
    throw std::runtime_error(
        "usage: train CONFIG.json [--epochs N] [--limit N] [--resume] [--out "
        "FILE]");
  }
  return arguments;
}

/// Whole or not at all: a training that is killed leaves the last one.
void WriteFile(const std::string& path, const std::string& bytes) {
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary);
  file << bytes;
  file.close();
  if (!file || std::rename(part.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("cannot write " + path);
  }
}

/// Rows of columns of channels.
attention::GivenTensor ReadImage(const json& rows) {
  const auto side = [](const json& list) {
    return static_cast<Index>(list.size());
  };
  attention::GivenTensor image;
  image.shape = {side(rows), side(rows.at(0)), side(rows.at(0).at(0))};
  for (const json& row : rows) {
    for (const json& pixel : row) {
      for (const json& number : pixel)
        image.data.push_back(number.get<float>());
    }
  }
  return image;
}

std::vector<attention::Example> ReadExamples(const std::string& path,
                                             std::size_t limit) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<attention::Example> examples;
  for (std::string line; examples.size() < limit && std::getline(file, line);) {
    const json given = json::parse(line);
    attention::Example example;
    Take(given, "source", example.source);
    Take(given, "target", example.target);
    Take(given, "label", example.label);
    Take(given, "source_tokens", example.source_tokens);
    Take(given, "target_tokens", example.target_tokens);
    if (given.contains("image")) example.image = ReadImage(given.at("image"));
    examples.push_back(std::move(example));
  }
  return examples;
}

/// The byte pairs that the config names, or learned from the examples: evenly
/// chosen ones, as many as training takes. The config then names them.
attention::BytePairEncoding Pieces(
    json& tokenizer, const std::vector<attention::Example>& examples) {
  if (!tokenizer.contains("characters")) {
    std::size_t bytes = 0;
    for (const attention::Example& example : examples) {
      bytes += example.source.size() + example.target.size();
    }
    const std::size_t stride = 1 + bytes / attention::kMaxTrainingBytes;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < examples.size(); i += stride) {
      texts.push_back(examples[i].source);
      if (!examples[i].target.empty()) texts.push_back(examples[i].target);
    }
    const auto learned = attention::BytePairEncoding::Train(
        texts, {.merges = tokenizer.at("merges").get<Index>()});
    const Index first = attention::PieceTable::kFirstPiece;
    json characters = json::array();
    for (Index i = 0; i < learned.characters(); ++i) {
      characters.push_back(learned.Text(first + i));
    }
    json merges = json::array();
    for (const attention::Merge& merge : learned.merges()) {
      merges.push_back({learned.Text(merge.left), learned.Text(merge.right)});
    }
    tokenizer["characters"] = std::move(characters);
    tokenizer["merges"] = std::move(merges);
  }
  const auto characters =
      tokenizer.at("characters").get<std::vector<std::string>>();
  const auto merges =
      tokenizer.at("merges")
          .get<std::vector<std::pair<std::string, std::string>>>();
  return {characters, merges};
}

/// The words that are there often enough to learn something of; what a rarer
/// one means, a model learns for all of them together, as <unk>.
std::vector<std::string> FrequentWords(
    Index min_count, const std::vector<attention::Example>& examples) {
  std::vector<std::string> texts;
  for (const attention::Example& example : examples) {
    texts.push_back(example.source);
  }
  std::vector<std::string> words;
  const auto counted =
      attention::WordVocabulary::Train(texts, {.min_count = min_count});
  for (const attention::VocabularyEntry& entry : counted.entries()) {
    words.push_back(entry.word);
  }
  return words;
}

/// The examples' texts as pieces.
void Cut(const attention::BytePairEncoding& pieces,
         std::vector<attention::Example>& examples) {
  const auto cut = [&](const std::string& text) {
    std::vector<std::string> words;
    for (const Index id : pieces.Encode(text)) words.push_back(pieces.Text(id));
    return words;
  };
  for (attention::Example& example : examples) {
    example.source_tokens = cut(example.source);
    example.target_tokens = cut(example.target);
  }
}

attention::TrainerSpec ReadSpec(const json& config) {
  attention::TrainerSpec spec;
  const json& run = config.at("run");
  spec.run.model = run.at("model").get<std::string>();
  spec.run.config = ReadConfig(run.value("config", json::object()));
  Take(run, "seed", spec.run.seed);
  Take(config, "vocabulary", spec.run.vocabulary);
  Take(config, "target_vocabulary", spec.run.target_vocabulary);
  const json& trainer = config.at("trainer");
  Take(trainer, "clip", spec.clip);
  Take(trainer, "batch_size", spec.batch_size);
  Take(trainer, "label_smoothing", spec.label_smoothing);
  Take(trainer, "bucket", spec.bucket);
  Take(trainer, "accumulate", spec.accumulate);
  Take(trainer, "patience", spec.patience);
  const json adam = trainer.value("adam", json::object());
  Take(adam, "beta1", spec.adam.beta1);
  Take(adam, "beta2", spec.adam.beta2);
  Take(adam, "epsilon", spec.adam.epsilon);
  Take(adam, "weight_decay", spec.adam.weight_decay);
  Take(adam, "decoupled", spec.adam.decoupled);
  const json schedule = trainer.value("schedule", json::object());
  Take(schedule, "type", spec.schedule.type);
  Take(schedule, "rate", spec.schedule.rate);
  Take(schedule, "d_model", spec.schedule.d_model);
  Take(schedule, "warmup", spec.schedule.warmup);
  Take(schedule, "total", spec.schedule.total);
  return spec;
}

/// What a reader of the weights needs to know of the model.
std::string Describe(const json& config, const attention::RunSpec& spec) {
  json about = {{"format", 1},
                {"model", spec.model},
                {"config", config.at("run").value("config", json::object())},
                {"seed", spec.seed}};
  for (const char* name : {"name", "title", "kind", "about", "licence", "task",
                           "tokenizer", "labels", "image", "examples"}) {
    if (config.contains(name)) about[name] = config.at(name);
  }
  if (config.contains("tokenizer") &&
      config.at("tokenizer").at("type") == "bpe") {
    return about.dump();  // whose pieces are the vocabulary
  }
  about["vocabulary"] = spec.vocabulary;
  if (!spec.target_vocabulary.empty() &&
      spec.target_vocabulary != spec.vocabulary) {
    about["target_vocabulary"] = spec.target_vocabulary;
  }
  return about.dump();
}

attention::Precision PrecisionOf(const json& config) {
  const std::string dtype = config.value("dtype", "F32");
  if (dtype == "F32") return attention::Precision::kSingle;
  if (dtype == "F16") return attention::Precision::kHalf;
  if (dtype == "I8") return attention::Precision::kByte;
  throw std::runtime_error("dtype is " + dtype + "; it can be F32, F16, I8");
}

json Train(const Arguments& arguments) {
  json config = json::parse(ReadFile(arguments.config));
  const std::size_t limit = arguments.limit.value_or(SIZE_MAX);
  attention::TrainerSpec spec = ReadSpec(config);
  spec.examples = ReadExamples(config.at("train"), limit);
  std::optional<attention::BytePairEncoding> pieces;
  if (config.contains("tokenizer") &&
      config.at("tokenizer").at("type") == "bpe") {
    pieces = Pieces(config.at("tokenizer"), spec.examples);
    for (Index id = 0; id < pieces->table().size(); ++id) {
      spec.run.vocabulary.push_back(pieces->Text(id));
    }
    if (spec.run.model == "transformer") {
      spec.run.target_vocabulary = spec.run.vocabulary;
    }
    Cut(*pieces, spec.examples);
  }
  const json tokenizer = config.value("tokenizer", json::object());
  if (tokenizer.contains("min_count")) {
    spec.run.vocabulary =
        FrequentWords(tokenizer.at("min_count").get<Index>(), spec.examples);
  }
  if (config.contains("held_out")) {
    spec.held_out = ReadExamples(config.at("held_out"), limit);
    if (pieces) Cut(*pieces, spec.held_out);
  }
  attention::Trainer trainer(std::move(spec));
  const Index per_epoch = trainer.steps_per_epoch();

  const std::string checkpoint = config.value("checkpoint", std::string());
  if (arguments.resume) {
    trainer.Load(attention::ReadSafetensors(ReadFile(checkpoint)));
  }
  const Index epochs = arguments.epochs.value_or(
      config.at("trainer").value("epochs", Index{10}));
  json last;
  for (Index epoch = trainer.steps() / per_epoch;
       epoch < epochs && !trainer.stopped(); ++epoch) {
    const auto begun = std::chrono::steady_clock::now();
    double loss = 0;
    double labels = 0;
    attention::StepReport report;
    for (Index step = trainer.steps(); step < (epoch + 1) * per_epoch; ++step) {
      report = trainer.Step();
      loss += report.loss * static_cast<double>(report.labels);
      labels += static_cast<double>(report.labels);
    }
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - begun;
    last = {{"epoch", epoch + 1},
            {"step", trainer.steps()},
            {"loss", loss / labels},
            {"rate", report.rate},
            {"norm", report.norm},
            {"seconds", took.count()},
            {"labels_per_second", labels / took.count()}};
    if (report.held_out) {
      last["held_out"] = {
          {"loss", report.held_out->loss},
          {"accuracy", report.held_out->accuracy},
          {"sequence_accuracy", report.held_out->sequence_accuracy}};
    }
    std::cout << last.dump() << std::endl;
    if (!checkpoint.empty()) {
      attention::TensorFile file = trainer.Save();
      file.metadata["attention_lab"] = Describe(config, trainer.spec());
      WriteFile(checkpoint, attention::ToSafetensors(file));
    }
  }
  attention::TensorFile file;
  file.metadata["attention_lab"] = Describe(config, trainer.spec());
  for (const auto& [name, tensor] : trainer.weights()) {
    file.tensors[name] = {tensor.shape, tensor.data};
  }
  WriteFile(
      arguments.out ? *arguments.out : config.at("out").get<std::string>(),
      attention::ToSafetensors(file, PrecisionOf(config)));
  return last;
}

}  // namespace

int main(int count, char** words) {
  try {
    Train(Read(count, words));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
