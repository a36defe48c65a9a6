#ifndef BINDINGS_RUN_SPEC_H_
#define BINDINGS_RUN_SPEC_H_

#include <emscripten/val.h>

#include "attention/models/spec.h"

namespace attention::bindings {

/// The JavaScript object that run() takes. Throws Error("[run] ...") for a
/// field of the wrong type; what the numbers mean is checked by the model.
RunSpec ReadRunSpec(const emscripten::val& given);

/// {tensor, index, ...} with one of value, factor, swap and values; null in an
/// index is every place along its axis.
Edit ReadEdit(std::string_view op, const emscripten::val& given);

}  // namespace attention::bindings

#endif  // BINDINGS_RUN_SPEC_H_
