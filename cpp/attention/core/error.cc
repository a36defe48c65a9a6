#include "attention/core/error.h"

#include <type_traits>

#include "attention/core/digits.h"

namespace attention {

std::string ToText(std::string_view value) { return std::string(value); }
std::string ToText(const char* value) { return value; }
std::string ToText(char value) { return std::string(1, value); }
std::string ToText(int value) { return std::to_string(value); }
std::string ToText(Index value) { return std::to_string(value); }
std::string ToText(std::size_t value) { return std::to_string(value); }
std::string ToText(float value) { return ShortestDigits(value); }
std::string ToText(double value) { return ShortestDigits(value); }

std::string ToText(const Shape& value) {
  std::string text = "(";
  for (Index axis = 0; axis < value.rank(); ++axis) {
    if (axis > 0) text += " x ";
    text += ToText(value[axis]);
  }
  return text + ")";
}

std::string MessagePart::Text() const {
  return std::visit(
      [](const auto& value) {
        if constexpr (std::is_pointer_v<std::decay_t<decltype(value)>>) {
          return ToText(*value);
        } else {
          return ToText(value);
        }
      },
      value_);
}

void FailWith(std::string_view op, std::initializer_list<MessagePart> parts) {
  std::string message = "[" + std::string(op) + "] ";
  for (const MessagePart& part : parts) message += part.Text();
  throw Error(message);
}

}  // namespace attention
