#include "attention/kernels/four.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "attention/kernels/exponentials.h"
#include "support.h"

namespace attention {
namespace {

float ExpOf(float x) { return Exp(Repeat(x))[0]; }

TEST(FourTest, ExpKeepsItsErrorBoundWhereItIsNotZero) {
  // Every 97th float from -87 to 88, by its bits.
  const auto check = [](float from, float to) {
    std::uint32_t bits = 0;
    std::uint32_t end = 0;
    std::memcpy(&bits, &from, sizeof(bits));
    std::memcpy(&end, &to, sizeof(end));
    for (; bits <= end; bits += 97) {
      float x = 0;
      std::memcpy(&x, &bits, sizeof(x));
      const double exact = std::exp(double{x});
      ASSERT_LE(std::abs(double{ExpOf(x)} - exact), std::ldexp(exact, -22))
          << x;
    }
  };
  check(0, 88);
  check(-0.0F, -87);
}

TEST(FourTest, ExpIsZeroFarBelowAndKeepsNan) {
  EXPECT_EQ(ExpOf(-87.5F), 0);
  EXPECT_EQ(ExpOf(std::numeric_limits<float>::lowest()), 0);
  EXPECT_EQ(ExpOf(-testing::kInfinity), 0);
  EXPECT_EQ(ExpOf(0), 1);
  EXPECT_TRUE(std::isnan(ExpOf(testing::kNan)));
  const Four mixed = Exp(Four{0, testing::kNan, -testing::kInfinity, 1});
  EXPECT_EQ(mixed[0], 1);
  EXPECT_TRUE(std::isnan(mixed[1]));
  EXPECT_EQ(mixed[2], 0);
  EXPECT_NEAR(mixed[3], std::exp(1.0), 1e-6);
}

TEST(FourTest, ExpOfDifferencesKeepsExpsBoundAtEveryLength) {
  Random random(29);
  for (Index count = 1; count <= 67; ++count) {
    std::vector<float> numbers = testing::RandomNumbers(random, count);
    for (float& number : numbers) number *= 40;
    numbers[static_cast<std::size_t>(count / 2)] = -testing::kInfinity;
    std::vector<float> out(numbers.size());
    ExpOfDifferences(numbers.data(), 40.0F, count, out.data());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const float difference = numbers[i] - 40.0F;
      const double exact =
          difference < -87 ? 0 : std::exp(static_cast<double>(difference));
      ASSERT_LE(std::abs(double{out[i]} - exact), std::ldexp(exact, -22))
          << difference;
    }
  }
}

}  // namespace
}  // namespace attention
