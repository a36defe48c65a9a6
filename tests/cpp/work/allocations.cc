// Counts what the whole test program allocates, in place of the library's
// operator new.
#include "work/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> allocations{0};

}  // namespace

std::int64_t attention::testing::Allocations() { return allocations; }

// The sanitizer has its own, of which all or none must be replaced; there
// nothing is counted.
#ifndef __SANITIZE_ADDRESS__

// Arrays and sized deallocation come here too, as the standard has it.
void* operator new(std::size_t size) {
  ++allocations;
  void* room = std::malloc(size > 0 ? size : 1);
  if (room == nullptr) throw std::bad_alloc();
  return room;
}

void operator delete(void* room) noexcept { std::free(room); }

void operator delete(void* room, std::size_t) noexcept { std::free(room); }

#endif
