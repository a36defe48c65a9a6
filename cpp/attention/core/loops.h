#ifndef ATTENTION_CORE_LOOPS_H_
#define ATTENTION_CORE_LOOPS_H_

#include <array>
#include <string_view>

#include "attention/core/rule.h"

namespace attention {

/// Calls `body(offsets)` for every combination of `letters`, the last letter
/// running fastest; `offsets[i]` is where operand i then stands, by its
/// strides. No letters: one call. A letter of size 0: none.
template <std::size_t N, typename Body>
void ForEachOffset(std::string_view letters, const LetterMap& sizes,
                   const std::array<LetterMap, N>& strides, Body&& body) {
  for (const char letter : letters) {
    if (sizes[letter] == 0) return;
  }
  LetterMap at;
  std::array<Index, N> offsets{};
  while (true) {
    body(offsets);
    std::size_t axis = letters.size();
    while (true) {
      if (axis == 0) return;
      const char letter = letters[--axis];
      for (std::size_t i = 0; i < N; ++i) offsets[i] += strides[i][letter];
      if (++at[letter] < sizes[letter]) break;
      at[letter] = 0;
      for (std::size_t i = 0; i < N; ++i) {
        offsets[i] -= strides[i][letter] * sizes[letter];
      }
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_CORE_LOOPS_H_
