#include "attention/kernels/packed_matrix.h"

#include <algorithm>
#include <cstddef>

#include "attention/core/parallel.h"
#include "attention/kernels/work.h"

namespace attention {

void PackPanels(const float* from, Index rows, Index width, float* panels) {
  CountCopied(rows * width, sizeof(float));
  for (Index first = 0; first < rows; first += 4) {
    float* to = panels + (first / kPanel) * width * kPanel + first % kPanel;
    const float* row = from + first * width;
    const Index there = std::min<Index>(4, rows - first);
    Index m = 0;
    for (; there == 4 && m + 4 <= width; m += 4) {
      std::array<Four, 4> columns;
      Transpose(Load(row + m), Load(row + width + m), Load(row + 2 * width + m),
                Load(row + 3 * width + m), columns);
      for (Index i = 0; i < 4; ++i) {
        Store(columns[static_cast<std::size_t>(i)], to + (m + i) * kPanel);
      }
    }
    for (; m < width; ++m) {
      for (Index i = 0; i < 4; ++i) {
        to[m * kPanel + i] = i < there ? row[i * width + m] : 0;
      }
    }
  }
  // The last panel's second half, where no row begins in it.
  if (rows % kPanel == 0 || rows % kPanel > 4) return;
  float* to = panels + (rows / kPanel) * width * kPanel + 4;
  for (Index m = 0; m < width; ++m) Store(Repeat(0), to + m * kPanel);
}

PackedMatrix::PackedMatrix(std::span<const float> weight, Index depth,
                           Index width, std::span<const float> bias)
    : depth_(depth),
      width_(width),
      tiles_(static_cast<std::size_t>(padded() * depth)),
      bias_(static_cast<std::size_t>(padded())) {
  const Index there = std::ssize(weight) / width;
  for (Index column = 0; column < width; ++column) {
    float* tile = tiles_.data() + (column / kTileRows) * depth * kTileRows +
                  column % kTileRows;
    for (Index row = 0; row < there; ++row) {
      tile[row * kTileRows] =
          weight[static_cast<std::size_t>(row * width + column)];
    }
  }
  std::ranges::copy(bias, bias_.begin());
}

/// Gives take(panel, tile, sums) every tile's sums, four columns of eight rows.
template <typename Take>
void PackedMatrix::Multiply(const float* x, Index panels, Take take) const {
  const Index tiles = Tiles(width_);
  InParallel(panels, GrainOf(kPanel * padded() * depth_),
             [&](Index from, Index to) {
               for (Index first = 0; first < tiles; first += kTilesAtOnce) {
                 const Index end = std::min(tiles, first + kTilesAtOnce);
                 for (Index panel = from; panel < to; ++panel) {
                   for (Index tile = first; tile < end; ++tile) {
                     Tile sums;
                     TileProduct(tiles_.data() + tile * depth_ * kTileRows,
                                 x + panel * depth_ * kPanel, depth_, sums);
                     take(panel, tile, sums);
                   }
                 }
               }
             });
}

void PackedMatrix::ToPanels(const float* x, Index panels, float* out) const {
  Multiply(x, panels, [&](Index panel, Index tile, const Tile& sums) {
    float* to = out + (panel * padded() + tile * kTileRows) * kPanel;
    const float* bias = bias_.data() + tile * kTileRows;
    for (const auto& row : sums) {
      const Four four = Repeat(*bias++);
      Store(row[0] + four, to);
      Store(row[1] + four, to + 4);
      to += kPanel;
    }
  });
}

void PackedMatrix::ToRows(const float* x, Index rows, float* out) const {
  Multiply(x, Panels(rows), [&](Index panel, Index tile, const Tile& sums) {
    const Index column = tile * kTileRows;
    const Index columns = std::min(kTileRows, width_ - column);
    const Four bias = Load(bias_.data() + column);
    for (Index half = 0; half < 2; ++half) {
      const Index first = panel * kPanel + 4 * half;
      std::array<Four, 4> each;
      const auto at = static_cast<std::size_t>(half);
      Transpose(sums[0][at], sums[1][at], sums[2][at], sums[3][at], each);
      for (Index i = 0; i < std::min<Index>(4, rows - first); ++i) {
        float* to = out + (first + i) * width_ + column;
        const Four four = each[static_cast<std::size_t>(i)] + bias;
        if (columns == kTileRows) {
          Store(four, to);
        } else {
          for (Index c = 0; c < columns; ++c) to[c] = four[c];
        }
      }
    }
  });
}

}  // namespace attention
