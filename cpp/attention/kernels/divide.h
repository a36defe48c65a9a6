#ifndef ATTENTION_KERNELS_DIVIDE_H_
#define ATTENTION_KERNELS_DIVIDE_H_

#include <string_view>

#include "attention/core/scratch.h"
#include "attention/core/view.h"
#include "attention/kernels/broadcast.h"

namespace attention {

/// What dividing by exactly 0 gives.
enum class ZeroDivisor {
  kLiteral,  // infinity, or NaN for 0 / 0
  kZero,     // 0: a query that sees no key has nothing to divide
};

/// One quotient.
template <typename Scalar>
Scalar Quotient(Scalar a, Scalar b, ZeroDivisor zero) {
  if (b == Scalar{0} && zero == ZeroDivisor::kZero) return Scalar{0};
  return a / b;
}

/// out = a / b, cell by cell; b is repeated along the letters it lacks
/// ("hqd,hq->hqd"), a has all of them.
template <typename Scalar>
void Divide(View<const Scalar> a, std::string_view a_letters,
            View<const Scalar> b, std::string_view b_letters, ZeroDivisor zero,
            View<Scalar> out, std::string_view letters) {
  CopyInto<Scalar>(a, a_letters, out, letters);
  BroadcastInto<Scalar>(b, b_letters, out, letters,
                        [zero](Scalar top, Scalar bottom) {
                          return Quotient(top, bottom, zero);
                        });
}

/// Adds g / b to a's gradient and -g a / b^2 to b's, those that have data.
template <typename Scalar>
void DivideBackward(View<const Scalar> a, std::string_view a_letters,
                    View<const Scalar> b, std::string_view b_letters,
                    ZeroDivisor zero, View<const Scalar> out_gradient,
                    std::string_view letters, View<Scalar> a_gradient,
                    View<Scalar> b_gradient) {
  if (a_gradient.data != nullptr) {
    ReduceInto<Scalar>(out_gradient, letters, b, b_letters, a_gradient,
                       a_letters, [zero](Scalar given, Scalar bottom) {
                         return Quotient(given, bottom, zero);
                       });
  }
  if (b_gradient.data == nullptr) return;
  Scratch<Scalar> numbers(static_cast<std::size_t>(out_gradient.size()));
  const View<Scalar> products{numbers.data(), out_gradient.shape};
  CopyInto<Scalar>(a, a_letters, products, letters);
  for (Index i = 0; i < products.size(); ++i) {
    products.data[i] *= out_gradient.data[i];
  }
  ReduceInto<Scalar>(products, letters, b, b_letters, b_gradient, b_letters,
                     [zero](Scalar product, Scalar bottom) {
                       return -Quotient(Quotient(product, bottom, zero), bottom,
                                        zero);
                     });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_DIVIDE_H_
