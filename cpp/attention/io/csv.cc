#include "attention/io/csv.h"

#include "attention/core/error.h"

namespace attention {

std::string ToCsv(View<const float> tensor, std::string_view axes) {
  const Shape& shape = tensor.shape;
  const Index last = shape.rank() - 1;
  const Index columns = last < 0 ? 1 : shape[last];
  const char column = last < 0 ? 'x' : axes.back();
  std::string csv;
  for (Index axis = 0; axis < last; ++axis) {
    csv += axes[static_cast<std::size_t>(axis)];
    csv += ',';
  }
  for (Index i = 0; i < columns; ++i) {
    csv += (i == 0 ? "" : ",") + ToText(column) + ToText(i);
  }
  csv += '\n';
  if (columns == 0) return csv;
  for (Index row = 0; row * columns < tensor.size(); ++row) {
    Index below = tensor.size() / columns;
    Index rest = row;
    for (Index axis = 0; axis < last; ++axis) {
      below /= shape[axis];
      csv += ToText(rest / below) + ",";
      rest %= below;
    }
    for (Index i = 0; i < columns; ++i) {
      if (i > 0) csv += ',';
      csv += ToText(tensor.data[row * columns + i]);
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace attention
