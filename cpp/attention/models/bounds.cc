#include "attention/models/bounds.h"

#include <cmath>

#include "attention/core/error.h"

namespace attention {
namespace {

bool IsWhole(double number) {
  return std::isfinite(number) && number == std::floor(number);
}

}  // namespace

Index CheckedSize(std::string_view op, const Bound& bound, double size,
                  Index smallest) {
  if (!IsWhole(size) || size < static_cast<double>(smallest)) {
    Fail(op, bound.name, " is ", size, "; it must be a whole number from ",
         smallest, " to ", bound.largest);
  }
  if (size > static_cast<double>(bound.largest)) {
    Fail(op, bound.name, " is ", size, "; at most ", bound.largest,
         " is allowed, because ", bound.why);
  }
  return static_cast<Index>(size);
}

Index CheckedCount(std::string_view op, std::string_view name, double count,
                   Index smallest) {
  constexpr double kLargest = 1 << 20;  // far beyond any number of tokens
  if (!IsWhole(count) || count < static_cast<double>(smallest) ||
      count > kLargest) {
    Fail(op, name, " is ", count, "; it must be a whole number from ", smallest,
         " to ", kLargest);
  }
  return static_cast<Index>(count);
}

}  // namespace attention
