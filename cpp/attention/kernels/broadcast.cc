#include "attention/kernels/broadcast.h"

#include <array>

#include "attention/core/loops.h"

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
  BroadcastRun run{
      .count = out.letters.empty() ? 1 : sizes[inner],
      .in_step = out.letters.empty() ? 0 : strides[0][inner],
  };
  ForEachOffset(outer, sizes, strides, [&](const std::array<Index, 2>& at) {
    run.in = at[0];
    run.out = at[1];
    body(run);
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
  ReduceRun run{
      .count = from.letters.empty() ? 1 : sizes[inner],
      .with_step = strides[1][inner],
      .to_step = strides[2][inner],
  };
  ForEachOffset(outer, sizes, strides, [&](const std::array<Index, 3>& at) {
    run.from = at[0];
    run.with = at[1];
    run.to = at[2];
    body(run);
  });
}

}  // namespace attention::internal
