#ifndef ATTENTION_KERNELS_WORK_H_
#define ATTENTION_KERNELS_WORK_H_

#include <cstdint>

#include "attention/core/shape.h"

/// How much products multiply and kernels copy, for the test that holds fixed
/// workloads to what they took before: unlike a time, a count is the same on
/// every machine. Counted by the block, never by the number, so that it costs
/// nothing that could be measured.
namespace attention {

struct Work {
  std::int64_t multiply_adds = 0;  // of AddProduct
  std::int64_t copied_bytes = 0;   // into an order that a kernel reads
};

/// This thread's, since it began.
inline constinit thread_local Work counted_work;

inline void CountMultiplyAdds(Index rows, Index columns, Index depth) {
  counted_work.multiply_adds += std::int64_t{rows} * columns * depth;
}

inline void CountCopied(Index numbers, std::size_t size) {
  counted_work.copied_bytes += std::int64_t{numbers} * static_cast<int>(size);
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_WORK_H_
