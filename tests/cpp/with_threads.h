#ifndef TESTS_CPP_WITH_THREADS_H_
#define TESTS_CPP_WITH_THREADS_H_

#include "attention/core/parallel.h"

namespace attention::testing {

/// So many threads as long as this lives, and one again afterwards.
class WithThreads {
 public:
  explicit WithThreads(Index count) { UseThreads(count); }
  ~WithThreads() { UseThreads(1); }
  WithThreads(const WithThreads&) = delete;
  WithThreads& operator=(const WithThreads&) = delete;
};

}  // namespace attention::testing

#endif  // TESTS_CPP_WITH_THREADS_H_
