#ifndef ATTENTION_TRAINING_ADAM_H_
#define ATTENTION_TRAINING_ADAM_H_

#include <span>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

/// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), by
/// PyTorch's formulas. With g the gradient, t = 1, 2, ... the step:
///   Adam:  g += weight_decay * p          AdamW: p -= rate * weight_decay * p
///   m = beta1 m + (1 - beta1) g           v = beta2 v + (1 - beta2) g^2
///   p -= rate * mHat / (sqrt(vHat) + epsilon)
/// where mHat = m / (1 - beta1^t) and vHat = v / (1 - beta2^t).
struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
  bool decoupled = false;  // AdamW
};

/// Throws Error("[adam] ...") for an option out of bounds: betas from 0 to
/// below 1, epsilon above 0, weight_decay from 0.
void CheckAdam(const AdamOptions& options);
/// Throws Error("[adam] ...") unless it is finite and at least 0.
void CheckLearningRate(double rate);

/// What Adam remembers of one parameter tensor.
template <typename Scalar>
struct Moments {
  std::vector<Scalar> m;
  std::vector<Scalar> v;
};

/// One step (the `step`-th, from 1) on one tensor, in place. Moments that are
/// empty begin at zero. All have the parameters' size. Gradients are multiplied
/// by `coefficient` first, which is what clipping gives.
template <typename Scalar>
void AdamStep(const AdamOptions& options, double rate, Index step,
              std::span<Scalar> parameters, std::span<const Scalar> gradients,
              Moments<Scalar>& moments, double coefficient = 1);

extern template void AdamStep(const AdamOptions&, double, Index,
                              std::span<float>, std::span<const float>,
                              Moments<float>&, double);
extern template void AdamStep(const AdamOptions&, double, Index,
                              std::span<double>, std::span<const double>,
                              Moments<double>&, double);

/// A step with everything that leads to it, for display.
struct AdamTrace {
  std::vector<double> m;
  std::vector<double> v;
  std::vector<double> m_hat;
  std::vector<double> v_hat;
  std::vector<double> update;      // what was taken from the parameters
  std::vector<double> parameters;  // after the step
};

/// The steps that a list of gradients leads to. Throws Error("[adam] ...") for
/// options out of bounds, a number that is not finite, gradients of another
/// size than the parameters, or more than 2^22 numbers in all.
std::vector<AdamTrace> TraceAdam(
    const AdamOptions& options, double rate, std::vector<double> parameters,
    std::span<const std::vector<double>> gradients);

}  // namespace attention

#endif  // ATTENTION_TRAINING_ADAM_H_
