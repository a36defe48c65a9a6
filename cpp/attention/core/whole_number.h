#ifndef ATTENTION_CORE_WHOLE_NUMBER_H_
#define ATTENTION_CORE_WHOLE_NUMBER_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace attention {

/// A whole number from 0 to 2^1536, as large as an exact comparison of a
/// decimal number with a double needs; not checked against growing beyond.
class WholeNumber {
 public:
  WholeNumber(std::uint64_t value = 0) {  // NOLINT(google-explicit-constructor)
    for (; value != 0; value >>= 32u) Push(static_cast<std::uint32_t>(value));
  }

  WholeNumber& operator*=(std::uint32_t factor) {
    return MultiplyAdd(factor, 0);
  }

  WholeNumber& MultiplyAdd(std::uint32_t factor, std::uint32_t carry) {
    std::uint64_t rest = carry;
    for (std::size_t i = 0; i < size_; ++i) {
      rest += std::uint64_t{words_[i]} * factor;
      words_[i] = static_cast<std::uint32_t>(rest);
      rest >>= 32u;
    }
    if (rest != 0) Push(static_cast<std::uint32_t>(rest));
    return *this;
  }

  WholeNumber& operator<<=(int bits) {
    for (; bits > 0; bits -= 16) {
      *this *= std::uint32_t{1} << static_cast<unsigned>(std::min(bits, 16));
    }
    return *this;
  }

  WholeNumber& operator+=(const WholeNumber& other) {
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < std::max(size_, other.size_) || rest != 0;
         ++i) {
      if (i == size_) Push(0);
      rest += words_[i];
      if (i < other.size_) rest += other.words_[i];
      words_[i] = static_cast<std::uint32_t>(rest);
      rest >>= 32u;
    }
    return *this;
  }

  /// Needs other <= *this.
  WholeNumber& operator-=(const WholeNumber& other) {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::uint64_t taken =
          borrow + (i < other.size_ ? other.words_[i] : 0);
      borrow = words_[i] < taken ? 1 : 0;
      words_[i] = static_cast<std::uint32_t>(words_[i] - taken);
    }
    while (size_ > 0 && words_[size_ - 1] == 0) --size_;
    return *this;
  }

  friend WholeNumber operator+(WholeNumber a, const WholeNumber& b) {
    return a += b;
  }

  friend std::strong_ordering operator<=>(const WholeNumber& a,
                                          const WholeNumber& b) {
    if (a.size_ != b.size_) return a.size_ <=> b.size_;
    for (std::size_t i = a.size_; i-- > 0;) {
      if (a.words_[i] != b.words_[i]) return a.words_[i] <=> b.words_[i];
    }
    return std::strong_ordering::equal;
  }
  friend bool operator==(const WholeNumber& a, const WholeNumber& b) {
    return (a <=> b) == 0;
  }

 private:
  void Push(std::uint32_t word) { words_[size_++] = word; }

  std::array<std::uint32_t, 48> words_{};  // lowest first; none is 0 at the top
  std::size_t size_ = 0;
};

}  // namespace attention

#endif  // ATTENTION_CORE_WHOLE_NUMBER_H_
