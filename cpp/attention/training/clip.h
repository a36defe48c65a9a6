#ifndef ATTENTION_TRAINING_CLIP_H_
#define ATTENTION_TRAINING_CLIP_H_

#include <span>
#include <vector>

namespace attention {

struct ClipResult {
  double norm = 0;         // of all gradients as one vector, before
  double coefficient = 1;  // what each was multiplied by
};

/// The norm of all gradients as one vector, summed in double.
template <typename Scalar>
double NormOf(std::span<const std::span<const Scalar>> gradients);

/// What gradients of this norm are multiplied by so that it is at most
/// `max_norm`: min(1, max_norm / (norm + 1e-6)), as PyTorch's clip_grad_norm_.
double ClipCoefficient(double norm, double max_norm);

/// Scales gradients so that their common norm is at most `max_norm`, all by one
/// coefficient (S21). Throws
/// Error("[clip] ...") for a max_norm that is not above 0, and a norm that is
/// not finite; nothing is scaled then.
template <typename Scalar>
ClipResult ClipByNorm(std::span<const std::span<Scalar>> gradients,
                      double max_norm);

extern template double NormOf(std::span<const std::span<const float>>);
extern template double NormOf(std::span<const std::span<const double>>);
extern template ClipResult ClipByNorm(std::span<const std::span<float>>,
                                      double);
extern template ClipResult ClipByNorm(std::span<const std::span<double>>,
                                      double);

}  // namespace attention

#endif  // ATTENTION_TRAINING_CLIP_H_
