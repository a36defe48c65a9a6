#include "attention/kernels/packed_product.h"

#include <algorithm>
#include <array>

#include "attention/kernels/tile.h"
#include "attention/kernels/work.h"

namespace attention {
namespace {

// Blocks of both operands that stay in the caches while they are used: 64 kB of
// a, 256 kB of b.
constexpr Index kDepth = 256;
constexpr Index kRows = 64;
constexpr Index kColumns = 256;

struct Blocks {
  alignas(16) std::array<float, kRows * kDepth> a;
  alignas(16) std::array<float, kDepth * kColumns> b;
};

/// Four columns whose numbers lie side by side, four steps at a time; steps are
/// `width` apart. Returns how many steps that were.
Index PackFourColumns(Strided<const float> from, Index depth, Index width,
                      float* to) {
  Index k = 0;
  for (; k + 4 <= depth; k += 4) {
    std::array<Four, 4> steps;
    Transpose(Load(&from(k, 0)), Load(&from(k, 1)), Load(&from(k, 2)),
              Load(&from(k, 3)), steps);
    for (const Four& step : steps) {
      Store(step, to);
      to += width;
    }
  }
  return k;
}

/// Copies `width` columns at a time of the transposed matrix, row after row:
/// the order in which a tile reads. Columns that are not there are 0.
template <Index width>
void Pack(Strided<const float> from, Index columns, Index depth, float* to) {
  CountCopied((columns + width - 1) / width * width * depth, sizeof(float));
  for (Index first = 0; first < columns; first += width, to += width * depth) {
    const Index there = std::min(width, columns - first);
    Index k = 0;
    if (there == width && from.down == 1) {
      for (Index i = 0; i < width; i += 4) {
        k = PackFourColumns(from.From(0, first + i), depth, width, to + i);
      }
    }
    for (; k < depth; ++k) {
      const float* row = &from(k, first);
      float* step = to + k * width;
      if (there == width && from.beside == 1) {
        for (Index i = 0; i < width; i += 4) Store(Load(row + i), step + i);
        continue;
      }
      for (Index i = 0; i < there; ++i) step[i] = row[i * from.beside];
      std::fill(step + there, step + width, 0.0F);
    }
  }
}

void AddTile(const Tile& sums, Index rows, Index columns, Strided<float> out) {
  if (columns == kTileColumns && out.beside == 1) {
    for (Index i = 0; i < rows; ++i) {
      float* row = out.data + i * out.down;
      const auto& sum = sums[static_cast<std::size_t>(i)];
      Store(Load(row) + sum[0], row);
      Store(Load(row + 4) + sum[1], row + 4);
    }
    return;
  }
  for (Index i = 0; i < rows; ++i) {
    const auto& sum = sums[static_cast<std::size_t>(i)];
    for (Index j = 0; j < columns; ++j) {
      out(i, j) += sum[static_cast<std::size_t>(j / 4)][j % 4];
    }
  }
}

void AddBlock(const Blocks& blocks, const ProductSizes& sizes,
              Strided<float> out) {
  for (Index j = 0; j < sizes.columns; j += kTileColumns) {
    const float* b = blocks.b.data() + j * sizes.depth;
    for (Index i = 0; i < sizes.rows; i += kTileRows) {
      const float* a = blocks.a.data() + i * sizes.depth;
      Tile sums;
      TileProduct(a, b, sizes.depth, sums);
      AddTile(sums, std::min(kTileRows, sizes.rows - i),
              std::min(kTileColumns, sizes.columns - j), out.From(i, j));
    }
  }
}

/// A few rows are done before b would have been copied: out's row grows by
/// rows of b where those lie side by side, and else is made of dot products.
void AddRow(Index columns, Index depth, Strided<const float> a,
            Strided<const float> b, Strided<float> out) {
  if (b.beside == 1 && out.beside == 1) {
    for (Index k = 0; k < depth; ++k) {
      const float factor = a(0, k);
      const float* row = &b(k, 0);
      Index j = 0;
      for (; j + 4 <= columns; j += 4) {
        float* to = out.data + j;
        Store(Load(to) + Repeat(factor) * Load(row + j), to);
      }
      for (; j < columns; ++j) out.data[j] += factor * row[j];
    }
    return;
  }
  const bool side_by_side = a.beside == 1 && b.down == 1;
  for (Index j = 0; j < columns; ++j) {
    Four sums{};
    Index k = 0;
    for (; side_by_side && k + 4 <= depth; k += 4) {
      sums += Load(&a(0, k)) * Load(&b(k, j));
    }
    float sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (; k < depth; ++k) sum += a(0, k) * b(k, j);
    out(0, j) += sum;
  }
}

}  // namespace

void AddPackedProduct(const ProductSizes& sizes, Strided<const float> a,
                      Strided<const float> b, Strided<float> out) {
  constexpr Index kFewRows = 2;
  if (sizes.rows <= kFewRows) {
    for (Index i = 0; i < sizes.rows; ++i) {
      AddRow(sizes.columns, sizes.depth, a.From(i, 0), b, out.From(i, 0));
    }
    return;
  }
  thread_local Blocks blocks;
  for (Index j = 0; j < sizes.columns; j += kColumns) {
    const Index columns = std::min(kColumns, sizes.columns - j);
    for (Index k = 0; k < sizes.depth; k += kDepth) {
      const Index depth = std::min(kDepth, sizes.depth - k);
      Pack<kTileColumns>(b.From(k, j), columns, depth, blocks.b.data());
      for (Index i = 0; i < sizes.rows; i += kRows) {
        const Index rows = std::min(kRows, sizes.rows - i);
        Pack<kTileRows>(a.From(i, k).Transposed(), rows, depth,
                        blocks.a.data());
        AddBlock(blocks, {rows, columns, depth}, out.From(i, j));
      }
    }
  }
}

}  // namespace attention
