#ifndef ATTENTION_TRAINING_BATCHES_H_
#define ATTENTION_TRAINING_BATCHES_H_

#include <cstdint>
#include <vector>

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

  /// The `batch`-th of all, from 0, through the epochs.
  const std::vector<std::size_t>& At(Index batch, const Lessons& lessons,
                                     const Options& options,
                                     std::uint64_t seed);

 private:
  std::vector<std::vector<std::size_t>> batches_;  // of one epoch
  Index epoch_ = -1;                               // which
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_BATCHES_H_
