#ifndef ATTENTION_CORE_ERROR_H_
#define ATTENTION_CORE_ERROR_H_

#include <stdexcept>
#include <string>
#include <string_view>

#include "attention/core/shape.h"

namespace attention {

/// What every layer throws. The message begins with the op in brackets and
/// gives the shapes: "[einsum] letter d is 3 in (2 x 3) but 4 in (2 x 4)".
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string ToText(std::string_view value);
std::string ToText(const char* value);
std::string ToText(char value);
std::string ToText(int value);
std::string ToText(Index value);
std::string ToText(std::size_t value);
/// The shortest digits that read back as the same number.
std::string ToText(float value);
std::string ToText(double value);
std::string ToText(const Shape& value);

/// Throws Error("[op] " + parts).
template <typename... Parts>
[[noreturn]] void Fail(std::string_view op, const Parts&... parts) {
  std::string message = "[" + std::string(op) + "] ";
  (message.append(ToText(parts)), ...);
  throw Error(message);
}

}  // namespace attention

#endif  // ATTENTION_CORE_ERROR_H_
