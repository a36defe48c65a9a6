#ifndef ATTENTION_TRAINING_DESCRIBE_H_
#define ATTENTION_TRAINING_DESCRIBE_H_

#include <string>

#include "attention/training/trainer.h"

namespace attention {

/// JSON: {"format": 1, "model", "config", "seed", "vocabulary",
/// "target_vocabulary", "trainer": {"adam", "schedule", "clip", ...}}. Of the
/// config what is not at its default. `run` has the vocabularies.
std::string Describe(const RunSpec& run, const TrainerSpec& options);

}  // namespace attention

#endif  // ATTENTION_TRAINING_DESCRIBE_H_
