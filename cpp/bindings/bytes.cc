#include "bindings/bytes.h"

#include "attention/core/error.h"

namespace attention::bindings {

using emscripten::val;

val ToBytes(const std::string& bytes) {
  return val(emscripten::typed_memory_view(
                 bytes.size(),
                 reinterpret_cast<const unsigned char*>(bytes.data())))
      .call<val>("slice");
}

std::string ReadBytes(const char* op, const val& given) {
  if (!given.instanceof(val::global("Uint8Array"))) {
    Fail(op, "a file must be given as a Uint8Array");
  }
  std::string bytes(given["length"].as<std::size_t>(), '\0');
  val(emscripten::typed_memory_view(
          bytes.size(), reinterpret_cast<unsigned char*>(bytes.data())))
      .call<void>("set", given);
  return bytes;
}

}  // namespace attention::bindings
