#ifndef BINDINGS_BYTES_H_
#define BINDINGS_BYTES_H_

#include <emscripten/val.h>

#include <string>

namespace attention::bindings {

/// A Uint8Array of its own memory.
emscripten::val ToBytes(const std::string& bytes);

/// Throws Error(op) unless it is a Uint8Array.
std::string ReadBytes(const char* op, const emscripten::val& given);

}  // namespace attention::bindings

#endif  // BINDINGS_BYTES_H_
