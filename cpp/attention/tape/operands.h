#ifndef ATTENTION_TAPE_OPERANDS_H_
#define ATTENTION_TAPE_OPERANDS_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace attention {

/// Something of each of a step's operands for the length of a call. Steps have
/// few operands, for which no memory is asked; some add or join any number.
template <typename Item>
class PerOperand {
 public:
  explicit PerOperand(std::size_t count)
      : many_(count > kFew ? count : 0), items_(few_.data(), count) {
    if (count > kFew) items_ = many_;
  }
  PerOperand(const PerOperand&) = delete;
  PerOperand& operator=(const PerOperand&) = delete;

  Item& operator[](std::size_t i) { return items_[i]; }
  std::span<const Item> span() const { return items_; }

 private:
  static constexpr std::size_t kFew = 8;

  std::array<Item, kFew> few_;
  std::vector<Item> many_;
  std::span<Item> items_;
};

}  // namespace attention

#endif  // ATTENTION_TAPE_OPERANDS_H_
