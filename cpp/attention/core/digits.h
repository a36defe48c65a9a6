#ifndef ATTENTION_CORE_DIGITS_H_
#define ATTENTION_CORE_DIGITS_H_

#include <optional>
#include <string>
#include <string_view>

namespace attention {

/// The shortest decimal digits that read back as the same number, of those the
/// closest to it; without an exponent unless that is shorter: "0.1", "1e-07",
/// "16777216", "nan", "-inf". The very text of std::to_chars, whose tables are
/// half as large again as all of this engine's other data.
/// Source: Burger & Dybvig 1996, "Printing Floating-Point Numbers Quickly and
/// Accurately", the free-format algorithm.
std::string ShortestDigits(float value);
std::string ShortestDigits(double value);

/// The double nearest to a decimal number, "-12.5e3", ties to even; nothing for
/// any other text, or one of more than kMaxDigits characters.
inline constexpr std::size_t kMaxDigits = 64;
std::optional<double> NumberFromDigits(std::string_view text);

}  // namespace attention

#endif  // ATTENTION_CORE_DIGITS_H_
