#ifndef ATTENTION_TRAINING_EXAMPLES_H_
#define ATTENTION_TRAINING_EXAMPLES_H_

#include <span>
#include <string>
#include <vector>

#include "attention/models/spec.h"

namespace attention {

/// What a model learns from. Of the fields, "transformer" needs source and
/// target, "decoder_only" source alone, "classifier" source and label.
struct Example {
  std::string source;
  std::string target;
  double label = 0;
};

/// An example as words and the ids that are right:
///  - transformer: target words behind <start>; labels are the same words and
///    then <end>, so that row t is asked for what follows its first t words;
///  - decoder_only: <start> and the source's words, labels likewise;
///  - classifier: the label alone.
struct Lesson {
  std::vector<std::string> words;
  std::vector<std::string> target_words;
  std::vector<float> labels;
};

/// All examples, and the spec that runs them: its vocabularies are the given
/// ones, or else the examples' lower-cased words by falling count (S19).
class Lessons {
 public:
  static constexpr std::size_t kMaxExamples = 100000;

  /// Throws Error("[train] ...") for a model that cannot be trained, no
  /// examples, one without words, or a label that is no class.
  Lessons(RunSpec spec, std::span<const Example> examples);

  std::size_t size() const { return lessons_.size(); }
  /// The spec without words: a model with its vocabularies.
  const RunSpec& spec() const { return spec_; }
  /// Drops the given weights, once a store keeps them: each batch copies the
  /// spec.
  void ForgetWeights() { spec_.weights.clear(); }
  /// The spec that runs these lessons as one batch and asks for their loss,
  /// the mean cross-entropy over all labels; padding does not count.
  RunSpec Batch(std::span<const std::size_t> chosen,
                double label_smoothing) const;
  /// How many labels they have.
  Index Labels(std::span<const std::size_t> chosen) const;

 private:
  RunSpec spec_;
  std::vector<Lesson> lessons_;
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_EXAMPLES_H_
