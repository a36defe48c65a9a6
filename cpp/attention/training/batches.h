#ifndef ATTENTION_TRAINING_BATCHES_H_
#define ATTENTION_TRAINING_BATCHES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "attention/core/random.h"
#include "attention/training/examples.h"

namespace attention {

/// Which examples come together, and when: each epoch goes through all of them
/// in an order of its own, drawn from the seed. With buckets, the examples of
/// some batches in a row are sorted by length before they are cut into batches,
/// and the batches shuffled again.
class BatchPlan {
 public:
  struct Options {
    std::size_t batch_size = 32;
    bool bucket = false;
  };

  /// Batches that cover the examples once.
  static Index PerEpoch(const Lessons& lessons, std::size_t batch_size);

  /// The `batch`-th of all, from 0, through the epochs. An epoch is planned
  /// when its first batch is asked for, in the memory of the one before.
  std::span<const std::size_t> At(Index batch, const Lessons& lessons,
                                  const Options& options, std::uint64_t seed);

 private:
  struct Range {
    std::size_t begin;
    std::size_t count;
  };
  void Plan(const Lessons& lessons, const Options& options, Random random);
  void SortWindow(const Lessons& lessons, std::span<std::size_t> window);

  std::vector<std::size_t> order_;   // of one epoch's examples
  std::vector<Range> batches_;       // of the order
  std::vector<std::size_t> window_;  // of the order, while it is sorted
  std::vector<std::size_t> places_;
  Index epoch_ = -1;  // which
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_BATCHES_H_
