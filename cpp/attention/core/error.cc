#include "attention/core/error.h"

#include <array>
#include <charconv>
#include <cmath>

namespace attention {
namespace {

template <typename Number>
std::string Digits(Number value) {
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return std::string(buffer.data(), end);
}

template <typename Real>
std::string RealDigits(Real value) {
  // to_chars may write a NaN's sign and payload: one spelling for all.
  if (std::isnan(value)) return "nan";
  return Digits(value);
}

}  // namespace

std::string ToText(std::string_view value) { return std::string(value); }
std::string ToText(const char* value) { return value; }
std::string ToText(char value) { return std::string(1, value); }
std::string ToText(int value) { return Digits(value); }
std::string ToText(Index value) { return Digits(value); }
std::string ToText(std::size_t value) { return Digits(value); }
std::string ToText(float value) { return RealDigits(value); }
std::string ToText(double value) { return RealDigits(value); }

std::string ToText(const Shape& value) {
  std::string text = "(";
  for (Index axis = 0; axis < value.rank(); ++axis) {
    if (axis > 0) text += " x ";
    text += ToText(value[axis]);
  }
  return text + ")";
}

}  // namespace attention
