#ifndef BINDINGS_DECODING_H_
#define BINDINGS_DECODING_H_

#include <emscripten/val.h>

#include <functional>
#include <span>
#include <string>

#include "attention/models/run.h"

namespace attention::bindings {

/// How written ids of a vocabulary read as text.
using TextOfIds = std::function<std::string(std::span<const Index>,
                                            std::span<const std::string>)>;

/// What the decode call returns, of a model: options as there, the words to
/// begin with from the spec. Without `text_of` its text is the words with
/// spaces between. Throws Error.
emscripten::val DecodeModel(RunSpec spec, GivenTensors* store,
                            const emscripten::val& options,
                            const TextOfIds& text_of = nullptr);

}  // namespace attention::bindings

#endif  // BINDINGS_DECODING_H_
