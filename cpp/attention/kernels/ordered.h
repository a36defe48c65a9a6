#ifndef ATTENTION_KERNELS_ORDERED_H_
#define ATTENTION_KERNELS_ORDERED_H_

#include <string>
#include <string_view>

#include "attention/core/rule.h"
#include "attention/core/scratch.h"
#include "attention/core/view.h"
#include "attention/kernels/broadcast.h"
#include "attention/kernels/work.h"

namespace attention {

/// An operand with its letters in one of two orders: as it is where it has one
/// of them, or else copied into the first.
template <typename Scalar>
class Ordered {
 public:
  Ordered(View<const Scalar> given, std::string_view letters,
          const std::string& wanted, const std::string& or_this)
      : view_(given),
        letters_(letters),
        copy_(Count(given, letters, wanted, or_this)) {
    if (copy_.size() == 0) return;
    LetterMap sizes(kUnknownSize);
    BindSizes("einsum", letters, given.shape, sizes);
    CountCopied(given.size(), sizeof(Scalar));
    const View<Scalar> copy{copy_.data(), ShapeOf("einsum", wanted, sizes)};
    CopyInto<Scalar>(given, letters, copy, wanted);
    view_ = copy;
    letters_ = wanted;
  }

  const View<const Scalar>& view() const { return view_; }
  const std::string& letters() const { return letters_; }

 private:
  /// How many numbers have to be copied.
  static std::size_t Count(View<const Scalar> given, std::string_view letters,
                           const std::string& wanted,
                           const std::string& or_this) {
    const bool ordered = letters == wanted || letters == or_this;
    return ordered ? 0 : static_cast<std::size_t>(given.size());
  }

  View<const Scalar> view_;
  std::string letters_;
  Scratch<Scalar> copy_;
};

}  // namespace attention

#endif  // ATTENTION_KERNELS_ORDERED_H_
