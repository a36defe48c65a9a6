#ifndef BINDINGS_TRAINER_HANDLE_H_
#define BINDINGS_TRAINER_HANDLE_H_

#include <emscripten/val.h>

#include <utility>

#include "attention/training/trainer.h"

namespace attention::bindings {

/// A model in training as JavaScript holds it, until delete(). Every method
/// returns its result or a JavaScript Error.
class TrainerHandle {
 public:
  explicit TrainerHandle(TrainerSpec spec) : trainer_(std::move(spec)) {
    ++live_;
  }
  ~TrainerHandle() { --live_; }
  TrainerHandle(const TrainerHandle&) = delete;
  TrainerHandle& operator=(const TrainerHandle&) = delete;

  /// Takes so many steps, fewer where patience runs out. Of the last: step,
  /// epoch, loss, learningRate, gradientNorm, clipCoefficient; of all: losses,
  /// learningRates, gradientNorms, heldOut, tokens, tokensPerSecond; of the
  /// training: stopped, best.
  emscripten::val Step(const emscripten::val& count);
  /// Over "train" or "held_out".
  emscripten::val Evaluate(const emscripten::val& which);
  /// The step that comes next (RawStep), not taken.
  emscripten::val OpenNext();
  /// A run (RawTrace) of a text with the present weights.
  emscripten::val RunTrace(const emscripten::val& input);
  emscripten::val Decode(const emscripten::val& options);
  /// A .safetensors file, and back from one.
  emscripten::val Save() const;
  emscripten::val Load(const emscripten::val& bytes);
  /// {model, parameters, vocabulary, targetVocabulary, steps, tensors}
  emscripten::val Describe();

  /// How many handles JavaScript has not deleted.
  static int live() { return live_; }

 private:
  static inline int live_ = 0;
  Trainer trainer_;
};

/// A trainer from {model, config, seed, vocabulary, target_vocabulary, weights,
/// pairs | texts | examples, held_out, optimizer, batch_size, bucket,
/// accumulate, evaluate_every, patience, label_smoothing}.
emscripten::val TrainCall(const emscripten::val& spec);

}  // namespace attention::bindings

#endif  // BINDINGS_TRAINER_HANDLE_H_
