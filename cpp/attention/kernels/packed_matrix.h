#ifndef ATTENTION_KERNELS_PACKED_MATRIX_H_
#define ATTENTION_KERNELS_PACKED_MATRIX_H_

#include <span>
#include <vector>

#include "attention/core/shape.h"
#include "attention/kernels/tile.h"

/// Products with a matrix that stays the same, which is packed once. Rows that
/// are multiplied lie in panels: eight side by side, number after number.
namespace attention {

inline constexpr Index kPanel = kTileColumns;

/// Tiles of weights that stay in the cache while all panels pass by.
inline constexpr Index kTilesAtOnce = 8;

inline Index Tiles(Index rows) { return (rows + kTileRows - 1) / kTileRows; }
inline Index Panels(Index rows) { return (rows + kPanel - 1) / kPanel; }

/// `rows` rows of `width` numbers into Panels(rows) panels; rows that are not
/// there are 0.
void PackPanels(const float* from, Index rows, Index width, float* panels);

/// x W + b. Every number as SumTile's, and one more rounding for the bias.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  /// depth x width, row-major; rows that `weight` doesn't have are zeros.
  /// `bias` has width numbers, or none for no bias.
  PackedMatrix(std::span<const float> weight, Index depth, Index width,
               std::span<const float> bias);

  Index depth() const { return depth_; }
  /// Of a row in the panels that are made: width, filled up to whole tiles.
  Index padded() const { return Tiles(width_) * kTileRows; }

  /// Panels of `depth` numbers a row into panels of `padded`, where what fills
  /// up is 0.
  void ToPanels(const float* x, Index panels, float* out) const;
  /// And into rows of `width`.
  void ToRows(const float* x, Index rows, float* out) const;

 private:
  template <typename Take>
  void Multiply(const float* x, Index panels, Take take) const;

  Index depth_ = 0;
  Index width_ = 0;
  std::vector<float> tiles_;  // tile of columns, row, column of the tile
  std::vector<float> bias_;
};

}  // namespace attention

#endif  // ATTENTION_KERNELS_PACKED_MATRIX_H_
