#ifndef ATTENTION_KERNELS_TILE_H_
#define ATTENTION_KERNELS_TILE_H_

#include <array>

#include "attention/core/shape.h"
#include "attention/kernels/four.h"

/// The tile of sums that all products of floats are made of.
namespace attention {

// A tile's sums, two of its columns' numbers and one of its rows' fill half of
// the sixteen registers that every engine has; larger tiles were slower.
inline constexpr Index kTileRows = 4;
inline constexpr Index kTileColumns = 8;

using Tile = std::array<std::array<Four, 2>, kTileRows>;

/// The sums of one tile: of `depth` steps, each four numbers of `a`, one a row,
/// times eight of `b`, one a column. Every sum goes from the first step to the
/// last, so it is off by at most depth 2^-24 times the sum of its products'
/// sizes, to first order; by half of that where `add` is fused.
template <typename Add>
inline void SumTile(const float* a, const float* b, Index depth, Tile& sums,
                    Add add) {
  Tile tile{};
#ifdef __clang__
#pragma clang loop unroll(disable)
#endif
  for (Index k = 0; k < depth; ++k) {
    const Four left = Load(b);
    const Four right = Load(b + 4);
    for (std::size_t i = 0; i < kTileRows; ++i) {
      const Four factor = Repeat(a[i]);
      tile[i][0] = add(factor, left, tile[i][0]);
      tile[i][1] = add(factor, right, tile[i][1]);
    }
    a += kTileRows;
    b += kTileColumns;
  }
  sums = tile;
}

using TileKernel = void (*)(const float* a, const float* b, Index depth,
                            Tile& sums);

/// SumTile with a multiplication and an addition, each rounded.
void PlainTile(const float* a, const float* b, Index depth, Tile& sums);

/// What all products go through: PlainTile unless another was chosen.
void TileProduct(const float* a, const float* b, Index depth, Tile& sums);

/// The one place that chooses: from now on, in this module.
void UseTileKernel(TileKernel kernel);

}  // namespace attention

#endif  // ATTENTION_KERNELS_TILE_H_
