#include "attention/core/digits.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "attention/core/whole_number.h"

namespace attention {
namespace {

/// fraction * 2^exponent, as an IEEE number holds it.
struct Binary {
  std::uint64_t fraction = 0;
  int exponent = 0;
  bool narrow_below = false;  // the next smaller number is half as far as usual
};

template <typename Real, typename Bits>
Binary Split(Real value) {
  using Limits = std::numeric_limits<Real>;
  constexpr int kStored = Limits::digits - 1;  // the leading 1 is not stored
  constexpr int kLowest = Limits::min_exponent - Limits::digits;
  const auto bits = std::bit_cast<Bits>(value);
  const std::uint64_t stored = bits & ((Bits{1} << kStored) - 1);
  const auto scale =
      static_cast<int>((bits >> kStored) & (Limits::max_exponent * 2 - 1));
  if (scale == 0) return {stored, kLowest};
  return {stored | (std::uint64_t{1} << kStored), kLowest + scale - 1,
          stored == 0 && scale > 1};
}

/// 0.d1d2d3... * 10^point
struct Decimal {
  std::string digits;
  int point = 0;
};

/// Burger & Dybvig's numbers: the value is rest / unit, and whatever lies
/// between (rest - below) / unit and (rest + above) / unit reads back as it.
template <typename Whole>
struct Range {
  Whole rest, unit, below, above;
  bool ends_included;  // ties are read as the even fraction

  explicit Range(const Binary& from)
      : rest(from.fraction),
        unit(1),
        below(1),
        above(1),
        ends_included(from.fraction % 2 == 0) {
    const int doubled = from.narrow_below ? 2 : 1;
    rest <<= doubled + std::max(from.exponent, 0);
    unit <<= doubled + std::max(-from.exponent, 0);
    below <<= std::max(from.exponent, 0);
    above <<= doubled - 1 + std::max(from.exponent, 0);
  }

  bool AtMost(const Whole& a, const Whole& b) const {
    return ends_included ? a <= b : a < b;
  }

  void Tenfold() {
    rest *= 10;
    below *= 10;
    above *= 10;
  }

  char TakeDigit() {
    char digit = '0';
    for (; rest >= unit; ++digit) rest -= unit;
    return digit;
  }

  /// Brings the value below 1 and not below a tenth.
  int Scale() {
    int point = 0;
    for (; AtMost(unit, rest + above); ++point) unit *= 10;
    while (true) {
      Range next = *this;
      next.Tenfold();
      if (next.AtMost(next.unit, next.rest + next.above)) return point;
      *this = next;
      --point;
    }
  }

  Decimal Shortest() {
    Decimal decimal{"", Scale()};
    while (true) {
      Tenfold();
      char digit = TakeDigit();
      const bool low = AtMost(rest, below);
      const bool high = AtMost(unit, rest + above);
      if (low || high) {
        const auto half = rest + rest <=> unit;
        const bool nearer_above = half > 0 || (half == 0 && digit % 2 != 0);
        if (high && (!low || nearer_above)) ++digit;
        decimal.digits += digit;
        return decimal;
      }
      decimal.digits += digit;
    }
  }

  /// All digits of a whole number.
  std::string Exact() {
    std::string digits;
    for (int count = Scale(); count > 0; --count) {
      Tenfold();
      digits += TakeDigit();
    }
    return digits;
  }
};

Decimal Shortest(const Binary& from) {
  // A fraction has at most 53 bits: ten times any number of a Range then fits
  // 64, and no long arithmetic is needed for most of what a tensor holds.
  const bool fits = from.exponent <= 0 && from.exponent >= -57;
  return fits ? Range<std::uint64_t>(from).Shortest()
              : Range<WholeNumber>(from).Shortest();
}

std::string Plain(const Decimal& decimal, const Binary& from) {
  const auto [digits, point] = decimal;
  const int count = static_cast<int>(digits.size());
  if (point <= 0) {
    return "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  }
  // Zeros at the end would stand for digits that are not 0.
  if (point > count) return Range<WholeNumber>(from).Exact();
  if (point == count) return digits;
  return std::string(digits).insert(static_cast<std::size_t>(point), ".");
}

std::string WithExponent(const Decimal& decimal) {
  std::string text = decimal.digits;
  if (text.size() > 1) text.insert(1, ".");
  const int exponent = decimal.point - 1;
  const std::string digits = std::to_string(std::abs(exponent));
  text += exponent < 0 ? "e-" : "e+";
  if (digits.size() < 2) text += '0';
  return text + digits;
}

template <typename Real, typename Bits>
std::string Text(Real value) {
  if (std::isnan(value)) return "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "inf";
  if (value == 0) return sign + "0";
  const Binary binary = Split<Real, Bits>(value);
  const Decimal decimal = Shortest(binary);
  const std::string scientific = WithExponent(decimal);
  const int count = static_cast<int>(decimal.digits.size());
  const int plain =
      decimal.point <= 0
          ? 2 - decimal.point + count
          : std::max(decimal.point, count + (decimal.point < count ? 1 : 0));
  return sign + (plain <= static_cast<int>(scientific.size())
                     ? Plain(decimal, binary)
                     : scientific);
}

/// What a decimal number's text says: digits * 10^exponent.
struct Parsed {
  WholeNumber digits;
  int exponent = 0;
  bool negative = false;
};

class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}

  std::optional<Parsed> Read() {
    Parsed number;
    number.negative = Take('-');
    const int whole = Digits(number.digits);
    const int fraction = Take('.') ? Digits(number.digits) : 0;
    if (whole + fraction == 0) return std::nullopt;
    if (Take('e') || Take('E')) {
      const bool below = Take('-');
      if (!below) Take('+');
      constexpr int kFar = 9999;  // beyond any double's, and no overflow
      int exponent = 0;
      int count = 0;
      for (; IsDigit(); ++count) {
        exponent = std::min(exponent * 10 + (text_[at_++] - '0'), kFar);
      }
      if (count == 0) return std::nullopt;
      number.exponent = below ? -exponent : exponent;
    }
    number.exponent -= fraction;
    if (at_ != text_.size()) return std::nullopt;
    return number;
  }

 private:
  bool IsDigit() const {
    return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
  }
  bool Take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  int Digits(WholeNumber& number) {
    int count = 0;
    for (; IsDigit(); ++count) {
      number.MultiplyAdd(10, static_cast<std::uint32_t>(text_[at_++] - '0'));
    }
    return count;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The double nearest to above / below, bit by bit.
double Nearest(WholeNumber above, WholeNumber below) {
  using Limits = std::numeric_limits<double>;
  int exponent = 0;  // the number is above / below * 2^exponent, in [1, 2)
  for (; above < below; --exponent) above <<= 1;
  for (; above >= below + below; ++exponent) below <<= 1;
  const int bits =
      std::min(Limits::digits, exponent - Limits::min_exponent + 1 +
                                   Limits::digits);  // fewer for a denormal
  if (bits < 0) return 0;
  double fraction = 0;
  bool odd = false;
  for (int i = 0; i < bits; ++i) {
    odd = above >= below;
    if (odd) above -= below;
    fraction = fraction * 2 + (odd ? 1 : 0);
    above <<= 1;
  }
  if (above > below || (above == below && odd)) fraction += 1;
  return std::ldexp(fraction, exponent - bits + 1);
}

}  // namespace

std::string ShortestDigits(float value) {
  return Text<float, std::uint32_t>(value);
}
std::string ShortestDigits(double value) {
  return Text<double, std::uint64_t>(value);
}

std::optional<double> NumberFromDigits(std::string_view text) {
  if (text.size() > kMaxDigits) return std::nullopt;
  auto number = NumberReader(text).Read();
  if (!number) return std::nullopt;
  const double sign = number->negative ? -1 : 1;
  // Beyond these no 64 digits make a double other than 0 or infinity.
  constexpr int kLargest = 310;
  constexpr int kSmallest = -400;
  if (number->digits == WholeNumber(0) || number->exponent < kSmallest) {
    return sign * 0.0;
  }
  if (number->exponent > kLargest) {
    return sign * std::numeric_limits<double>::infinity();
  }
  WholeNumber below(1);
  for (int i = number->exponent; i > 0; --i) number->digits *= 10;
  for (int i = number->exponent; i < 0; ++i) below *= 10;
  return sign * Nearest(number->digits, below);
}

}  // namespace attention
