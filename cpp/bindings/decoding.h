#ifndef BINDINGS_DECODING_H_
#define BINDINGS_DECODING_H_

#include <emscripten/val.h>

#include "attention/models/run.h"

namespace attention::bindings {

/// What the decode call returns, of a model: options as there, the words to
/// begin with from the spec. Throws Error.
emscripten::val DecodeModel(RunSpec spec, GivenTensors* store,
                            const emscripten::val& options);

}  // namespace attention::bindings

#endif  // BINDINGS_DECODING_H_
