#include "bindings/training.h"

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "attention/training/adam.h"
#include "attention/training/clip.h"
#include "attention/training/schedule.h"
#include "bindings/marshal.h"

namespace attention::bindings {
namespace {

/// So many learning rates make a curve; more would only fill memory.
constexpr Index kMaxSteps = 1 << 20;

std::vector<double> ReadNumbers(const char* op, const char* name,
                                const val& value) {
  std::vector<double> numbers;
  for (const val& number : ReadList(op, name, value)) {
    numbers.push_back(ReadNumber(op, name, number));
  }
  return numbers;
}

std::vector<std::vector<double>> NeedRows(const char* op, const val& options,
                                          const char* name) {
  const auto given = Find(op, options, name);
  if (!given) Fail(op, name, " is needed");
  std::vector<std::vector<double>> rows;
  for (const val& row : ReadList(op, name, *given)) {
    rows.push_back(ReadNumbers(op, name, row));
  }
  return rows;
}

val ToNumbers(const std::vector<double>& numbers) {
  return ToList(numbers, [](double number) { return val(number); });
}

val ToObject(const AdamTrace& from) {
  Object object;
  object.Set("m", ToNumbers(from.m));
  object.Set("v", ToNumbers(from.v));
  object.Set("mHat", ToNumbers(from.m_hat));
  object.Set("vHat", ToNumbers(from.v_hat));
  object.Set("update", ToNumbers(from.update));
  object.Set("parameters", ToNumbers(from.parameters));
  return object;
}

}  // namespace

val ScheduleCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "schedule";
    Schedule schedule;
    schedule.type = TextOr(kOp, options, "type", schedule.type);
    schedule.rate = NumberOr(kOp, options, "rate",
                             schedule.type == "noam" ? 1 : schedule.rate);
    schedule.d_model = NumberOr(kOp, options, "d_model", schedule.d_model);
    const auto whole = [&](const char* name, Index fallback) {
      return static_cast<Index>(
          NumberOr(kOp, options, name, static_cast<double>(fallback)));
    };
    schedule.warmup =
        whole("warmup", schedule.type == "noam" ? 4000 : schedule.warmup);
    schedule.total = whole("total", schedule.total);
    CheckSchedule(schedule);
    const Index steps = whole("steps", 0);
    if (steps < 1 || steps > kMaxSteps) {
      Fail(kOp, "steps is ", steps, "; it must be from 1 to ", kMaxSteps);
    }
    std::vector<double> rates;
    for (Index step = 1; step <= steps; ++step) {
      rates.push_back(LearningRate(schedule, step));
    }
    Object object;
    object.Set("learningRates", ToNumbers(rates));
    return object;
  });
}

val ClipCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "clip";
    auto rows = NeedRows(kOp, options, "gradients");
    std::vector<std::span<double>> gradients(rows.begin(), rows.end());
    const ClipResult result =
        ClipByNorm<double>(gradients, NumberOr(kOp, options, "maxNorm", 1));
    Object object;
    object.Set("norm", result.norm);
    object.Set("coefficient", result.coefficient);
    object.Set("gradients", ToList(rows, ToNumbers));
    return object;
  });
}

val AdamCall(const val& options) {
  return Guard([&] {
    constexpr const char* kOp = "adam";
    AdamOptions adam;
    adam.beta1 = NumberOr(kOp, options, "beta1", adam.beta1);
    adam.beta2 = NumberOr(kOp, options, "beta2", adam.beta2);
    adam.epsilon = NumberOr(kOp, options, "epsilon", adam.epsilon);
    adam.weight_decay =
        NumberOr(kOp, options, "weightDecay", adam.weight_decay);
    adam.decoupled = FlagOr(kOp, options, "decoupled", adam.decoupled);
    const auto parameters = Find(kOp, options, "parameters");
    if (!parameters) Fail(kOp, "parameters is needed");
    Object object;
    object.Set(
        "steps",
        ToList(TraceAdam(adam, NumberOr(kOp, options, "learningRate", 1e-3),
                         ReadNumbers(kOp, "parameters", *parameters),
                         NeedRows(kOp, options, "gradients")),
               [](const AdamTrace& step) { return ToObject(step); }));
    return object;
  });
}

val ToObject(const Anomaly& anomaly) {
  Object object;
  object.Set("backward", anomaly.backward);
  object.Set("op", anomaly.op);
  object.Set("step", anomaly.step);
  object.Set("tensor", anomaly.tensor);
  object.Set("index", ToArray(anomaly.index));
  object.Set("value", anomaly.value);
  return object;
}

}  // namespace attention::bindings
