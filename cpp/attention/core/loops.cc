#include "attention/core/loops.h"

namespace attention::internal {

void ForEachOffset(std::string_view letters, const LetterMap& sizes,
                   std::span<const LetterMap> strides, Index* offsets,
                   FunctionRef<void()> body) {
  for (const char letter : letters) {
    if (sizes[letter] == 0) return;
  }
  LetterMap at;
  while (true) {
    body();
    std::size_t axis = letters.size();
    while (true) {
      if (axis == 0) return;
      const char letter = letters[--axis];
      for (std::size_t i = 0; i < strides.size(); ++i) {
        offsets[i] += strides[i][letter];
      }
      if (++at[letter] < sizes[letter]) break;
      at[letter] = 0;
      for (std::size_t i = 0; i < strides.size(); ++i) {
        offsets[i] -= strides[i][letter] * sizes[letter];
      }
    }
  }
}

}  // namespace attention::internal
