#include "attention/kernels/packed_matrix.h"

#include <cmath>
#include <vector>

#include "support.h"

namespace attention {
namespace {

using Numbers = std::vector<float>;

struct Product {
  Index rows;
  Index depth;
  Index width;
  Numbers x;
  Numbers weight;
  Numbers bias;
};

Product Make(Random& random, Index rows, Index depth, Index width) {
  return {rows,
          depth,
          width,
          testing::RandomNumbers(random, rows * depth),
          testing::RandomNumbers(random, depth * width),
          testing::RandomNumbers(random, width)};
}

Numbers Packed(const Product& p) {
  // What a panel lacks must be written: nothing is 0 by chance.
  Numbers panels(static_cast<std::size_t>(Panels(p.rows) * kPanel * p.depth),
                 testing::kNan);
  PackPanels(p.x.data(), p.rows, p.depth, panels.data());
  return panels;
}

void ExpectCell(const Product& p, Index row, Index column, float got) {
  double exact = p.bias[static_cast<std::size_t>(column)];
  double size = std::abs(exact);
  for (Index k = 0; k < p.depth; ++k) {
    const double product =
        double{p.x[static_cast<std::size_t>(row * p.depth + k)]} *
        double{p.weight[static_cast<std::size_t>(k * p.width + column)]};
    exact += product;
    size += std::abs(product);
  }
  const double bound = std::ldexp(static_cast<double>(p.depth + 1) * size, -24);
  ASSERT_LE(std::abs(double{got} - exact), bound)
      << p.rows << " x " << p.depth << " x " << p.width << " at " << row << ", "
      << column;
}

TEST(PackedMatrixTest, KeepsItsErrorBoundOverSizesThatStraddleTiles) {
  Random random(41);
  for (Index size = 1; size <= 67; ++size) {
    const Product p = Make(random, testing::Draw(random, 1, 67), size,
                           testing::Draw(random, 1, 67));
    const PackedMatrix matrix(p.weight, p.depth, p.width, p.bias);
    const Numbers panels = Packed(p);
    Numbers rows(static_cast<std::size_t>(p.rows * p.width));
    matrix.ToRows(panels.data(), p.rows, rows.data());
    Numbers out(
        static_cast<std::size_t>(Panels(p.rows) * kPanel * matrix.padded()),
        testing::kNan);
    matrix.ToPanels(panels.data(), Panels(p.rows), out.data());
    for (Index row = 0; row < p.rows; ++row) {
      for (Index column = 0; column < matrix.padded(); ++column) {
        const float in_panel = out[static_cast<std::size_t>(
            (row / kPanel * matrix.padded() + column) * kPanel + row % kPanel)];
        if (column >= p.width) {
          ASSERT_EQ(in_panel, 0) << "what fills a tile up";
          continue;
        }
        ExpectCell(p, row, column, in_panel);
        ExpectCell(p, row, column,
                   rows[static_cast<std::size_t>(row * p.width + column)]);
      }
    }
  }
}

TEST(PackedMatrixTest, TakesRowsThatTheMatrixLacksForZeros) {
  Random random(42);
  Product p = Make(random, 9, 6, 5);
  Numbers filled = p.weight;
  filled.resize(8 * 5, 0.0F);
  const Numbers x = testing::RandomNumbers(random, 16 * 8);
  Numbers with(9 * 5);
  Numbers without(9 * 5);
  PackedMatrix(filled, 8, 5, p.bias).ToRows(x.data(), 9, with.data());
  PackedMatrix(p.weight, 8, 5, p.bias).ToRows(x.data(), 9, without.data());
  EXPECT_EQ(with, without);
}

}  // namespace
}  // namespace attention
