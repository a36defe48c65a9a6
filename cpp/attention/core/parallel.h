#ifndef ATTENTION_CORE_PARALLEL_H_
#define ATTENTION_CORE_PARALLEL_H_

#include "attention/core/function_ref.h"
#include "attention/core/shape.h"

/// Loops whose rounds don't depend on each other, shared by threads. Who does a
/// round changes nothing about its numbers, so results are the same, to the
/// last bit, with any number of threads.
namespace attention {

/// Whether this build has threads: all have but WebAssembly without shared
/// memory, where every loop is the caller's own and costs nothing more.
#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
inline constexpr bool kHasThreads = true;
#else
inline constexpr bool kHasThreads = false;
#endif

inline constexpr Index kMostThreads = 16;

namespace internal {

Index PoolThreads();
void UsePool(Index count);
void ShareLoop(Index count, Index grain, FunctionRef<void(Index, Index)> body);

}  // namespace internal

/// How many threads share a loop, the caller's among them: 1 to begin with.
inline Index Threads() {
  if constexpr (kHasThreads) return internal::PoolThreads();
  return 1;
}

/// From now on `count` threads, at least 1 and at most kMostThreads; the others
/// wait between loops. Not to be called while a loop runs.
inline void UseThreads([[maybe_unused]] Index count) {
  if constexpr (kHasThreads) internal::UsePool(count);
}

/// body(begin, end) for ranges that make up [0, count), each once, in no order,
/// of at least `grain` rounds but for the last: so many that waking a thread
/// (some microseconds) pays. Returns when all are done. A loop within a loop is
/// its caller's own. Throws what a body throws, when the others are done.
template <typename Body>
void InParallel(Index count, [[maybe_unused]] Index grain, Body&& body) {
  if constexpr (kHasThreads) {
    internal::ShareLoop(count, grain, body);
  } else if (count > 0) {
    body(Index{0}, count);
  }
}

/// The grain of rounds that each take about so many additions or the like.
inline Index GrainOf(Index per_round) {
  constexpr Index kWorthwhile = 1 << 16;
  return per_round >= kWorthwhile || per_round < 1
             ? 1
             : (kWorthwhile + per_round - 1) / per_round;
}

}  // namespace attention

#endif  // ATTENTION_CORE_PARALLEL_H_
