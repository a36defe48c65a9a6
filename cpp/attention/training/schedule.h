#ifndef ATTENTION_TRAINING_SCHEDULE_H_
#define ATTENTION_TRAINING_SCHEDULE_H_

#include <string>

#include "attention/core/shape.h"

namespace attention {

/// The learning rate of each step, t = 1, 2, ... (S21):
///  - "noam": rate * d_model^-0.5 * min(t^-0.5, t * warmup^-1.5). Source:
///    Vaswani et al. 2017, eq. 3; tutorial 002, with rate 1, warmup 4000;
///  - "constant": rate, after a straight line up to it over `warmup` steps;
///  - "cosine": the same way up, then down to 0 at step `total` by half a
///    cosine (Loshchilov and Hutter 2017).
struct Schedule {
  std::string type = "constant";
  double rate = 1e-3;
  double d_model = 512;  // noam
  Index warmup = 0;      // noam: at least 1
  Index total = 0;       // cosine: more than warmup
};

/// Throws Error("[schedule] ...") for an unknown type or a size out of bounds.
void CheckSchedule(const Schedule& schedule);

/// Of a checked schedule, at a step from 1 on.
double LearningRate(const Schedule& schedule, Index step);

}  // namespace attention

#endif  // ATTENTION_TRAINING_SCHEDULE_H_
