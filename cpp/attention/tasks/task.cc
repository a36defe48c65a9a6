#include "attention/tasks/task.h"

#include <array>
#include <cmath>

#include "attention/core/error.h"
#include "attention/tasks/generators.h"

namespace attention {
namespace {

constexpr const char* kOp = "task";

/// The one table of tasks. To add one: its generator, and its line.
constexpr std::array kGenerators = {
    Generator{"copy", DrawCopy, SuitLetters},
    Generator{"reverse", DrawReverse, SuitLetters},
    Generator{"sort", DrawSort, SuitLetters},
    Generator{"previous_token", DrawPreviousToken, SuitPreviousToken},
    Generator{"induction", DrawInduction, SuitInduction},
    Generator{"pronouns", DrawPronouns, SuitPronouns},
    Generator{"grammar", DrawGrammar, SuitGrammar},
};

const Generator& Find(std::string_view name) {
  std::string known;
  for (const Generator& generator : kGenerators) {
    if (generator.name == name) return generator;
    known += (known.empty() ? "" : ", ") + std::string(generator.name);
  }
  Fail(kOp, "there is no task \"", name, "\"; the tasks are ", known);
}

}  // namespace

std::vector<std::string_view> TaskNames() {
  std::vector<std::string_view> names;
  for (const Generator& generator : kGenerators) {
    names.push_back(generator.name);
  }
  return names;
}

TaskExamples MakeTask(const TaskOptions& options) {
  const Generator& generator = Find(options.task);
  const double count = options.count;
  if (!(count >= 1 && count <= kMaxTaskExamples) ||
      count != std::floor(count)) {
    Fail(kOp, "count is ", count, "; it must be a whole number from 1 to ",
         kMaxTaskExamples);
  }
  RunSpec seeded;
  seeded.model = kOp;
  seeded.seed = options.seed;
  const bool held_out = options.split == Split::kHeldOut;
  Random random(SeedFor(ResolveSeed(seeded),
                        options.task + (held_out ? ".held_out" : ".train")));
  TaskExamples task;
  task.trainer.run.seed = options.seed;
  generator.suit(task);
  for (double i = 0; i < count; ++i) {
    task.trainer.examples.push_back(generator.draw(random, options.split));
  }
  return task;
}

}  // namespace attention
