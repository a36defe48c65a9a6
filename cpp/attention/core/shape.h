#ifndef ATTENTION_CORE_SHAPE_H_
#define ATTENTION_CORE_SHAPE_H_

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

namespace attention {

/// Signed, and the same type as Eigen::Index.
using Index = std::ptrdiff_t;

/// The sizes of a tensor's axes, outermost first; row-major throughout, so the
/// last axis is contiguous and a head is one block. At most eight axes.
class Shape {
 public:
  static constexpr Index kMaxRank = 8;
  /// 2^28 numbers are 1 GiB of floats, a quarter of what wasm32 can address.
  static constexpr Index kMaxElements = Index{1} << 28;

  Shape() = default;
  /// Throws Error: more than kMaxRank axes, a negative size, or a product
  /// beyond kMaxElements.
  Shape(std::initializer_list<Index> sizes);
  explicit Shape(std::span<const Index> sizes);

  Index rank() const { return rank_; }
  Index operator[](Index axis) const {
    return sizes_[static_cast<std::size_t>(axis)];
  }
  /// The product of the sizes; 1 for no axes.
  Index elements() const { return elements_; }
  std::span<const Index> sizes() const {
    return {sizes_.data(), static_cast<std::size_t>(rank_)};
  }

  /// Row-major position of a cell. The caller has checked the index.
  Index Offset(std::span<const Index> index) const;
  /// Whether the index has one number an axis, each within its size.
  bool Contains(std::span<const Index> index) const;

  friend bool operator==(const Shape& a, const Shape& b);

 private:
  std::array<Index, kMaxRank> sizes_{};
  Index rank_ = 0;
  Index elements_ = 1;
};

}  // namespace attention

#endif  // ATTENTION_CORE_SHAPE_H_
