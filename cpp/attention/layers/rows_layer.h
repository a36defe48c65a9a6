#ifndef ATTENTION_LAYERS_ROWS_LAYER_H_
#define ATTENTION_LAYERS_ROWS_LAYER_H_

#include <span>
#include <string_view>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// A layer for whoever wants its result alone, again and again with the same
/// weights: rows of numbers in, as many rows out. Once it has seen as many
/// rows, a run allocates nothing.
class RowsLayer {
 public:
  RowsLayer() = default;
  RowsLayer(const RowsLayer&) = delete;
  RowsLayer& operator=(const RowsLayer&) = delete;
  virtual ~RowsLayer() = default;

  /// Where the input belongs: so many rows. Void after the next call.
  virtual std::span<float> Input(Index rows) = 0;
  /// The output; void after the next call. Throws Error when a number of the
  /// input is not finite.
  virtual std::span<const float> Run() = 0;
  /// What attends to what, [heads, rows, rows], of the last run; nothing where
  /// it isn't kept. Void after the next call.
  virtual std::span<const float> Weights() const { return {}; }
};

namespace rows {

/// A layer's and a run's numbers must fit a page's memory several times over.
inline constexpr Index kMostNumbers = Index{1} << 26;
inline constexpr Index kWidest = 8192;  // its square is that many

/// As large as needed, and never smaller again.
void Resize(std::vector<float>& numbers, Index count);

/// Throw Error("[op] name ...").
void CheckFinite(std::string_view op, std::string_view name,
                 std::span<const float> numbers);
void CheckWeight(std::string_view op, std::string_view name,
                 std::span<const float> numbers, Index wanted);
/// Nothing is right as well.
void CheckOptional(std::string_view op, std::string_view name,
                   std::span<const float> numbers, Index wanted);
void CheckRows(std::string_view op, Index rows, Index width, Index room);

}  // namespace rows
}  // namespace attention

#endif  // ATTENTION_LAYERS_ROWS_LAYER_H_
