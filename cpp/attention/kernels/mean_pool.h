#ifndef ATTENTION_KERNELS_MEAN_POOL_H_
#define ATTENTION_KERNELS_MEAN_POOL_H_

#include <cmath>

#include "attention/core/error.h"
#include "attention/core/view.h"

namespace attention {

/// The words of `batch` sentences, each `length` x `width` numbers, of which
/// sentence i uses the first lengths[i]; null where all are used.
template <typename Scalar>
struct PooledWords {
  Index batch;
  Index length;
  Index width;
  const Scalar* lengths = nullptr;

  /// How many words of a sentence count. Throws Error for a number that is not
  /// from 1 to `length`.
  Index Used(Index sentence) const {
    const Scalar used =
        lengths == nullptr ? static_cast<Scalar>(length) : lengths[sentence];
    if (!(used >= Scalar{1} && used <= static_cast<Scalar>(length)) ||
        used != std::floor(used)) {
      Fail("mean_pool", "sentence ", sentence, " uses ",
           static_cast<double>(used), " words of ", length,
           "; it must be from 1 to that");
    }
    return static_cast<Index>(used);
  }
};

/// out[i] = the mean of the words that sentence i uses (S16).
template <typename Scalar>
void MeanPool(const PooledWords<Scalar>& words, const Scalar* in, Scalar* out) {
  for (Index b = 0; b < words.batch; ++b) {
    const Index used = words.Used(b);
    for (Index m = 0; m < words.width; ++m) {
      double sum = 0;
      for (Index t = 0; t < used; ++t) {
        sum +=
            static_cast<double>(in[(b * words.length + t) * words.width + m]);
      }
      out[b * words.width + m] =
          static_cast<Scalar>(sum / static_cast<double>(used));
    }
  }
}

/// Every word that counts gets an equal part of the gradient; padding none.
template <typename Scalar>
void MeanPoolBackward(const PooledWords<Scalar>& words,
                      const Scalar* out_gradient, Scalar* in_gradient) {
  for (Index b = 0; b < words.batch; ++b) {
    const Index used = words.Used(b);
    for (Index t = 0; t < used; ++t) {
      for (Index m = 0; m < words.width; ++m) {
        in_gradient[(b * words.length + t) * words.width + m] +=
            out_gradient[b * words.width + m] / static_cast<Scalar>(used);
      }
    }
  }
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_MEAN_POOL_H_
