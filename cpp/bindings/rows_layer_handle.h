#ifndef BINDINGS_ROWS_LAYER_HANDLE_H_
#define BINDINGS_ROWS_LAYER_HANDLE_H_

#include <emscripten/val.h>

#include <memory>
#include <utility>

#include "attention/layers/rows_layer.h"

namespace attention::bindings {

/// A layer that keeps its weights as JavaScript holds it, until delete(). Every
/// method returns its result or a JavaScript Error.
class RowsLayerHandle {
 public:
  explicit RowsLayerHandle(std::unique_ptr<RowsLayer> layer)
      : layer_(std::move(layer)) {
    ++live_;
  }
  ~RowsLayerHandle() { --live_; }
  RowsLayerHandle(const RowsLayerHandle&) = delete;
  RowsLayerHandle& operator=(const RowsLayerHandle&) = delete;

  /// Views of where so many rows belong, of the result, and of what attends to
  /// what: dead after the next call into the module.
  emscripten::val Input(double rows);
  emscripten::val Run();
  emscripten::val Weights();

  /// How many handles JavaScript has not deleted.
  static int live() { return live_; }

 private:
  static inline int live_ = 0;
  std::unique_ptr<RowsLayer> layer_;
};

/// A layer from its weights, by their names in the package's types.
emscripten::val AttentionLayerCall(const emscripten::val& options);
emscripten::val EncoderLayerCall(const emscripten::val& options);
emscripten::val LinearLayerCall(const emscripten::val& options);

}  // namespace attention::bindings

#endif  // BINDINGS_ROWS_LAYER_HANDLE_H_
