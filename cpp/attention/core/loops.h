#ifndef ATTENTION_CORE_LOOPS_H_
#define ATTENTION_CORE_LOOPS_H_

#include <array>
#include <span>
#include <string_view>

#include "attention/core/function_ref.h"
#include "attention/core/rule.h"

namespace attention {

namespace internal {

/// As below; `offsets` has a number for each operand, 0 to begin with.
void ForEachOffset(std::string_view letters, const LetterMap& sizes,
                   std::span<const LetterMap> strides, Index* offsets,
                   FunctionRef<void()> body);

}  // namespace internal

/// Calls `body(offsets)` for every combination of `letters`, the last letter
/// running fastest; `offsets[i]` is where operand i then stands, by its
/// strides. No letters: one call. A letter of size 0: none.
template <std::size_t N, typename Body>
void ForEachOffset(std::string_view letters, const LetterMap& sizes,
                   const std::array<LetterMap, N>& strides, Body&& body) {
  std::array<Index, N> offsets{};
  const std::array<Index, N>& at = offsets;
  internal::ForEachOffset(letters, sizes, strides, offsets.data(),
                          [&] { body(at); });
}

}  // namespace attention

#endif  // ATTENTION_CORE_LOOPS_H_
