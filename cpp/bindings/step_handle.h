#ifndef BINDINGS_STEP_HANDLE_H_
#define BINDINGS_STEP_HANDLE_H_

#include <emscripten/val.h>

#include <string>
#include <utility>

#include "attention/training/trainer.h"

namespace attention::bindings {

/// step, epoch, loss, learningRate, gradientNorm, clipCoefficient
emscripten::val ToObject(const StepReport& report);

/// A training step laid open as JavaScript holds it, until delete(). Every
/// method returns its result or a JavaScript Error.
class StepHandle {
 public:
  explicit StepHandle(OpenStep step) : step_(std::move(step)) { ++live_; }
  ~StepHandle() { --live_; }
  StepHandle(const StepHandle&) = delete;
  StepHandle& operator=(const StepHandle&) = delete;

  /// The report's entries, tokens, examples (their numbers) and parameters
  /// (their names).
  emscripten::val Describe() const;
  /// The tape as a RawTrace; to be taken once.
  emscripten::val TakeTrace();
  /// {shape, before, gradient, clipped, m, v, mHat, vHat, update, after} of one
  /// parameter.
  emscripten::val Update(const std::string& name) const;

  /// How many handles JavaScript has not deleted.
  static int live() { return live_; }

 private:
  static inline int live_ = 0;
  OpenStep step_;
  bool taken_ = false;
};

}  // namespace attention::bindings

#endif  // BINDINGS_STEP_HANDLE_H_
