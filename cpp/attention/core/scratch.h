#ifndef ATTENTION_CORE_SCRATCH_H_
#define ATTENTION_CORE_SCRATCH_H_

#include <cstddef>
#include <type_traits>
#include <vector>

namespace attention {

/// Zeroed memory for the length of a call. It is kept for the thread's next
/// call, so that what is computed again and again asks for memory once.
class ScratchRoom {
 public:
  explicit ScratchRoom(std::size_t bytes);
  ~ScratchRoom();
  ScratchRoom(const ScratchRoom&) = delete;
  ScratchRoom& operator=(const ScratchRoom&) = delete;

  void* data() { return blocks_.data(); }
  const void* data() const { return blocks_.data(); }

 private:
  struct alignas(16) Block {
    std::byte bytes[16];
  };
  using Blocks = std::vector<Block>;
  static std::vector<Blocks>& Kept();

  Blocks blocks_;
};

/// Items to work with for the length of a call, all of their bits zero at
/// first.
template <typename Item>
class Scratch {
  static_assert(std::is_trivially_copyable_v<Item>);

 public:
  explicit Scratch(std::size_t count)
      : room_(count * sizeof(Item)), size_(count) {}

  Item* data() { return static_cast<Item*>(room_.data()); }
  const Item* data() const { return static_cast<const Item*>(room_.data()); }
  std::size_t size() const { return size_; }
  Item& operator[](std::size_t i) { return data()[i]; }
  const Item& operator[](std::size_t i) const { return data()[i]; }
  Item* begin() { return data(); }
  Item* end() { return data() + size_; }

 private:
  ScratchRoom room_;
  std::size_t size_;
};

}  // namespace attention

#endif  // ATTENTION_CORE_SCRATCH_H_
