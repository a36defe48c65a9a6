#include "attention/kernels/broadcast.h"

#include <array>
#include <utility>

#include "attention/core/loops.h"
#include "attention/core/parallel.h"

namespace attention::internal {
namespace {

/// The letters without the last, which runs within a run; and that one, 'a' for
/// none.
struct Ends {
  std::string_view outer;
  char inner;
};
Ends EndsOf(std::string_view letters) {
  if (letters.empty()) return {letters, 'a'};
  return {letters.substr(0, letters.size() - 1), letters.back()};
}

/// The first letter of `outer` with more than one place, out of `within`; '\0'
/// for none.
char LetterToShare(std::string_view outer, const LetterMap& sizes,
                   std::string_view within) {
  for (const char letter : outer) {
    if (sizes[letter] > 1 && HasLetter(within, letter)) return letter;
  }
  return '\0';
}

/// ForEachOffset of `outer`, each time for a run of `count` numbers, shared out
/// by the places of one letter, so that no two threads meet in a cell that has
/// that letter. make() gives each thread a body of its own.
template <std::size_t N, typename Make>
void ShareRuns(std::string_view outer, const LetterMap& sizes,
               const std::array<LetterMap, N>& strides, Index count,
               std::string_view within, Make&& make) {
  const char shared = LetterToShare(outer, sizes, within);
  if (Threads() == 1 || shared == '\0') {
    auto body = make();
    ForEachOffset(outer, sizes, strides, body);
    return;
  }
  Index each = count;
  for (const char letter : outer) {
    if (letter != shared) each *= sizes[letter];
  }
  InParallel(sizes[shared], GrainOf(each), [&](Index begin, Index end) {
    LetterMap part = sizes;
    part[shared] = end - begin;
    std::array<Index, N> at;
    for (std::size_t i = 0; i < N; ++i) at[i] = begin * strides[i][shared];
    auto body = make();
    internal::ForEachOffset(outer, part, strides, at.data(),
                            [&] { body(std::as_const(at)); });
  });
}

}  // namespace

void ForEachBroadcastRun(const Lettered& in, const Lettered& out,
                         FunctionRef<void(const BroadcastRun&)> body) {
  LetterMap sizes(kUnknownSize);
  BindSizes("broadcast", out.letters, out.shape, sizes);
  for (const char letter : in.letters) {
    if (!HasLetter(out.letters, letter)) sizes[letter] = 0;
  }
  BindSizes("broadcast", in.letters, in.shape, sizes);
  const std::array strides = {StridesOf(in.letters, in.shape),
                              StridesOf(out.letters, out.shape)};
  const auto [outer, inner] = EndsOf(out.letters);
  const BroadcastRun first{
      .count = out.letters.empty() ? 1 : sizes[inner],
      .in_step = out.letters.empty() ? 0 : strides[0][inner],
  };
  ShareRuns(outer, sizes, strides, first.count, out.letters, [&] {
    return [&, run = first](const std::array<Index, 2>& at) mutable {
      run.in = at[0];
      run.out = at[1];
      body(run);
    };
  });
}

void ForEachReduceRun(const Lettered& from, const Lettered& with,
                      const Lettered& to,
                      FunctionRef<void(const ReduceRun&)> body) {
  LetterMap sizes(kUnknownSize);
  std::array<LetterMap, 3> strides;
  std::size_t next = 0;
  for (const Lettered* operand : {&from, &with, &to}) {
    BindSizes("broadcast", operand->letters, operand->shape, sizes);
    strides[next++] = StridesOf(operand->letters, operand->shape);
  }
  const auto [outer, inner] = EndsOf(from.letters);
  const ReduceRun first{
      .count = from.letters.empty() ? 1 : sizes[inner],
      .with_step = strides[1][inner],
      .to_step = strides[2][inner],
  };
  ShareRuns(outer, sizes, strides, first.count, to.letters, [&] {
    return [&, run = first](const std::array<Index, 3>& at) mutable {
      run.from = at[0];
      run.with = at[1];
      run.to = at[2];
      body(run);
    };
  });
}

}  // namespace attention::internal
