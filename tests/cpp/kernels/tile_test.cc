#include "attention/kernels/tile.h"

#include <cmath>
#include <vector>

#include "attention/kernels/packed_product.h"
#include "support.h"

namespace attention {
namespace {

TEST(TileTest, KeepsItsErrorBoundAtEveryDepth) {
  Random random(17);
  for (Index depth = 1; depth <= 67; ++depth) {
    const std::vector<float> a =
        testing::RandomNumbers(random, depth * kTileRows);
    const std::vector<float> b =
        testing::RandomNumbers(random, depth * kTileColumns);
    Tile sums;
    TileProduct(a.data(), b.data(), depth, sums);
    for (Index i = 0; i < kTileRows; ++i) {
      for (Index j = 0; j < kTileColumns; ++j) {
        double exact = 0;
        double size = 0;
        for (Index k = 0; k < depth; ++k) {
          const double product =
              double{a[k * kTileRows + i]} * double{b[k * kTileColumns + j]};
          exact += product;
          size += std::abs(product);
        }
        const double sum = sums[i][j / 4][j % 4];
        ASSERT_LE(std::abs(sum - exact),
                  std::ldexp(static_cast<double>(depth) * size, -24))
            << "depth " << depth << " at " << i << ", " << j;
      }
    }
  }
}

int calls = 0;

void CountedTile(const float* a, const float* b, Index depth, Tile& sums) {
  ++calls;
  PlainTile(a, b, depth, sums);
}

TEST(TileTest, EveryPackedProductGoesThroughTheKernelThatWasChosen) {
  const std::vector<float> ones(9 * 9, 1.0F);
  std::vector<float> out(9 * 9, 0.0F);
  const Strided<const float> matrix{ones.data(), 9, 1};
  UseTileKernel(&CountedTile);
  AddPackedProduct({9, 9, 9}, matrix, matrix, {out.data(), 9, 1});
  UseTileKernel(&PlainTile);
  EXPECT_EQ(calls, 6) << "3 tiles of 4 rows times 2 of 8 columns";
  EXPECT_EQ(out[80], 9);
}

}  // namespace
}  // namespace attention
