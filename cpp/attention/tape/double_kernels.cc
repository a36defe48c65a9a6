// The ops in double. A file of its own, which no part of the module for the
// browser refers to: its linker then leaves half of all kernels out.

#include <algorithm>
#include <array>
#include <utility>

#include "attention/tape/ops.h"

namespace attention {
namespace ops {

#define ATTENTION_OP(name) extern const Kernels<double> k##name##Double;
#include "attention/tape/ops.def"

}  // namespace ops

template <>
const Kernels<double>& KernelsOf<double>(const Op& op) {
#define ATTENTION_OP(name) std::pair{&ops::k##name, &ops::k##name##Double},
  static constexpr std::array kAll = {
#include "attention/tape/ops.def"
  };
  return *std::ranges::find(kAll, &op, [](const auto& entry) {
            return entry.first;
          })->second;
}

}  // namespace attention
