#include "attention/training/batches.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "attention/core/error.h"
#include "attention/core/random.h"

namespace attention {
namespace {

template <typename Item>
void Shuffle(std::vector<Item>& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.Below(i)]);
  }
}

std::vector<std::vector<std::size_t>> PlanEpoch(
    Index epoch, const Lessons& lessons, const BatchPlan::Options& options,
    std::uint64_t seed) {
  constexpr std::size_t kBatchesSorted = 32;
  const std::size_t size = options.batch_size;
  std::vector<std::size_t> order(lessons.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(SeedFor(seed, "order." + ToText(epoch)));
  Shuffle(order, random);
  if (options.bucket) {
    const std::size_t window = kBatchesSorted * size;
    for (std::size_t begin = 0; begin < order.size(); begin += window) {
      const std::size_t count = std::min(window, order.size() - begin);
      std::ranges::stable_sort(
          std::span(order).subspan(begin, count), {},
          [&](std::size_t i) { return lessons.Length(i); });
    }
  }
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += size) {
    const auto batch =
        std::span(order).subspan(begin, std::min(size, order.size() - begin));
    batches.emplace_back(batch.begin(), batch.end());
  }
  if (options.bucket) Shuffle(batches, random);
  return batches;
}

}  // namespace

Index BatchPlan::PerEpoch(const Lessons& lessons, std::size_t batch_size) {
  return static_cast<Index>((lessons.size() + batch_size - 1) / batch_size);
}

const std::vector<std::size_t>& BatchPlan::At(Index batch,
                                              const Lessons& lessons,
                                              const Options& options,
                                              std::uint64_t seed) {
  const Index batches = PerEpoch(lessons, options.batch_size);
  if (epoch_ != batch / batches) {
    epoch_ = batch / batches;
    batches_ = PlanEpoch(epoch_, lessons, options, seed);
  }
  return batches_[static_cast<std::size_t>(batch % batches)];
}

}  // namespace attention
