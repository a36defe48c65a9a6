#ifndef ATTENTION_KERNELS_MULTIPLY_ADDS_H_
#define ATTENTION_KERNELS_MULTIPLY_ADDS_H_

#include <string_view>

#include "attention/core/rule.h"
#include "attention/core/view.h"

namespace attention {

/// How many multiply-adds a product of tensors takes: one for every cell of
/// its letters, "hqkd" for Q K^T. Where `open` letters are given, only the
/// cells that stand on one of `open_cells` open cells of those letters count.
inline double ProductMultiplyAdds(std::string_view letters,
                                  const LetterMap& sizes,
                                  std::string_view open_letters,
                                  double open_cells) {
  bool masked = !open_letters.empty();
  for (const char letter : open_letters) {
    masked = masked && HasLetter(letters, letter);
  }
  double count = masked ? open_cells : 1;
  for (const char letter : letters) {
    if (masked && HasLetter(open_letters, letter)) continue;
    count *= static_cast<double>(sizes[letter]);
  }
  return count;
}

/// The open cells of a mask.
template <typename Scalar>
double OpenCells(View<const Scalar> mask) {
  double open = 0;
  for (const Scalar cell : mask.span()) open += cell != Scalar{0} ? 1 : 0;
  return open;
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_MULTIPLY_ADDS_H_
