// How long the ways from queries, keys and values to z take beside each other,
// in one run. Prints one JSON object a line; `npm run bench` makes a table.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string_view>
#include <vector>

#include "attention/layers/attend.h"

namespace attention {
namespace {

constexpr Index kHeads = 4;
constexpr Index kSize = 32;    // d_k and d_v
constexpr Index kWindow = 32;  // keys to each side
constexpr int kRounds = 7;

enum class Mask { kNone, kOpen, kNear };

struct Way {
  std::string_view name;
  AttentionKind kind;
};

/// Two ways to the same operands.
struct Pair {
  Way way;
  Way beside;
  Mask mask;
};

/// The same numbers on every machine, from -1 to 1.
std::vector<float> Numbers(Index count, std::uint32_t state) {
  std::vector<float> numbers(static_cast<std::size_t>(count));
  for (float& number : numbers) {
    state = state * 1664525u + 1013904223u;
    number = static_cast<float>(
        static_cast<double>(state >> 8) / static_cast<double>(1 << 23) - 1.0);
  }
  return numbers;
}

std::vector<float> MaskCells(Mask mask, Index tokens) {
  std::vector<float> cells;
  for (Index q = 0; q < tokens; ++q) {
    for (Index k = 0; k < tokens; ++k) {
      const bool near = std::abs(q - k) <= kWindow;
      cells.push_back(mask == Mask::kOpen || near ? 1.0f : 0.0f);
    }
  }
  return cells;
}

/// Milliseconds from the operands to z; making the tape isn't counted.
double Milliseconds(const Way& way, Mask mask, Index tokens) {
  Tape tape(Shape::kMaxElements);
  tape.Reserve(tokens * (5 * tokens + 16 * kSize) * kHeads);
  const Shape shape{kHeads, tokens, kSize};
  const auto give = [&](const char* name, const char* axes,
                        std::uint32_t seed) {
    return tape.Give(name, axes, shape, Role::kInput,
                     Numbers(kHeads * tokens * kSize, seed));
  };
  const TensorId q = give("q", "hqd", 1);
  const TensorId k = give("k", "hkd", 2);
  const TensorId v = give("v", "hkd", 3);
  DotProductOptions options;
  options.factor = 1 / std::sqrt(static_cast<double>(kSize));
  options.d_k = kSize;
  if (mask != Mask::kNone) {
    options.mask = tape.Give("mask", "qk", {tokens, tokens}, Role::kInput,
                             MaskCells(mask, tokens));
  }
  const auto start = std::chrono::steady_clock::now();
  Attend(tape, way.kind, q, k, std::optional(v), options);
  const std::chrono::duration<double, std::milli> taken =
      std::chrono::steady_clock::now() - start;
  return taken.count();
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Turn by turn, so that whatever else the machine does meets both.
void Compare(const Pair& pair, Index tokens) {
  std::vector<double> first;
  std::vector<double> second;
  for (int round = 0; round <= kRounds; ++round) {
    const double a = Milliseconds(pair.way, pair.mask, tokens);
    const double b = Milliseconds(pair.beside, pair.mask, tokens);
    if (round == 0) continue;  // warms caches
    first.push_back(a);
    second.push_back(b);
  }
  const double a = Median(first);
  const double b = Median(second);
  std::cout << "{\"way\": \"" << pair.way.name << "\", \"beside\": \""
            << pair.beside.name << "\", \"tokens\": " << tokens
            << ", \"heads\": " << kHeads << ", \"size\": " << kSize
            << ", \"milliseconds\": [" << a << ", " << b
            << "], \"ratio\": " << a / b << "}" << std::endl;
}

void CompareAll() {
  const Way stepwise{"stepwise", AttentionKind::kSoftmax};
  const Pair pairs[] = {
      {{"fused", AttentionKind::kFused}, stepwise, Mask::kNone},
      {{"sparse, 32 words to each side", AttentionKind::kSparse},
       {"dense with that mask", AttentionKind::kSoftmax},
       Mask::kNear},
      {{"linear", AttentionKind::kLinear}, stepwise, Mask::kOpen}};
  for (const Pair& pair : pairs) {
    for (const Index tokens : {256, 1024}) Compare(pair, tokens);
  }
}

}  // namespace
}  // namespace attention

int main() { attention::CompareAll(); }
