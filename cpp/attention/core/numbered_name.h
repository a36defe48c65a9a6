#ifndef ATTENTION_CORE_NUMBERED_NAME_H_
#define ATTENTION_CORE_NUMBERED_NAME_H_

#include <array>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "attention/core/shape.h"

namespace attention {

/// A name such as "step.12.3" without memory of its own: what a training step
/// draws from is named anew each time.
class NumberedName {
 public:
  /// At most two numbers, and a stem of at most 8 letters.
  NumberedName(std::string_view stem, std::initializer_list<Index> numbers) {
    char* end = stem.copy(text_.data(), text_.size()) + text_.data();
    for (const Index number : numbers) {
      *end++ = '.';
      end = std::to_chars(end, text_.data() + text_.size(), number).ptr;
    }
    size_ = static_cast<std::size_t>(end - text_.data());
  }

  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, 64> text_;
  std::size_t size_ = 0;
};

}  // namespace attention

#endif  // ATTENTION_CORE_NUMBERED_NAME_H_
