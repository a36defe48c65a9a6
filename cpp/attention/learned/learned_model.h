#ifndef ATTENTION_LEARNED_LEARNED_MODEL_H_
#define ATTENTION_LEARNED_LEARNED_MODEL_H_

#include <string>
#include <vector>

#include "attention/io/safetensors.h"
#include "attention/learned/text_codec.h"
#include "attention/models/run.h"

namespace attention {

/// What a model's file says beside its tensors.
struct LearnedSpec {
  RunSpec run;  // model, config, seed, vocabularies
  TokenizerSpec tokenizer;
  std::vector<std::string> labels;  // of a classifier's classes, by id
  Shape image;                      // height x width x channels it reads
};

/// A class, and how probable each is.
struct Classified {
  Index label = 0;
  std::vector<float> probabilities;
};

/// A model whose weights were learned elsewhere and are fixed: the tape's
/// parameters by name, from a file. Everything it does is a run of its
/// architecture, so that every intermediate can be looked at.
class LearnedModel {
 public:
  /// Runs the model once, so that a file that does not fit shows at once.
  /// Throws Error("[model] ...") for a tensor that is missing, unknown or of
  /// another shape, and as RunModel and the tokenizers do. "adam.*", which
  /// trainings keep, are left aside. PyTorch's names are taken for ours, see
  /// pytorch_names.h; an "encoder" without a vocabulary reads vectors alone.
  LearnedModel(LearnedSpec spec, TensorFile file);

  /// The input's words, image, mask, edits and loss with this model: texts are
  /// cut by its tokenizer, and what a decoder_only reads begins with <start>.
  Trace Run(RunSpec input);
  RunSpec Prepare(RunSpec input) const;

  /// "probabilities" of one input, and the class with the largest one.
  Classified Classify(RunSpec input);
  /// "sentence.vector" of one input.
  std::vector<float> Embed(RunSpec input);

  /// What was written behind the prompt, as text.
  std::string TextOf(std::span<const Index> ids,
                     std::span<const std::string> vocabulary) const {
    return codec_.Decode(ids, vocabulary);
  }

  const LearnedSpec& spec() const { return spec_; }
  GivenTensors& weights() { return weights_; }
  Index parameters() const;

 private:
  void CheckFile();
  bool ReadsVectors() const;
  std::vector<float> Read(RunSpec input, const char* tensor);

  LearnedSpec spec_;
  TextCodec codec_;
  GivenTensors weights_;
};

}  // namespace attention

#endif  // ATTENTION_LEARNED_LEARNED_MODEL_H_
