#include "attention/training/adam.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"
#include "attention/core/parallel.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "adam";
constexpr std::size_t kMaxNumbers = std::size_t{1} << 22;

/// 1 - beta^t: what a mean that began at zero lacks.
double Correction(double beta, Index step) {
  return 1 - std::pow(beta, static_cast<double>(step));
}

void CheckFinite(std::string_view name, std::span<const double> numbers) {
  for (const double number : numbers) {
    if (!std::isfinite(number)) Fail(kOp, name, " holds ", number);
  }
}

}  // namespace

void CheckAdam(const AdamOptions& options) {
  for (const double beta : {options.beta1, options.beta2}) {
    if (!(beta >= 0 && beta < 1)) {
      Fail(kOp, "a beta is ", beta, "; it must be from 0 to below 1");
    }
  }
  if (!std::isfinite(options.epsilon) || !(options.epsilon > 0)) {
    Fail(kOp, "epsilon is ", options.epsilon, "; it must be above 0");
  }
  if (!std::isfinite(options.weight_decay) || options.weight_decay < 0) {
    Fail(kOp, "the weight decay is ", options.weight_decay,
         "; it must be at least 0");
  }
}

void CheckLearningRate(double rate) {
  if (!std::isfinite(rate) || rate < 0) {
    Fail(kOp, "the learning rate is ", rate, "; it must be at least 0");
  }
}

template <typename Scalar>
void AdamStep(const AdamOptions& options, double rate, Index step,
              std::span<Scalar> parameters, std::span<const Scalar> gradients,
              Moments<Scalar>& moments, double coefficient) {
  moments.m.resize(parameters.size(), Scalar{0});
  moments.v.resize(parameters.size(), Scalar{0});
  const auto beta1 = static_cast<Scalar>(options.beta1);
  const auto beta2 = static_cast<Scalar>(options.beta2);
  const auto rest1 = static_cast<Scalar>(1 - options.beta1);
  const auto rest2 = static_cast<Scalar>(1 - options.beta2);
  const auto epsilon = static_cast<Scalar>(options.epsilon);
  const auto decay = static_cast<Scalar>(options.weight_decay);
  const auto kept = static_cast<Scalar>(
      1 - (options.decoupled ? rate * options.weight_decay : 0.0));
  const auto size = static_cast<Scalar>(rate / Correction(options.beta1, step));
  const auto root =
      static_cast<Scalar>(std::sqrt(Correction(options.beta2, step)));
  const bool coupled = !options.decoupled && options.weight_decay > 0;
  const Scalar added = coupled ? decay : Scalar{0};
  const auto scale = static_cast<Scalar>(coefficient);
  constexpr Index kCost = 8;  // of one parameter, in additions
  InParallel(std::ssize(parameters), GrainOf(kCost), [&](Index from, Index to) {
    for (auto i = static_cast<std::size_t>(from);
         i < static_cast<std::size_t>(to); ++i) {
      Scalar& p = parameters[i];
      Scalar& m = moments.m[i];
      Scalar& v = moments.v[i];
      const Scalar g = scale * gradients[i] + added * p;
      p *= kept;
      m = beta1 * m + rest1 * g;
      v = beta2 * v + rest2 * g * g;
      p -= size * m / (std::sqrt(v) / root + epsilon);
    }
  });
}

template void AdamStep(const AdamOptions&, double, Index, std::span<float>,
                       std::span<const float>, Moments<float>&, double);
template void AdamStep(const AdamOptions&, double, Index, std::span<double>,
                       std::span<const double>, Moments<double>&, double);

std::vector<AdamTrace> TraceAdam(
    const AdamOptions& options, double rate, std::vector<double> parameters,
    std::span<const std::vector<double>> gradients) {
  CheckAdam(options);
  CheckLearningRate(rate);
  CheckFinite("the parameters", parameters);
  if (parameters.size() * gradients.size() > kMaxNumbers) {
    Fail(kOp, gradients.size(), " steps of ", parameters.size(),
         " parameters are more than ", kMaxNumbers, " numbers");
  }
  std::vector<AdamTrace> steps;
  Moments<double> moments;
  Index step = 0;
  for (const std::vector<double>& gradient : gradients) {
    if (gradient.size() != parameters.size()) {
      Fail(kOp, gradient.size(), " gradients are not for ", parameters.size(),
           " parameters");
    }
    CheckFinite("a gradient", gradient);
    std::vector<double> update = parameters;
    AdamStep<double>(options, rate, ++step, parameters, gradient, moments);
    AdamTrace trace{moments.m, moments.v, moments.m, moments.v, {}, parameters};
    for (double& m : trace.m_hat) m /= Correction(options.beta1, step);
    for (double& v : trace.v_hat) v /= Correction(options.beta2, step);
    for (std::size_t i = 0; i < update.size(); ++i) update[i] -= parameters[i];
    trace.update = std::move(update);
    steps.push_back(std::move(trace));
  }
  return steps;
}

}  // namespace attention
