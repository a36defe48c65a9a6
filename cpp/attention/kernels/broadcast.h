#ifndef ATTENTION_KERNELS_BROADCAST_H_
#define ATTENTION_KERNELS_BROADCAST_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "attention/core/function_ref.h"
#include "attention/core/rule.h"
#include "attention/core/view.h"

namespace attention {

namespace internal {

struct Lettered {
  std::string_view letters;
  const Shape& shape;
};

/// Cells of out that lie side by side: `count` from number `out` on, and what
/// belongs to them from `in` on, each `in_step` further.
struct BroadcastRun {
  Index count = 0;
  Index in_step = 0;
  Index in = 0;
  Index out = 0;
};
void ForEachBroadcastRun(const Lettered& in, const Lettered& out,
                         FunctionRef<void(const BroadcastRun&)> body);

/// Cells of `from` that lie side by side, and what belongs to them.
struct ReduceRun {
  Index count = 0;
  Index with_step = 0;
  Index to_step = 0;
  Index from = 0;
  Index with = 0;
  Index to = 0;
};
void ForEachReduceRun(const Lettered& from, const Lettered& with,
                      const Lettered& to,
                      FunctionRef<void(const ReduceRun&)> body);

}  // namespace internal

/// out = combine(out, in), cell by cell; `in` is repeated along the letters it
/// lacks ("qk" under every head of "hqk") and read transposed where its letters
/// stand in another order. Throws Error when a letter has two sizes, or `in`
/// has a letter that out lacks.
template <typename Scalar, typename Combine>
void BroadcastInto(View<const Scalar> in, std::string_view in_letters,
                   View<Scalar> out, std::string_view out_letters,
                   Combine&& combine) {
  internal::ForEachBroadcastRun(
      {in_letters, in.shape}, {out_letters, out.shape},
      [&](const internal::BroadcastRun& run) {
        const Scalar* from = in.data + run.in;
        Scalar* to = out.data + run.out;
        const Index count = run.count;
        if (run.in_step == 1) {  // a loop that a compiler vectorises
          for (Index i = 0; i < count; ++i) to[i] = combine(to[i], from[i]);
          return;
        }
        const Index step = run.in_step;
        for (Index i = 0; i < count; ++i) {
          to[i] = combine(to[i], from[i * step]);
        }
      });
}

/// The other way round: to += combine(from, with), cell by cell of `from`,
/// summed over the letters that `to` lacks; `with` is repeated along those that
/// it lacks. It is how a gradient goes back through a broadcast.
template <typename Scalar, typename Combine>
void ReduceInto(View<const Scalar> from, std::string_view from_letters,
                View<const Scalar> with, std::string_view with_letters,
                View<Scalar> to, std::string_view to_letters,
                Combine&& combine) {
  internal::ForEachReduceRun(
      {from_letters, from.shape}, {with_letters, with.shape},
      {to_letters, to.shape}, [&](const internal::ReduceRun& run) {
        const Scalar* given = from.data + run.from;
        const Scalar* other = with.data + run.with;
        Scalar* sum = to.data + run.to;
        const Index count = run.count;
        if (run.with_step == 1 && run.to_step == 1) {
          for (Index i = 0; i < count; ++i) {
            sum[i] += combine(given[i], other[i]);
          }
          return;
        }
        const Index with_step = run.with_step;
        const Index to_step = run.to_step;
        for (Index i = 0; i < count; ++i) {
          sum[i * to_step] += combine(given[i], other[i * with_step]);
        }
      });
}

/// to += from, summed over the letters that `to` lacks: the gradient of what
/// was repeated, of a bias under every token.
template <typename Scalar>
void AddReduced(View<const Scalar> from, std::string_view from_letters,
                View<Scalar> to, std::string_view to_letters) {
  ReduceInto(from, from_letters, from, from_letters, to, to_letters,
             [](Scalar given, Scalar) { return given; });
}

/// out = in, repeated and transposed as BroadcastInto says.
template <typename Scalar>
void CopyInto(View<const Scalar> in, std::string_view in_letters,
              View<Scalar> out, std::string_view out_letters) {
  BroadcastInto(in, in_letters, out, out_letters,
                [](Scalar, Scalar given) { return given; });
}

/// out += in: x = embeddings + positions (Vaswani et al. 2017, section 3.5),
/// and a bias under every token.
template <typename Scalar>
void AddInto(View<const Scalar> in, std::string_view in_letters,
             View<Scalar> out, std::string_view out_letters) {
  BroadcastInto(in, in_letters, out, out_letters,
                [](Scalar sum, Scalar given) { return sum + given; });
}

}  // namespace attention

#endif  // ATTENTION_KERNELS_BROADCAST_H_
