#include "attention/kernels/tile.h"

namespace attention {
namespace {

TileKernel chosen = &PlainTile;

}  // namespace

void PlainTile(const float* a, const float* b, Index depth, Tile& sums) {
  SumTile(a, b, depth, sums,
          [](const Four& factor, const Four& number, const Four& sum) {
            return sum + factor * number;
          });
}

void TileProduct(const float* a, const float* b, Index depth, Tile& sums) {
  chosen(a, b, depth, sums);
}

void UseTileKernel(TileKernel kernel) { chosen = kernel; }

}  // namespace attention
