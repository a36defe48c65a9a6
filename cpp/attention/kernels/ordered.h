#ifndef ATTENTION_KERNELS_ORDERED_H_
#define ATTENTION_KERNELS_ORDERED_H_

#include <string>
#include <vector>

#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/kernels/broadcast.h"
#include "attention/kernels/work.h"

namespace attention {

/// The letters of `of` for which `keep` holds, in their order there.
template <typename Keep>
std::string Letters(const std::string& of, Keep&& keep) {
  std::string letters;
  for (const char letter : of) {
    if (keep(letter)) letters += letter;
  }
  return letters;
}

/// An operand with its letters in one of two orders: as it is where it has one
/// of them, or else copied into the first.
template <typename Scalar>
class Ordered {
 public:
  Ordered(View<const Scalar> given, const std::string& letters,
          const std::string& wanted, const std::string& or_this)
      : view_(given), letters_(letters) {
    if (letters == wanted || letters == or_this) return;
    LetterMap sizes(kUnknownSize);
    BindSizes("einsum", letters, given.shape, sizes);
    copy_.resize(static_cast<std::size_t>(given.size()));
    CountCopied(given.size(), sizeof(Scalar));
    const View<Scalar> copy{copy_.data(), ShapeOf("einsum", wanted, sizes)};
    CopyInto<Scalar>(given, letters, copy, wanted);
    view_ = copy;
    letters_ = wanted;
  }

  const View<const Scalar>& view() const { return view_; }
  const std::string& letters() const { return letters_; }

 private:
  View<const Scalar> view_;
  std::string letters_;
  std::vector<Scalar> copy_;
};

}  // namespace attention

#endif  // ATTENTION_KERNELS_ORDERED_H_
