#include "attention/training/examples.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/models/vocabulary.h"
#include "attention/text/tokenizer.h"
#include "attention/text/vocabulary.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "train";

std::vector<std::string> KeysOf(const std::string& text) {
  std::vector<std::string> keys;
  for (Token& token : Tokenize(text)) keys.push_back(std::move(token.key));
  return keys;
}

/// The vocabulary that is given, or that of the texts.
Vocabulary MakeVocabulary(const std::vector<std::string>& given,
                          const std::vector<std::string>& texts) {
  if (!given.empty()) return Vocabulary::Of(kOp, given);
  const WordVocabulary counted = WordVocabulary::Train(texts);
  std::vector<std::string> words;
  for (const VocabularyEntry& entry : counted.entries()) {
    words.push_back(entry.word);
  }
  return Vocabulary::Of(kOp, words);
}

/// The words' ids and <end>.
std::vector<float> LabelsOf(const std::vector<std::string>& words,
                            Vocabulary& vocabulary) {
  std::vector<float> labels;
  for (const std::string& word : words) {
    labels.push_back(static_cast<float>(vocabulary.Take(word, word)));
  }
  labels.push_back(
      static_cast<float>(vocabulary.Take(specials::kEnd, specials::kEnd)));
  return labels;
}

float CheckedLabel(double label, const Config& config) {
  const auto classes = static_cast<double>(config.n_classes);
  if (!(label >= 0 && label < classes) || label != std::floor(label)) {
    Fail(kOp, "the label ", label, " is none of the ", config.n_classes,
         " classes");
  }
  return static_cast<float>(label);
}

}  // namespace

Lessons::Lessons(RunSpec spec, std::span<const Example> examples)
    : spec_(std::move(spec)) {
  spec_.config.training = false;  // a step switches it on
  const bool pairs = spec_.model == "transformer";
  const bool classes = spec_.model == "classifier";
  if (!pairs && !classes && spec_.model != "decoder_only") {
    Fail(kOp, "the model \"", spec_.model,
         "\" cannot be trained here; transformer, decoder_only and classifier "
         "can");
  }
  if (examples.empty()) Fail(kOp, "there are no examples");
  if (examples.size() > kMaxExamples) {
    Fail(kOp, examples.size(), " examples are more than ", kMaxExamples);
  }
  const Config config = ResolveConfig(spec_);
  std::vector<std::string> sources;
  std::vector<std::string> targets;
  for (const Example& example : examples) {
    sources.push_back(example.source);
    targets.push_back(example.target);
  }
  Vocabulary words = MakeVocabulary(spec_.vocabulary, sources);
  spec_.vocabulary = words.words();
  Vocabulary target_words;
  if (pairs) {
    target_words = MakeVocabulary(spec_.target_vocabulary, targets);
    spec_.target_vocabulary = target_words.words();
  }
  for (const Example& example : examples) {
    Lesson lesson{KeysOf(example.source), {}, {}};
    if (lesson.words.empty()) {
      Fail(kOp, "example ", lessons_.size(), " has no words");
    }
    if (pairs) {
      lesson.target_words = KeysOf(example.target);
      lesson.labels = LabelsOf(lesson.target_words, target_words);
    } else if (classes) {
      lesson.labels = {CheckedLabel(example.label, config)};
    } else {
      lesson.labels = LabelsOf(lesson.words, words);
      lesson.words.insert(lesson.words.begin(), specials::kStart);
    }
    lessons_.push_back(std::move(lesson));
  }
}

RunSpec Lessons::Batch(std::span<const std::size_t> chosen,
                       double label_smoothing) const {
  RunSpec batch = spec_;
  batch.batch = true;
  std::vector<std::vector<float>> labels;
  for (const std::size_t i : chosen) {
    batch.tokens.push_back(lessons_[i].words);
    if (spec_.model == "transformer") {
      batch.target_tokens.push_back(lessons_[i].target_words);
      batch.target_batch = true;
    }
    labels.push_back(lessons_[i].labels);
  }
  LossSpec loss{.type = "cross_entropy", .tensor = "logits"};
  loss.targets = PadLabels(labels);
  if (spec_.model == "classifier") {
    loss.targets->shape = {static_cast<Index>(chosen.size())};
  }
  loss.ignore_index = kNoLabel;
  loss.label_smoothing = label_smoothing;
  batch.loss = std::move(loss);
  return batch;
}

Index Lessons::Labels(std::span<const std::size_t> chosen) const {
  Index count = 0;
  for (const std::size_t i : chosen) {
    count += static_cast<Index>(lessons_[i].labels.size());
  }
  return count;
}

}  // namespace attention
