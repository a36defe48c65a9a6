#include "attention/kernels/sinusoidal.h"
#include "support.h"

namespace attention {
namespace {

std::vector<float> Table(Index length, Index d_model) {
  std::vector<float> table(static_cast<std::size_t>(length * d_model));
  Sinusoidal<float>(0, {table.data(), {length, d_model}});
  return table;
}

TEST(Sinusoidal, IsTheTutorialsTableOfOneHundredBySixtyFour) {
  const auto table = Table(100, 64);
  for (Index t = 0; t < 100; ++t) {
    for (Index i = 0; i < 32; ++i) {
      const double rate = 1 / std::pow(10000.0, 2.0 * double(i) / 64.0);
      const auto at = static_cast<std::size_t>(t * 64 + 2 * i);
      ASSERT_NEAR(table[at], std::sin(double(t) * rate), 1e-6);
      ASSERT_NEAR(table[at + 1], std::cos(double(t) * rate), 1e-6);
    }
  }
}

TEST(Sinusoidal, StandsAtKnownValues) {
  const auto table = Table(100, 512);
  EXPECT_EQ(table[0], 0);
  EXPECT_EQ(table[1], 1);
  EXPECT_NEAR(table[512], 0.841470985, 1e-7);        // sin 1
  EXPECT_NEAR(table[513], 0.540302306, 1e-7);        // cos 1
  EXPECT_NEAR(table[99 * 512], -0.999206834, 1e-7);  // sin 99
}

TEST(Sinusoidal, OfAnOddWidthEndsInASineWithoutItsCosine) {
  const auto table = Table(3, 5);
  for (Index t = 0; t < 3; ++t) {
    const double rate = 1 / std::pow(10000.0, 4.0 / 5.0);
    EXPECT_NEAR(table[static_cast<std::size_t>(t * 5 + 4)],
                std::sin(double(t) * rate), 1e-7);
  }
}

TEST(Sinusoidal, StaysExactFarOut) {
  const auto table = Table(4096, 2);
  EXPECT_NEAR(table[4095 * 2], std::sin(4095.0), 1e-7);
}

}  // namespace
}  // namespace attention
