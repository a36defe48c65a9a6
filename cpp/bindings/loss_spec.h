#ifndef BINDINGS_LOSS_SPEC_H_
#define BINDINGS_LOSS_SPEC_H_

#include <emscripten/val.h>

#include "attention/models/loss.h"

namespace attention::bindings {

/// {type, tensor, index, target, targets, label_smoothing, ignore_index}, what
/// its type does not use left out. `targets` is a label, a list of them, a
/// list a sentence (padded where they differ in length) or {data, shape}.
/// Throws Error("[gradient] ...") for a field of the wrong type.
LossSpec ReadLoss(const emscripten::val& given);

}  // namespace attention::bindings

#endif  // BINDINGS_LOSS_SPEC_H_
