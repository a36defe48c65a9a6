#ifndef ATTENTION_CORE_ERROR_H_
#define ATTENTION_CORE_ERROR_H_

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

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

/// A piece of a message, which is made text only once something has failed.
class MessagePart {
 public:
  // A call of Fail names its pieces as they are.
  // NOLINTBEGIN(google-explicit-constructor)
  MessagePart(std::string_view value) : value_(value) {}
  MessagePart(const std::string& value) : value_(std::string_view(value)) {}
  MessagePart(const char* value) : value_(std::string_view(value)) {}
  MessagePart(char value) : value_(value) {}
  MessagePart(int value) : value_(Index{value}) {}
  MessagePart(Index value) : value_(value) {}
  MessagePart(std::size_t value) : value_(value) {}
  MessagePart(float value) : value_(value) {}
  MessagePart(double value) : value_(value) {}
  MessagePart(const Shape& value) : value_(&value) {}
  // NOLINTEND(google-explicit-constructor)

  std::string Text() const;

 private:
  std::variant<std::string_view, char, Index, std::size_t, float, double,
               const Shape*>
      value_;
};

/// Throws Error("[op] " + parts).
[[noreturn]] void FailWith(std::string_view op,
                           std::initializer_list<MessagePart> parts);

/// The same. One function makes every message: as many as there are lists of
/// types would be a tenth of the browser's module.
template <typename... Parts>
[[noreturn]] void Fail(std::string_view op, const Parts&... parts) {
  FailWith(op, {MessagePart(parts)...});
}

}  // namespace attention

#endif  // ATTENTION_CORE_ERROR_H_
