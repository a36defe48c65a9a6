#ifndef BINDINGS_TRAINING_H_
#define BINDINGS_TRAINING_H_

#include <emscripten/val.h>

#include "attention/training/anomaly.h"

namespace attention::bindings {

/// The parts of a training step on their own (S21, S22): plain data, or a
/// JavaScript Error.
emscripten::val ScheduleCall(const emscripten::val& options);
emscripten::val ClipCall(const emscripten::val& options);
emscripten::val AdamCall(const emscripten::val& options);

/// {backward, op, step, tensor, index, value}
emscripten::val ToObject(const Anomaly& anomaly);

}  // namespace attention::bindings

#endif  // BINDINGS_TRAINING_H_
