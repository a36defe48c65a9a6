#include "attention/training/examples.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/models/sentences.h"
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

/// The words that the example brings, or those of its text.
std::vector<std::string> WordsOf(const std::string& text,
                                 const std::vector<std::string>& tokens) {
  return tokens.empty() ? KeysOf(text) : tokens;
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

/// Images of one size, one behind the other.
GivenTensor Stacked(std::span<const GivenTensor* const> images) {
  const auto sizes = images.front()->shape.sizes();
  std::vector<Index> shape = {static_cast<Index>(images.size())};
  shape.insert(shape.end(), sizes.begin(), sizes.end());
  GivenTensor stacked{Shape(shape), {}};
  for (const GivenTensor* image : images) {
    stacked.data.insert(stacked.data.end(), image->data.begin(),
                        image->data.end());
  }
  return stacked;
}

void CheckImage(std::size_t at, const GivenTensor& image, const Shape& first) {
  if (image.shape.rank() != 3 || image.shape != first ||
      static_cast<Index>(image.data.size()) != image.shape.elements()) {
    Fail(kOp, "the image of example ", at, " has shape ", image.shape,
         "; all must be height x width x channels, and as large as the first, ",
         first);
  }
}

}  // namespace

bool GivesClasses(std::string_view model) {
  return model == "classifier" || model == "encoder_classifier" ||
         model == "image_classifier";
}

Lessons::Lessons(RunSpec spec, std::span<const Example> examples)
    : spec_(std::move(spec)) {
  spec_.config.training = false;  // a step switches it on
  const bool pairs = spec_.model == "transformer";
  const bool classes = GivesClasses(spec_.model);
  const bool images = spec_.model == "image_classifier";
  if (!pairs && !classes && spec_.model != "decoder_only") {
    Fail(kOp, "the model \"", spec_.model,
         "\" cannot be trained here; transformer, decoder_only, classifier, "
         "encoder_classifier and image_classifier can");
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
  Vocabulary words;
  if (!images) {
    words = MakeVocabulary(spec_.vocabulary, sources);
    spec_.vocabulary = words.words();
  }
  Vocabulary target_words;
  if (pairs) {
    target_words = MakeVocabulary(spec_.target_vocabulary, targets);
    spec_.target_vocabulary = target_words.words();
  }
  for (const Example& example : examples) {
    if (images) {
      CheckImage(lessons_.size(), example.image, examples.front().image.shape);
      lessons_.push_back(
          {{}, {}, {CheckedLabel(example.label, config)}, example.image});
      continue;
    }
    Lesson lesson{WordsOf(example.source, example.source_tokens), {}, {}};
    if (lesson.words.empty()) {
      Fail(kOp, "example ", lessons_.size(), " has no words");
    }
    if (pairs) {
      lesson.target_words = WordsOf(example.target, example.target_tokens);
      lesson.labels = LabelsOf(lesson.target_words, target_words);
    } else if (classes) {
      lesson.labels = {CheckedLabel(example.label, config)};
    } else {
      lesson.labels = LabelsOf(lesson.words, words);
      lesson.words.insert(lesson.words.begin(), specials::kStart);
    }
    lessons_.push_back(std::move(lesson));
  }
  if (!images) FindIds();
}

/// Reads each lesson as a run of it alone would.
void Lessons::FindIds() {
  const bool pairs = spec_.model == "transformer";
  RunSpec alone{.model = spec_.model, .config = spec_.config};
  Vocabulary words = VocabularyOf(kOp, spec_.vocabulary, true);
  Vocabulary target_words =
      spec_.config.tied_embeddings
          ? words
          : VocabularyOf(kOp, spec_.target_vocabulary, true);
  const auto padding = [](Vocabulary& vocabulary) {
    return static_cast<float>(
        vocabulary.Take(specials::kPadding, specials::kPadding));
  };
  padding_ = padding(words);
  target_padding_ = padding(target_words);
  const auto ids_of = [](const Sentences& sentences) {
    std::vector<float> ids;
    for (const TokenInfo& token : sentences.tokens.front()) {
      ids.push_back(static_cast<float>(token.id));
    }
    return ids;
  };
  for (Lesson& lesson : lessons_) {
    alone.tokens = {lesson.words};
    lesson.ids = ids_of(ReadSentences(alone, words));
    if (!pairs) continue;
    alone.target_tokens = {lesson.target_words};
    lesson.target_ids = ids_of(ReadTargets(alone, 1, target_words));
  }
}

RunSpec Lessons::Batch(std::span<const std::size_t> chosen,
                       const BatchOptions& options) const {
  RunSpec batch = spec_;
  batch.batch = true;
  const bool images = spec_.model == "image_classifier";
  std::vector<std::vector<float>> labels;
  std::vector<const GivenTensor*> pictures;
  for (const std::size_t i : chosen) {
    if (images) {
      pictures.push_back(&lessons_[i].image);
    } else {
      batch.tokens.push_back(lessons_[i].words);
    }
    if (spec_.model == "transformer") {
      batch.target_tokens.push_back(lessons_[i].target_words);
      batch.target_batch = true;
    }
    labels.push_back(lessons_[i].labels);
  }
  if (images) batch.image = Stacked(pictures);
  LossSpec loss{.type = "cross_entropy", .tensor = "logits"};
  loss.targets = PadLabels(labels);
  if (classifies()) {
    loss.targets->shape = {static_cast<Index>(chosen.size())};
  }
  loss.ignore_index = kNoLabel;
  loss.label_smoothing = options.label_smoothing;
  loss.gradients = options.training;
  batch.config.training = options.training;
  if (options.training) batch.config.dropout_seed = options.dropout_seed;
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
