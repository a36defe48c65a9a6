#ifndef ATTENTION_KERNELS_BROADCAST_H_
#define ATTENTION_KERNELS_BROADCAST_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "attention/core/loops.h"
#include "attention/core/rule.h"
#include "attention/core/view.h"

namespace attention {

/// out = combine(out, in), cell by cell; `in` is repeated along the letters it
/// lacks ("qk" under every head of "hqk") and read transposed where its letters
/// stand in another order. Throws Error when a letter has two sizes, or `in`
/// has a letter that out lacks.
template <typename Scalar, typename Combine>
void BroadcastInto(View<const Scalar> in, std::string_view in_letters,
                   View<Scalar> out, std::string_view out_letters,
                   Combine&& combine) {
  LetterMap sizes(kUnknownSize);
  BindSizes("broadcast", out_letters, out.shape, sizes);
  for (const char letter : in_letters) {
    if (!HasLetter(out_letters, letter)) sizes[letter] = 0;
  }
  BindSizes("broadcast", in_letters, in.shape, sizes);
  const LetterMap in_strides = StridesOf(in_letters, in.shape);
  const LetterMap out_strides = StridesOf(out_letters, out.shape);
  const bool scalar = out_letters.empty();
  const char inner = scalar ? 'a' : out_letters.back();
  const Index count = scalar ? 1 : sizes[inner];
  const Index in_step = scalar ? 0 : in_strides[inner];
  const std::string_view outer =
      scalar ? out_letters : out_letters.substr(0, out_letters.size() - 1);
  ForEachOffset(outer, sizes, std::array<LetterMap, 2>{in_strides, out_strides},
                [&](const std::array<Index, 2>& at) {
                  const Scalar* from = in.data + at[0];
                  Scalar* to = out.data + at[1];
                  for (Index i = 0; i < count; ++i) {
                    to[i] = combine(to[i], from[i * in_step]);
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
  LetterMap sizes(kUnknownSize);
  BindSizes("broadcast", from_letters, from.shape, sizes);
  BindSizes("broadcast", with_letters, with.shape, sizes);
  BindSizes("broadcast", to_letters, to.shape, sizes);
  const LetterMap with_strides = StridesOf(with_letters, with.shape);
  const LetterMap to_strides = StridesOf(to_letters, to.shape);
  const bool scalar = from_letters.empty();
  const char inner = scalar ? 'a' : from_letters.back();
  const Index count = scalar ? 1 : sizes[inner];
  const Index with_step = with_strides[inner];
  const Index to_step = to_strides[inner];
  const std::string_view outer =
      scalar ? from_letters : from_letters.substr(0, from_letters.size() - 1);
  ForEachOffset(outer, sizes,
                std::array<LetterMap, 3>{StridesOf(from_letters, from.shape),
                                         with_strides, to_strides},
                [&](const std::array<Index, 3>& at) {
                  const Scalar* given = from.data + at[0];
                  const Scalar* other = with.data + at[1];
                  Scalar* sum = to.data + at[2];
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
