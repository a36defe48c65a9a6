#ifndef ATTENTION_TRAINING_BATCH_RUN_H_
#define ATTENTION_TRAINING_BATCH_RUN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "attention/models/run.h"
#include "attention/training/examples.h"

namespace attention {

/// Runs batches of lessons one after the other on the same tape. A batch of
/// the sizes of the one before is not recorded again: its words, labels and
/// weights are put where that one's were and the steps executed once more,
/// which gives the same bits and asks for no memory. Nobody looks at its
/// weights of attention: those of many words aren't kept, see FusedAttention.
class BatchRun {
 public:
  /// The tape of a batch, with its "loss" and, in training, the gradients. It
  /// stays as it is until the next call. Throws Error as RunModel does.
  const Tape& Run(const Lessons& lessons, std::span<const std::size_t> chosen,
                  const BatchOptions& options, GivenTensors& weights);

  /// The tape of the last batch, for its memory.
  Tape Release();

 private:
  /// All that decides which steps a batch records.
  struct Sizes {
    const Lessons* lessons = nullptr;
    std::size_t examples = 0;
    std::size_t source = 0;  // words of the longest
    std::size_t target = 0;
    bool source_padded = false;
    bool target_padded = false;
    double label_smoothing = 0;
    bool training = false;

    bool operator==(const Sizes&) const = default;
  };

  static Sizes SizesOf(const Lessons& lessons,
                       std::span<const std::size_t> chosen,
                       const BatchOptions& options);
  void Refill(const Lessons& lessons, std::span<const std::size_t> chosen,
              const BatchOptions& options, const GivenTensors& weights);
  /// Lays what each lesson has of a tensor one behind the other, filled up to
  /// the same length. A tensor that the model does not have is passed over.
  using NumbersOf = std::span<const float> (*)(const Lesson&);
  void Give(std::string_view name, const Lessons& lessons,
            std::span<const std::size_t> chosen, NumbersOf numbers,
            float padding);
  void GiveLengths(std::string_view name, const Lessons& lessons,
                   std::span<const std::size_t> chosen, NumbersOf numbers);

  std::optional<Sizes> recorded_;
  Tape tape_;
  std::vector<float> numbers_;  // of one tensor, on their way to the tape
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_BATCH_RUN_H_
