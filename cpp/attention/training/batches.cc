#include "attention/training/batches.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "attention/core/numbered_name.h"

namespace attention {
namespace {

template <typename Item>
void Shuffle(std::vector<Item>& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.Below(i)]);
  }
}

}  // namespace

/// Equally long ones keep their order.
void BatchPlan::SortWindow(const Lessons& lessons,
                           std::span<std::size_t> window) {
  window_.assign(window.begin(), window.end());
  places_.clear();  // by length: how many are shorter
  for (const std::size_t i : window_) {
    const std::size_t length = lessons.Length(i);
    if (length + 1 >= places_.size()) places_.resize(length + 2, 0);
    ++places_[length + 1];
  }
  for (std::size_t length = 1; length < places_.size(); ++length) {
    places_[length] += places_[length - 1];
  }
  for (const std::size_t i : window_) window[places_[lessons.Length(i)]++] = i;
}

void BatchPlan::Plan(const Lessons& lessons, const Options& options,
                     Random random) {
  constexpr std::size_t kBatchesSorted = 32;
  const std::size_t size = options.batch_size;
  order_.resize(lessons.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  Shuffle(order_, random);
  if (options.bucket) {
    const std::size_t window = kBatchesSorted * size;
    for (std::size_t begin = 0; begin < order_.size(); begin += window) {
      SortWindow(lessons, std::span(order_).subspan(
                              begin, std::min(window, order_.size() - begin)));
    }
  }
  batches_.clear();
  for (std::size_t begin = 0; begin < order_.size(); begin += size) {
    batches_.push_back({begin, std::min(size, order_.size() - begin)});
  }
  if (options.bucket) Shuffle(batches_, random);
}

Index BatchPlan::PerEpoch(const Lessons& lessons, std::size_t batch_size) {
  return static_cast<Index>((lessons.size() + batch_size - 1) / batch_size);
}

std::span<const std::size_t> BatchPlan::At(Index batch, const Lessons& lessons,
                                           const Options& options,
                                           std::uint64_t seed) {
  const Index batches = PerEpoch(lessons, options.batch_size);
  if (epoch_ != batch / batches) {
    epoch_ = batch / batches;
    const NumberedName name("order", {epoch_});
    Plan(lessons, options, Random(SeedFor(seed, name.text())));
  }
  const Range range = batches_[static_cast<std::size_t>(batch % batches)];
  return std::span(order_).subspan(range.begin, range.count);
}

}  // namespace attention
