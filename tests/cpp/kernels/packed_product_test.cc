#include "attention/kernels/packed_product.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "support.h"

namespace attention {
namespace {

using testing::Draw;

/// A matrix with room around its numbers, either way round.
struct Operand {
  std::vector<float> numbers;
  Strided<float> matrix;
};

Operand MakeOperand(Random& random, Index rows, Index columns) {
  const Index gap = Draw(random, 0, 3);
  const bool by_rows = Draw(random, 0, 1) == 0;
  const Index length = (by_rows ? columns : rows) + gap;
  Operand operand{
      testing::RandomNumbers(random, length * (by_rows ? rows : columns) + 1),
      {}};
  operand.matrix = {operand.numbers.data() + 1, by_rows ? length : 1,
                    by_rows ? 1 : length};
  return operand;
}

/// Each cell in double, and the bound that packed_product.h states for it.
void ExpectProduct(const ProductSizes& sizes, Strided<const float> a,
                   Strided<const float> b, Strided<const float> before,
                   Strided<const float> out) {
  const double unit = std::ldexp(static_cast<double>(sizes.depth) + 2, -24);
  for (Index i = 0; i < sizes.rows; ++i) {
    for (Index j = 0; j < sizes.columns; ++j) {
      double sum = before(i, j);
      double size = std::abs(sum);
      for (Index k = 0; k < sizes.depth; ++k) {
        const double product = double{a(i, k)} * double{b(k, j)};
        sum += product;
        size += std::abs(product);
      }
      ASSERT_LE(std::abs(double{out(i, j)} - sum), unit * size)
          << sizes.rows << " x " << sizes.depth << " x " << sizes.columns
          << " at " << i << ", " << j;
    }
  }
}

void ExpectBoundHolds(Random& random, const ProductSizes& sizes) {
  const Operand a = MakeOperand(random, sizes.rows, sizes.depth);
  const Operand b = MakeOperand(random, sizes.depth, sizes.columns);
  Operand out = MakeOperand(random, sizes.rows, sizes.columns);
  const std::vector<float> given = out.numbers;
  AddPackedProduct(sizes, a.matrix.Read(), b.matrix.Read(), out.matrix);
  ExpectProduct(sizes, a.matrix.Read(), b.matrix.Read(),
                {given.data() + 1, out.matrix.down, out.matrix.beside},
                out.matrix.Read());
}

TEST(PackedProductTest, KeepsItsErrorBoundForAllSizesUpTo67) {
  Random random(5);
  for (Index size = 1; size <= 67; ++size) {
    ExpectBoundHolds(random, {size, Draw(random, 1, 67), Draw(random, 1, 67)});
    ExpectBoundHolds(random, {Draw(random, 1, 67), size, Draw(random, 1, 67)});
    ExpectBoundHolds(random, {Draw(random, 1, 67), Draw(random, 1, 67), size});
  }
}

TEST(PackedProductTest, KeepsItsErrorBoundAcrossBlocks) {
  Random random(6);
  for (const ProductSizes& sizes :
       {ProductSizes{65, 257, 257}, ProductSizes{64, 256, 256},
        ProductSizes{130, 9, 513}, ProductSizes{3, 520, 300},
        ProductSizes{2, 300, 520}, ProductSizes{1, 1, 1000}}) {
    ExpectBoundHolds(random, sizes);
  }
}

TEST(PackedProductTest, WritesNothingBesideTheResult) {
  constexpr Index kWidth = 13;
  std::vector<float> out(7 * kWidth, 1);
  const std::vector<float> ones(64, 1);
  AddPackedProduct({5, 9, 3}, {ones.data(), 3, 1}, {ones.data(), 9, 1},
                   {out.data(), kWidth, 1});
  for (Index i = 0; i < 7; ++i) {
    for (Index j = 0; j < kWidth; ++j) {
      const float expected = i < 5 && j < 9 ? 4 : 1;
      EXPECT_EQ(out[static_cast<std::size_t>(i * kWidth + j)], expected);
    }
  }
}

TEST(PackedProductTest, AddsNothingWhereThereIsNothing) {
  std::vector<float> out(9, 2);
  AddPackedProduct({3, 3, 0}, {nullptr, 0, 1}, {nullptr, 3, 1},
                   {out.data(), 3, 1});
  AddPackedProduct({0, 3, 3}, {nullptr, 3, 1}, {out.data(), 3, 1},
                   {nullptr, 3, 1});
  EXPECT_THAT(out, ::testing::Each(2));
}

TEST(PackedProductTest, KeepsWhatIsNotFiniteInItsRowOrColumn) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const Index rows : {2, 5}) {
    std::vector<float> a(static_cast<std::size_t>(rows) * 6, 0.5F);
    std::vector<float> b(6 * 11, 0.25F);
    a[6] = kInfinity;                // row 1
    b[3 * 11 + 10] = testing::kNan;  // column 10
    std::vector<float> out(static_cast<std::size_t>(rows) * 11);
    AddPackedProduct({rows, 11, 6}, {a.data(), 6, 1}, {b.data(), 11, 1},
                     {out.data(), 11, 1});
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < 11; ++j) {
        const float cell = out[static_cast<std::size_t>(i * 11 + j)];
        if (j == 10) {
          EXPECT_TRUE(std::isnan(cell));
        } else {
          EXPECT_EQ(cell, i == 1 ? kInfinity : 0.75F);
        }
      }
    }
  }
}

TEST(PackedProductTest, KeepsDenormalAndLargeNumbers) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const std::vector<float> a = {tiny, 1e38F, 0, 0, 1, 1};
  const std::vector<float> b = {1, 2, 3, 1, 1, 1};
  std::vector<float> out(9);
  AddPackedProduct({3, 3, 2}, {a.data(), 2, 1}, {b.data(), 3, 1},
                   {out.data(), 3, 1});
  EXPECT_THAT(out,
              ::testing::ElementsAre(1e38F, 1e38F, 1e38F, 0, 0, 0, 2, 3, 4));
  const std::vector<float> one = {1};
  const std::vector<float> small = {tiny};
  std::vector<float> kept(3);
  AddPackedProduct({3, 1, 1}, {small.data(), 0, 1}, {one.data(), 1, 1},
                   {kept.data(), 1, 1});
  EXPECT_THAT(kept, ::testing::Each(tiny));
}

}  // namespace
}  // namespace attention
