#include "attention/tape/edits.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"

namespace attention {
namespace {

using Place = std::span<const Index>;

std::string SlabText(Place index) {
  std::string text;
  for (const Index i : index) {
    text += (text.empty() ? "" : ", ") + (i == kEvery ? "*" : ToText(i));
  }
  return "[" + text + "]";
}

/// The sizes of the axes that the slab goes along.
Shape SlabShape(const Shape& shape, Place index) {
  std::vector<Index> sizes;
  for (std::size_t axis = 0; axis < index.size(); ++axis) {
    if (index[axis] == kEvery) sizes.push_back(shape[static_cast<Index>(axis)]);
  }
  return Shape(std::span<const Index>(sizes));
}

bool IsCell(Place index) {
  return std::ranges::find(index, kEvery) == index.end();
}

/// Whether all cells of `inner` are cells of `outer`.
bool Covers(Place outer, Place inner) {
  return std::ranges::equal(outer, inner, [](Index from, Index to) {
    return from == kEvery || from == to;
  });
}

std::vector<Index> PlaceAt(const Shape& shape, Index offset) {
  std::vector<Index> place(static_cast<std::size_t>(shape.rank()));
  for (Index axis = shape.rank(); axis-- > 0;) {
    place[static_cast<std::size_t>(axis)] = offset % shape[axis];
    offset /= shape[axis];
  }
  return place;
}

/// Calls visit(offset) for each cell of the slab, in row-major order.
template <typename Visit>
void ForEachCell(const Shape& shape, Place index, Visit visit, Index axis = 0,
                 Index offset = 0) {
  if (axis == shape.rank()) return visit(offset);
  const Index at = index[static_cast<std::size_t>(axis)];
  const Index first = offset * shape[axis];
  const bool every = at == kEvery;
  const Index end = every ? shape[axis] : at + 1;
  for (Index i = every ? 0 : at; i < end; ++i) {
    ForEachCell(shape, index, visit, axis + 1, first + i);
  }
}

/// Calls visit(offset, offset) for the cells that change places.
template <typename Visit>
void ForEachPair(const Shape& shape, const Edit& edit, Visit visit) {
  Index apart = 0;  // the same for all, for the slabs lie alike
  for (Index axis = 0; axis < shape.rank(); ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    apart = apart * shape[axis] + (edit.swap[i] - edit.index[i]);
  }
  ForEachCell(shape, edit.index,
              [&](Index offset) { visit(offset, offset + apart); });
}

bool IsWithin(const Shape& shape, Place index) {
  if (static_cast<Index>(index.size()) != shape.rank()) return false;
  for (Index axis = 0; axis < shape.rank(); ++axis) {
    const Index at = index[static_cast<std::size_t>(axis)];
    if (at != kEvery && (at < 0 || at >= shape[axis])) return false;
  }
  return true;
}

bool LieAlike(Place a, Place b) {
  return std::ranges::equal(a, b, [](Index from, Index to) {
    return (from == kEvery) == (to == kEvery);
  });
}

}  // namespace

template <typename Scalar>
void CheckEdit(const EditName& name, const Edit& edit, const Shape& shape) {
  const auto fail = [&](const auto&... parts) {
    Fail(name.op, name.what, name.what.empty() ? "" : ": ", edit.tensor,
         parts...);
  };
  const auto check_place = [&](Place index) {
    if (IsWithin(shape, index)) return;
    fail(" of shape ", shape,
         IsCell(index) ? " has no cell " : " has no cells ", SlabText(index));
  };
  const auto check_number = [&](double number, const char* what) {
    if (std::isfinite(static_cast<Scalar>(number))) return;
    fail(" cannot be ", what, " ", number, ", which is not a finite number");
  };
  check_place(edit.index);
  switch (edit.kind) {
    case EditKind::kSet:
      return check_number(edit.value, "set to");
    case EditKind::kFactor:
      return check_number(edit.value, "multiplied by");
    case EditKind::kSwap:
      check_place(edit.swap);
      if (!LieAlike(edit.index, edit.swap)) {
        fail(" of shape ", shape, ": ", SlabText(edit.index), " and ",
             SlabText(edit.swap),
             " do not lie along the same axes and cannot change places");
      }
      if (edit.index == edit.swap) {
        fail(" ", SlabText(edit.index), " cannot change places with itself");
      }
      return;
    case EditKind::kHold: {
      const Shape slab = SlabShape(shape, edit.index);
      if (static_cast<Index>(edit.values.size()) != slab.elements()) {
        fail(" of shape ", shape, ": ", SlabText(edit.index), " is held by ",
             slab.elements(), " numbers of shape ", slab, ", not by ",
             edit.values.size());
      }
      for (const double number : edit.values) check_number(number, "held at");
    }
  }
}

template <typename Scalar>
void ApplyEdit(const Edit& edit, const Shape& shape, Scalar* numbers) {
  const auto value = static_cast<Scalar>(edit.value);
  switch (edit.kind) {
    case EditKind::kSet:
      return ForEachCell(shape, edit.index,
                         [&](Index at) { numbers[at] = value; });
    case EditKind::kFactor:
      return ForEachCell(shape, edit.index,
                         [&](Index at) { numbers[at] *= value; });
    case EditKind::kSwap:
      return ForEachPair(shape, edit, [&](Index one, Index other) {
        std::swap(numbers[one], numbers[other]);
      });
    case EditKind::kHold: {
      const double* next = edit.values.data();
      return ForEachCell(shape, edit.index, [&](Index at) {
        numbers[at] = static_cast<Scalar>(*next++);
      });
    }
  }
}

/// From the last edit back, those of whose cells nothing is left.
template <typename Scalar>
void Edits<Scalar>::DropOverwritten(const Edit& edit) {
  while (!layers_.empty()) {
    Layer& last = layers_.back();
    if (last.cells.empty()) {
      if (!Covers(edit.index, last.edit.index) ||
          (last.edit.kind == EditKind::kSwap &&
           !Covers(edit.index, last.edit.swap))) {
        return;
      }
    } else {
      std::erase_if(last.cells, [&](const auto& cell) {
        return Covers(edit.index, PlaceAt(shape_, cell.first));
      });
      if (!last.cells.empty()) return;
    }
    layers_.pop_back();
  }
}

template <typename Scalar>
void Edits<Scalar>::Add(const Edit& edit) {
  const bool cell = edit.kind == EditKind::kSet && IsCell(edit.index);
  const bool painted = !layers_.empty() && !layers_.back().cells.empty();
  if (!(cell && painted) &&
      (edit.kind == EditKind::kSet || edit.kind == EditKind::kHold)) {
    DropOverwritten(edit);
  }
  if (!cell) {
    layers_.push_back({edit, {}});
    return;
  }
  if (!painted) layers_.push_back({});
  layers_.back().cells.insert_or_assign(shape_.Offset(edit.index),
                                        static_cast<Scalar>(edit.value));
}

template <typename Scalar>
void Edits<Scalar>::Apply(Scalar* numbers) const {
  for (const Layer& layer : layers_) {
    for (const auto& [offset, value] : layer.cells) numbers[offset] = value;
    if (layer.cells.empty()) ApplyEdit(layer.edit, shape_, numbers);
  }
}

template <typename Scalar>
void Edits<Scalar>::Reverse(Scalar* gradient) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    for (const auto& [offset, value] : layer->cells) gradient[offset] = 0;
    if (!layer->cells.empty()) continue;
    const Edit& edit = layer->edit;
    const bool fixed =
        edit.kind == EditKind::kSet || edit.kind == EditKind::kHold;
    // A swap undoes itself, and a factor is its own slope.
    ApplyEdit(fixed ? Edit{edit.tensor, edit.index} : edit, shape_, gradient);
  }
}

template <typename Scalar>
bool Edits<Scalar>::Reach(std::span<const Index> cell) const {
  const Index offset = shape_.Offset(cell);
  return std::ranges::any_of(layers_, [&](const Layer& layer) {
    if (!layer.cells.empty()) return layer.cells.contains(offset);
    return Covers(layer.edit.index, cell) ||
           (layer.edit.kind == EditKind::kSwap &&
            Covers(layer.edit.swap, cell));
  });
}

template class Edits<float>;
template class Edits<double>;
template void CheckEdit<float>(const EditName&, const Edit&, const Shape&);
template void CheckEdit<double>(const EditName&, const Edit&, const Shape&);
template void ApplyEdit(const Edit&, const Shape&, float*);
template void ApplyEdit(const Edit&, const Shape&, double*);

}  // namespace attention
