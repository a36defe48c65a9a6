#ifndef BINDINGS_LANGUAGE_H_
#define BINDINGS_LANGUAGE_H_

#include <emscripten/val.h>

namespace attention::bindings {

/// Text to ids and back (S19): each learns from `texts`, or takes what an
/// earlier call learned, and encodes `text` where one is given. Each returns
/// plain data, or a JavaScript Error.
emscripten::val VocabularyCall(const emscripten::val& options);
emscripten::val BytePairCall(const emscripten::val& options);
emscripten::val UnigramCall(const emscripten::val& options);

/// How good an answer is (S16, S20), likewise.
emscripten::val BleuCall(const emscripten::val& options);
emscripten::val RougeCall(const emscripten::val& options);
emscripten::val ClassificationReportCall(const emscripten::val& options);
emscripten::val PerplexityCall(const emscripten::val& options);

/// A search for the likeliest words (S17, S18): {logits: {data, shape: [V, V]}}
/// is a chain, in which a token's successor depends on that token alone.
emscripten::val DecodeCall(const emscripten::val& options);

/// Examples of a task from its generator: {task, seed, count, split}.
emscripten::val TaskExamplesCall(const emscripten::val& options);

}  // namespace attention::bindings

#endif  // BINDINGS_LANGUAGE_H_
