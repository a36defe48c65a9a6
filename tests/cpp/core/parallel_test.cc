#include "attention/core/parallel.h"

#include <atomic>
#include <stdexcept>

#include "support.h"
#include "with_threads.h"

namespace attention {
namespace {

using testing::WithThreads;

TEST(InParallel, GoesThroughEveryRoundOnceWithAnyNumberOfThreads) {
  for (const Index threads : {1, 2, 3, 7}) {
    const WithThreads with(threads);
    for (const Index count : {0, 1, 2, 5, 64, 1000}) {
      for (const Index grain : {1, 3, 64, 5000}) {
        std::vector<std::atomic<int>> rounds(static_cast<std::size_t>(count));
        InParallel(count, grain, [&](Index begin, Index end) {
          ASSERT_LT(begin, end);
          for (Index i = begin; i < end; ++i) {
            ++rounds[static_cast<std::size_t>(i)];
          }
        });
        for (const auto& round : rounds) {
          ASSERT_EQ(round, 1) << count << " rounds, " << threads << " threads";
        }
      }
    }
  }
}

TEST(InParallel, KeepsTogetherWhatIsTooLittleToShare) {
  const WithThreads with(3);
  int calls = 0;
  InParallel(100, 100, [&](Index begin, Index end) {
    EXPECT_EQ(begin, 0);
    EXPECT_EQ(end, 100);
    ++calls;
  });
  EXPECT_EQ(calls, 1);
}

TEST(InParallel, WorksOnTwoPartsAtOnceWhereThereAreThreads) {
  const WithThreads with(2);
  if (!kHasThreads) {
    EXPECT_EQ(Threads(), 1);
    return;
  }
  ASSERT_EQ(Threads(), 2);
  std::atomic<int> there{0};
  // Each part waits for the other: with one thread this would never end.
  InParallel(2, 1, [&](Index, Index) {
    ++there;
    while (there < 2) {
    }
  });
  EXPECT_EQ(there, 2);
}

TEST(InParallel, MakesALoopWithinALoopItsCallersOwn) {
  const WithThreads with(3);
  std::atomic<int> inner{0};
  InParallel(8, 1, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      InParallel(10, 1, [&](Index from, Index to) {
        if (kHasThreads) {
          EXPECT_EQ(to - from, 10);
        }
        inner += static_cast<int>(to - from);
      });
    }
  });
  EXPECT_EQ(inner, 80);
}

TEST(InParallel, ThrowsWhatABodyThrowsAndGoesOnAfterwards) {
  const WithThreads with(3);
  const auto fail = [](Index begin, Index end) {
    if (begin <= 40 && 40 < end) throw std::runtime_error("at 40");
  };
  EXPECT_THROW(InParallel(100, 1, fail), std::runtime_error);
  std::atomic<Index> rounds{0};
  InParallel(100, 1, [&](Index begin, Index end) { rounds += end - begin; });
  EXPECT_EQ(rounds, 100);
}

TEST(UseThreads, TakesAtLeastOneAndNotTooMany) {
  for (const Index wanted : {-1, 0, 1}) {
    const WithThreads with(wanted);
    EXPECT_EQ(Threads(), 1);
  }
  const WithThreads with(1000);
  EXPECT_EQ(Threads(), kHasThreads ? kMostThreads : 1);
}

}  // namespace
}  // namespace attention
