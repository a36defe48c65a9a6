#ifndef ATTENTION_CORE_VIEW_H_
#define ATTENTION_CORE_VIEW_H_

#include <span>
#include <type_traits>

#include "attention/core/shape.h"

namespace attention {

/// A row-major tensor that someone else owns. `View<const float>` reads.
template <typename Scalar>
struct View {
  Scalar* data = nullptr;
  Shape shape;

  Index size() const { return shape.elements(); }
  std::span<Scalar> span() const {
    return {data, static_cast<std::size_t>(size())};
  }

  // NOLINTNEXTLINE(google-explicit-constructor): as a pointer gains const.
  operator View<const Scalar>() const
    requires(!std::is_const_v<Scalar>)
  {
    return {data, shape};
  }
};

}  // namespace attention

#endif  // ATTENTION_CORE_VIEW_H_
