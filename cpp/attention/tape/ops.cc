#include "attention/tape/ops.h"

#include <array>

namespace attention::ops {

std::span<const Op* const> All() {
#define ATTENTION_OP(name) &k##name,
  static constexpr std::array kAll = {
#include "attention/tape/ops.def"
  };
  return kAll;
}

}  // namespace attention::ops
