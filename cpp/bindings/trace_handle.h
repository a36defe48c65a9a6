#ifndef BINDINGS_TRACE_HANDLE_H_
#define BINDINGS_TRACE_HANDLE_H_

#include <emscripten/val.h>

#include <string>
#include <utility>

#include "attention/models/run.h"

namespace attention::bindings {

/// A run as JavaScript holds it, until delete(). Every method returns its
/// result or a JavaScript Error.
class TraceHandle {
 public:
  explicit TraceHandle(Trace trace) : trace_(std::move(trace)) { ++live_; }
  ~TraceHandle() { --live_; }
  TraceHandle(const TraceHandle&) = delete;
  TraceHandle& operator=(const TraceHandle&) = delete;

  /// Everything but the numbers: tensors, steps, tokens, notices, config.
  emscripten::val Describe() const;
  /// A view of all numbers, valid until the next call into the module.
  emscripten::val Values() const;
  /// What the loss does as each of them grows, laid out alike and valid as
  /// long; empty where no loss was asked for.
  emscripten::val Gradients() const;
  /// Where the first NaN or infinity arose; null where all is well.
  emscripten::val FirstAnomaly() const;
  emscripten::val Explain(const std::string& name,
                          const emscripten::val& index) const;
  /// One edit by hand, as a spec's edits are.
  emscripten::val Change(const emscripten::val& edit);
  /// The tensor as a .npy file, and as CSV.
  emscripten::val Npy(const std::string& name) const;
  emscripten::val Csv(const std::string& name) const;

  /// How many handles JavaScript has not deleted.
  static int live() { return live_; }

 private:
  TensorId FindTensor(std::string_view op, const std::string& name) const;

  static inline int live_ = 0;
  Trace trace_;
};

}  // namespace attention::bindings

#endif  // BINDINGS_TRACE_HANDLE_H_
