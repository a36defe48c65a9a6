#ifndef TESTS_CPP_WORK_ALLOCATIONS_H_
#define TESTS_CPP_WORK_ALLOCATIONS_H_

#include <cstdint>

namespace attention::testing {

/// How often this program has called operator new.
std::int64_t Allocations();

}  // namespace attention::testing

#endif  // TESTS_CPP_WORK_ALLOCATIONS_H_
