#include "attention/core/digits.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

#include "attention/core/random.h"

namespace attention {
namespace {

template <typename Real>
std::string Reference(Real value) {
  std::array<char, 128> text{};
  const auto result =
      std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

template <typename Real, typename Bits>
void ExpectReference(Bits bits) {
  const Real value = std::bit_cast<Real>(bits);
  if (std::isnan(value)) return;
  EXPECT_EQ(ShortestDigits(value), Reference(value)) << bits;
}

template <typename Real>
void ExpectDigitsAroundPowers(Real base) {
  for (Real power = std::numeric_limits<Real>::denorm_min();
       std::isfinite(power); power *= base) {
    constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
    for (const Real value : {power, std::nextafter(power, Real{0}),
                             std::nextafter(power, kInfinity), -power}) {
      EXPECT_EQ(ShortestDigits(value), Reference(value));
    }
  }
}

TEST(DigitsTest, AreThoseOfToCharsForAnyBitsOfAFloat) {
  Random random(1);
  for (int i = 0; i < 200000; ++i) {
    ExpectReference<float>(static_cast<std::uint32_t>(random.Next()));
  }
}

TEST(DigitsTest, AreThoseOfToCharsForAnyBitsOfADouble) {
  Random random(2);
  for (int i = 0; i < 50000; ++i) {
    ExpectReference<double>(std::uint64_t{random.Next()});
  }
}

TEST(DigitsTest, AreThoseOfToCharsNextToPowersOfTwoAndTen) {
  ExpectDigitsAroundPowers<float>(2);
  ExpectDigitsAroundPowers<float>(10);
  ExpectDigitsAroundPowers<double>(2);
  ExpectDigitsAroundPowers<double>(10);
}

TEST(DigitsTest, AreThoseOfToCharsForSmallDecimalsAndWholeNumbers) {
  for (int i = -20000; i <= 20000; ++i) {
    const double value = i / 1000.0;
    EXPECT_EQ(ShortestDigits(value), Reference(value));
    const auto small = static_cast<float>(value);
    EXPECT_EQ(ShortestDigits(small), Reference(small));
    const double whole = i * 12345.0;
    EXPECT_EQ(ShortestDigits(whole), Reference(whole));
  }
}

TEST(DigitsTest, SpellWhatIsNoNumber) {
  EXPECT_EQ(ShortestDigits(std::numeric_limits<float>::quiet_NaN()), "nan");
  EXPECT_EQ(ShortestDigits(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(ShortestDigits(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(ShortestDigits(-0.0), "-0");
  EXPECT_EQ(ShortestDigits(0.0F), "0");
}

TEST(DigitsTest, AreReadBackAsTheSameDouble) {
  Random random(3);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<double>(std::uint64_t{random.Next()});
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(NumberFromDigits(ShortestDigits(value)), value);
  }
}

TEST(DigitsTest, AreReadAsTheCLibraryReadsThem) {
  Random random(4);
  for (int i = 0; i < 20000; ++i) {
    std::string text = std::to_string(random.Next() % 1000000) + "." +
                       std::to_string(random.Next() % 1000000000) + "e";
    text += std::to_string(static_cast<int>(random.Next() % 700) - 350);
    EXPECT_EQ(NumberFromDigits(text), std::strtod(text.c_str(), nullptr))
        << text;
  }
  for (const std::string text :
       {"0", "-0", "1e400", "1e-400", "9007199254740993", "5e-324",
        "2.4703282292062327e-324", "2.4703282292062328e-324", "1.", ".5",
        "1E+2", "00012", "2.2250738585072011e-308", "1.7976931348623159e308",
        "0.00000000000000000000000000000000000000000000000001e50"}) {
    EXPECT_EQ(NumberFromDigits(text), std::strtod(text.c_str(), nullptr))
        << text;
  }
}

TEST(DigitsTest, RefuseTextThatIsNoDecimalNumber) {
  for (const char* text :
       {"", "-", "+1", ".", "e5", "1e", "1e+", "1x", " 1", "1 ", "nan", "inf",
        "0x10", "--1", "1.2.3", "1e5.5"}) {
    EXPECT_EQ(NumberFromDigits(text), std::nullopt) << text;
  }
  EXPECT_EQ(NumberFromDigits(std::string(kMaxDigits, '1')),
            std::strtod(std::string(kMaxDigits, '1').c_str(), nullptr));
  EXPECT_EQ(NumberFromDigits(std::string(kMaxDigits + 1, '1')), std::nullopt);
}

}  // namespace
}  // namespace attention
