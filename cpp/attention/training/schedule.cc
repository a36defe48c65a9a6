#include "attention/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "schedule";
constexpr Index kMaxSteps = Index{1} << 30;

}  // namespace

void CheckSchedule(const Schedule& schedule) {
  const std::string& type = schedule.type;
  if (type != "noam" && type != "constant" && type != "cosine") {
    Fail(kOp, "there is no schedule \"", type,
         "\"; there are noam, constant, cosine");
  }
  if (!std::isfinite(schedule.rate) || schedule.rate < 0) {
    Fail(kOp, "the learning rate is ", schedule.rate,
         "; it must be at least 0");
  }
  if (!std::isfinite(schedule.d_model) || schedule.d_model < 1) {
    Fail(kOp, "d_model is ", schedule.d_model, "; it must be at least 1");
  }
  const Index least = type == "noam" ? 1 : 0;
  if (schedule.warmup < least || schedule.warmup > kMaxSteps) {
    Fail(kOp, "the warm-up is ", schedule.warmup, " steps; it must be from ",
         least, " to ", kMaxSteps);
  }
  if (type == "cosine" &&
      (schedule.total <= schedule.warmup || schedule.total > kMaxSteps)) {
    Fail(kOp, schedule.total, " steps in all must be more than the ",
         schedule.warmup, " of the warm-up, and at most ", kMaxSteps);
  }
}

double LearningRate(const Schedule& schedule, Index step) {
  const auto t = static_cast<double>(step);
  const auto warmup = static_cast<double>(schedule.warmup);
  if (schedule.type == "noam") {
    return schedule.rate / std::sqrt(schedule.d_model) *
           std::min(1 / std::sqrt(t), t * std::pow(warmup, -1.5));
  }
  if (step < schedule.warmup) return schedule.rate * t / warmup;
  if (schedule.type == "constant") return schedule.rate;
  const double way = static_cast<double>(schedule.total) - warmup;
  const double gone = std::min(1.0, (t - warmup) / way);
  return schedule.rate * 0.5 * (1 + std::cos(std::numbers::pi * gone));
}

}  // namespace attention
