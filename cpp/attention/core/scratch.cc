#include "attention/core/scratch.h"

#include <utility>

namespace attention {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 24;  // bytes that are kept
constexpr std::size_t kMost = 16;                       // rooms in use at once

}  // namespace

std::vector<ScratchRoom::Blocks>& ScratchRoom::Kept() {
  thread_local std::vector<Blocks> kept;
  return kept;
}

ScratchRoom::ScratchRoom(std::size_t bytes) {
  std::vector<Blocks>& kept = Kept();
  kept.reserve(kMost);  // so that giving back, in a destructor, can't throw
  if (!kept.empty()) {
    blocks_ = std::move(kept.back());
    kept.pop_back();
  }
  blocks_.resize((bytes + sizeof(Block) - 1) / sizeof(Block));
}

ScratchRoom::~ScratchRoom() {
  std::vector<Blocks>& kept = Kept();
  if (blocks_.capacity() * sizeof(Block) > kLargest) return;
  if (kept.size() == kMost) return;
  blocks_.clear();
  kept.push_back(std::move(blocks_));
}

}  // namespace attention
