#include "attention/layers/rows_layer.h"

#include <cmath>
#include <cstddef>

#include "attention/core/error.h"
#include "attention/kernels/four.h"

namespace attention::rows {

void Resize(std::vector<float>& numbers, Index count) {
  const auto size = static_cast<std::size_t>(count);
  if (numbers.size() < size) numbers.resize(size);
}

void CheckFinite(std::string_view op, std::string_view name,
                 std::span<const float> numbers) {
  // Infinity and NaN times 0 are NaN, and stay it in a sum.
  Four sums[2] = {};
  std::size_t i = 0;
  for (; i + 8 <= numbers.size(); i += 8) {
    sums[0] += Load(&numbers[i]) * Repeat(0);
    sums[1] += Load(&numbers[i + 4]) * Repeat(0);
  }
  const Four sum = sums[0] + sums[1];
  if ((sum[0] + sum[1]) + (sum[2] + sum[3]) != 0) i = 0;
  for (; i < numbers.size(); ++i) {
    if (std::isfinite(numbers[i])) continue;
    Fail(op, name, "[", i, "] is ", numbers[i],
         "; every number must be finite");
  }
}

void CheckWeight(std::string_view op, std::string_view name,
                 std::span<const float> numbers, Index wanted) {
  if (std::ssize(numbers) != wanted) {
    Fail(op, name, " has ", numbers.size(), " numbers instead of ", wanted);
  }
  CheckFinite(op, name, numbers);
}

void CheckOptional(std::string_view op, std::string_view name,
                   std::span<const float> numbers, Index wanted) {
  if (!numbers.empty()) CheckWeight(op, name, numbers, wanted);
}

void CheckRows(std::string_view op, Index rows, Index width, Index room) {
  if (rows < 1) Fail(op, "x has no tokens");
  if (rows > kMostNumbers / room) {
    Fail(op, rows, " tokens of ", width, " numbers are too many");
  }
}

}  // namespace attention::rows
