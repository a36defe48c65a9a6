#include "attention/core/parallel.h"

#include <algorithm>

#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)

#include <atomic>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace attention::internal {
namespace {

/// Set while this thread works on a loop.
thread_local bool busy = false;

/// A loop in parts; threads take the next until none is left.
struct Loop {
  Index count;
  Index part;
  FunctionRef<void(Index, Index)> body;
  std::atomic<Index> next{0};
  std::mutex mutex{};
  std::exception_ptr failure{};

  void Work() {
    busy = true;
    for (Index begin = next.fetch_add(part); begin < count;
         begin = next.fetch_add(part)) {
      try {
        body(begin, std::min(count, begin + part));
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
    busy = false;
  }
};

/// Threads that wait for a loop, work on it together with whoever brought it,
/// and wait for the next.
class Pool {
 public:
  explicit Pool(Index others) {
    for (Index i = 0; i < others; ++i)
      threads_.emplace_back([this] { Wait(); });
  }
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    woken_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Index threads() const { return std::ssize(threads_) + 1; }

  void Run(Loop& loop) {
    bool asleep = false;
    {
      const std::lock_guard lock(mutex_);
      loop_ = &loop;
      ++loops_;
      asleep = asleep_ > 0;
    }
    if (asleep) woken_.notify_all();
    loop.Work();
    {
      const std::lock_guard lock(mutex_);
      loop_ = nullptr;  // who wakes only now is too late
    }
    Spin([this] { return at_work_ == 0; });
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return at_work_ == 0; });
  }

 private:
  /// Asleep, a thread is woken in tens of microseconds; loops often follow each
  /// other sooner.
  template <typename Condition>
  static void Spin(Condition&& condition) {
    constexpr int kRounds = 60000;
    for (int i = 0; i < kRounds && !condition(); ++i) {
    }
  }

  void Wait() {
    Index seen = 0;
    while (true) {
      Spin([&] { return ended_ || loops_ != seen; });
      std::unique_lock lock(mutex_);
      ++asleep_;
      woken_.wait(
          lock, [&] { return ended_ || (loop_ != nullptr && loops_ != seen); });
      --asleep_;
      if (ended_) return;
      seen = loops_;
      Loop& loop = *loop_;
      ++at_work_;
      lock.unlock();
      loop.Work();
      lock.lock();
      if (--at_work_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable woken_;
  std::condition_variable done_;
  Loop* loop_ = nullptr;
  Index asleep_ = 0;
  // Written with the mutex held, and read without it while a thread spins.
  std::atomic<Index> loops_{0};
  std::atomic<Index> at_work_{0};
  std::atomic<bool> ended_{false};
  std::vector<std::thread> threads_;  // last: they use all of the above
};

std::unique_ptr<Pool>& ThePool() {
  static std::unique_ptr<Pool> pool;
  return pool;
}

}  // namespace

Index PoolThreads() { return ThePool() ? ThePool()->threads() : 1; }

void UsePool(Index count) {
  const Index others = std::clamp<Index>(count, 1, kMostThreads) - 1;
  ThePool().reset();
  if (others > 0) ThePool() = std::make_unique<Pool>(others);
}

void ShareLoop(Index count, Index grain, FunctionRef<void(Index, Index)> body) {
  if (count <= 0) return;
  const Index threads = busy ? 1 : PoolThreads();
  if (threads == 1 || count <= grain) {
    body(0, count);
    return;
  }
  // Several parts a thread: one that comes late, or has the longer rounds,
  // leaves the rest to the others.
  constexpr Index kPartsOfAThread = 4;
  const Index parts = kPartsOfAThread * threads;
  Loop loop{count, std::max(grain, (count + parts - 1) / parts), body};
  ThePool()->Run(loop);
  if (loop.failure) std::rethrow_exception(loop.failure);
}

}  // namespace attention::internal

#endif
