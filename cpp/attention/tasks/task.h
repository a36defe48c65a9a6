#ifndef ATTENTION_TASKS_TASK_H_
#define ATTENTION_TASKS_TASK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "attention/training/trainer.h"

namespace attention {

/// Which examples of a task: those to learn from, or those kept from them. The
/// two have no example in common, whatever the seeds.
enum class Split { kTrain, kHeldOut };

struct TaskOptions {
  std::string task;
  double seed = 7;
  double count = 1000;
  Split split = Split::kTrain;
};

/// Examples from a generator, and a model and a training that suit them: the
/// model is small and reaches `target` within a minute or two in a browser.
struct TaskExamples {
  /// Model, config and vocabularies, the examples, optimiser and batch.
  TrainerSpec trainer;
  std::vector<std::string> labels;  // of the classes, where there are some
  /// Held-out accuracy to train towards, as Trainer::Evaluate has it: below 1
  /// where some words cannot be foreseen.
  double target = 1;
  Index steps = 0;  // what reaching it took, with the suggested training
};

inline constexpr double kMaxTaskExamples = 100000;

/// The names that MakeTask knows: copy, reverse, sort, previous_token,
/// induction, pronouns, grammar.
std::vector<std::string_view> TaskNames();

/// `count` examples drawn from the seed. Throws Error("[task] ...") for an
/// unknown task, a count out of bounds, or a seed that is no whole number.
TaskExamples MakeTask(const TaskOptions& options);

}  // namespace attention

#endif  // ATTENTION_TASKS_TASK_H_
