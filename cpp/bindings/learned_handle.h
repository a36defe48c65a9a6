#ifndef BINDINGS_LEARNED_HANDLE_H_
#define BINDINGS_LEARNED_HANDLE_H_

#include <emscripten/val.h>

#include <utility>

#include "attention/learned/learned_model.h"

namespace attention::bindings {

/// A learned model as JavaScript holds it, until delete(). Every method returns
/// its result or a JavaScript Error.
class LearnedHandle {
 public:
  explicit LearnedHandle(LearnedModel model) : model_(std::move(model)) {
    ++live_;
  }
  ~LearnedHandle() { --live_; }
  LearnedHandle(const LearnedHandle&) = delete;
  LearnedHandle& operator=(const LearnedHandle&) = delete;

  /// A run (RawTrace) of a text or an image.
  emscripten::val RunTrace(const emscripten::val& input);
  /// As the decode call, its text put together by the model's tokenizer.
  emscripten::val Decode(const emscripten::val& options);
  /// {label, index, probabilities}
  emscripten::val Classify(const emscripten::val& input);
  /// {embedding}
  emscripten::val Embed(const emscripten::val& input);
  /// {parameters, vocabulary, targetVocabulary, tensors}
  emscripten::val Describe();

  /// How many handles JavaScript has not deleted.
  static int live() { return live_; }

 private:
  static inline int live_ = 0;
  LearnedModel model_;
};

/// A model from the bytes of a .safetensors file and {model, config, seed,
/// vocabulary, target_vocabulary, tokenizer, labels, image}.
emscripten::val LoadModelCall(const emscripten::val& bytes,
                              const emscripten::val& about);

}  // namespace attention::bindings

#endif  // BINDINGS_LEARNED_HANDLE_H_
