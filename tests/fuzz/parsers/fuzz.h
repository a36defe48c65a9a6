#ifndef TESTS_FUZZ_PARSERS_FUZZ_H_
#define TESTS_FUZZ_PARSERS_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attention/core/error.h"

/// What libFuzzer calls, over and over, with bytes that it makes up.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace attention::fuzz {

inline std::string_view TextOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program, which libFuzzer reports with the bytes that led there.
inline void Require(bool holds) {
  if (!holds) std::abort();
}

/// A parser answers, or throws the project's own Error, which names the op;
/// anything else that is thrown ends the program. Whether it answered.
template <typename Body>
bool Answers(Body&& body) {
  try {
    body();
    return true;
  } catch (const Error& error) {
    Require(std::string_view(error.what()).starts_with('['));
    return false;
  }
}

}  // namespace attention::fuzz

#endif  // TESTS_FUZZ_PARSERS_FUZZ_H_
