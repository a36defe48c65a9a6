#ifndef ATTENTION_TRAINING_EXAMPLES_H_
#define ATTENTION_TRAINING_EXAMPLES_H_

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/models/spec.h"

namespace attention {

/// What a model learns from. Of the fields, "transformer" needs source and
/// target, "decoder_only" source alone, a classifier source and label, an
/// "image_classifier" image and label.
struct Example {
  std::string source;
  std::string target;
  double label = 0;
  /// Ready-made pieces, which need vocabularies, instead of texts.
  std::vector<std::string> source_tokens = {};
  std::vector<std::string> target_tokens = {};
  GivenTensor image = {};  // height x width x channels
};

/// An example as words and the ids that are right:
///  - transformer: target words behind <start>; labels are the same words and
///    then <end>, so that row t is asked for what follows its first t words;
///  - decoder_only: <start> and the source's words, labels likewise;
///  - a classifier, of words or of an image: the label alone.
struct Lesson {
  std::vector<std::string> words;
  std::vector<std::string> target_words;
  std::vector<float> labels;
  GivenTensor image = {};
  /// The words' rows of the embedding tables; the target's behind <start>'s.
  std::vector<float> ids = {};
  std::vector<float> target_ids = {};
};

/// Whether a model chooses among classes.
bool GivesClasses(std::string_view model);

/// How a batch is run.
struct BatchOptions {
  double label_smoothing = 0;
  /// Whether dropout drops, and gradients are asked for.
  bool training = false;
  double dropout_seed = 0;  // a whole number that a double holds
};

/// All examples, and the spec that runs them: its vocabularies are the given
/// ones, or else the examples' lower-cased words by falling count (S19).
class Lessons {
 public:
  static constexpr std::size_t kMaxExamples = 100000;

  /// Throws Error("[train] ...") for a model that cannot be trained, no
  /// examples, one without words, or a label that is no class; as a run does
  /// for one with too many words.
  Lessons(RunSpec spec, std::span<const Example> examples);

  std::size_t size() const { return lessons_.size(); }
  const Lesson& operator[](std::size_t i) const { return lessons_[i]; }
  /// The rows that shorter sentences of a batch are filled up with.
  float padding() const { return padding_; }
  float target_padding() const { return target_padding_; }
  /// Whether each example has one label, a class.
  bool classifies() const { return GivesClasses(spec_.model); }
  /// How many words the model reads of one, the longer of source and target.
  std::size_t Length(std::size_t i) const {
    const Lesson& lesson = lessons_[i];
    return std::max(lesson.words.size(), lesson.target_words.size());
  }
  /// The spec without words: a model with its vocabularies.
  const RunSpec& spec() const { return spec_; }
  /// Drops the given weights, once a store keeps them: each batch copies the
  /// spec.
  void ForgetWeights() { spec_.weights.clear(); }
  /// The spec that runs these lessons as one batch and asks for their loss,
  /// the mean cross-entropy over all labels; padding does not count.
  RunSpec Batch(std::span<const std::size_t> chosen,
                const BatchOptions& options) const;
  /// How many labels they have.
  Index Labels(std::span<const std::size_t> chosen) const;

 private:
  void FindIds();

  RunSpec spec_;
  std::vector<Lesson> lessons_;
  float padding_ = 0;
  float target_padding_ = 0;
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_EXAMPLES_H_
