#include "attention/core/shape.h"

#include <algorithm>
#include <cstdint>

#include "attention/core/error.h"

namespace attention {

Shape::Shape(std::initializer_list<Index> sizes)
    : Shape(std::span<const Index>(sizes.begin(), sizes.size())) {}

Shape::Shape(std::span<const Index> sizes)
    : rank_(static_cast<Index>(sizes.size())) {
  if (rank_ > kMaxRank) {
    Fail("shape", rank_, " axes are more than the ", kMaxRank, " allowed");
  }
  std::copy(sizes.begin(), sizes.end(), sizes_.begin());
  std::int64_t product = 1;  // 64 bits also where Index has 32
  bool empty = false;
  for (const Index size : sizes) {
    if (size < 0) Fail("shape", "an axis of size ", size, " is negative");
    if (size == 0) empty = true;
    if (size > kMaxElements || (!empty && product * size > kMaxElements)) {
      Fail("shape", *this, " has more than ", kMaxElements, " numbers");
    }
    if (!empty) product *= size;
  }
  elements_ = empty ? 0 : static_cast<Index>(product);
}

Index Shape::Offset(std::span<const Index> index) const {
  Index offset = 0;
  for (Index axis = 0; axis < rank_; ++axis) {
    offset = offset * (*this)[axis] + index[static_cast<std::size_t>(axis)];
  }
  return offset;
}

bool Shape::Contains(std::span<const Index> index) const {
  if (static_cast<Index>(index.size()) != rank_) return false;
  return std::equal(index.begin(), index.end(), sizes_.begin(),
                    [](Index i, Index size) { return i >= 0 && i < size; });
}

bool operator==(const Shape& a, const Shape& b) {
  return std::ranges::equal(a.sizes(), b.sizes());
}

}  // namespace attention
