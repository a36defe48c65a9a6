#ifndef ATTENTION_TASKS_DRAW_H_
#define ATTENTION_TASKS_DRAW_H_

#include <span>
#include <string_view>

#include "attention/core/random.h"
#include "attention/tasks/task.h"

namespace attention {

/// Whether what the key names belongs to the split: one in five is held out, by
/// the key alone.
inline bool InSplit(std::string_view key, Split split) {
  constexpr std::uint64_t kSalt = 5;
  const bool held_out = SeedFor(kSalt, key) % 5 == 0;
  return held_out == (split == Split::kHeldOut);
}

template <typename Item, std::size_t N>
const Item& Pick(Random& random, const Item (&items)[N]) {
  return items[random.Below(N)];
}

}  // namespace attention

#endif  // ATTENTION_TASKS_DRAW_H_
