// Kernels in single precision against double, over shapes that straddle the
// tiles' edges and numbers from denormal to large, each within the bound that
// its header states.
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "attention/kernels/four_activations.h"
#include "attention/kernels/fused_attention.h"
#include "attention/kernels/normalization.h"
#include "attention/kernels/product.h"
#include "attention/kernels/softmax.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using testing::kInfinity;
using Numbers = std::vector<float>;

constexpr Index kLargest = 67;
constexpr float kDenormal = std::numeric_limits<float>::denorm_min() * 1000;
constexpr double kSmallest = 0x1p-149;  // what a denormal float is off by
constexpr double kUnit = 0x1p-24;       // half a step of a float at 1

std::size_t Room(Index count) { return static_cast<std::size_t>(count); }

std::vector<double> Doubles(const Numbers& numbers) {
  return {numbers.begin(), numbers.end()};
}

/// Some of them denormal, some large, some 0.
Numbers Wild(Random& random, Index count, float large) {
  Numbers numbers = testing::RandomNumbers(random, count);
  for (float& number : numbers) {
    switch (random.Below(12)) {
      case 0:
        number = kDenormal * number;
        break;
      case 1:
        number *= large;
        break;
      case 2:
        number = 0;
        break;
      default:
        break;
    }
  }
  return numbers;
}

TEST(KernelProofs, ProductsKeepTheirBoundInEveryLayout) {
  Random random(71);
  for (int round = 0; round < 3 * kLargest; ++round) {
    const ProductSizes sizes{Draw(random, 1, kLargest),
                             Draw(random, 1, kLargest),
                             Draw(random, 1, kLargest)};
    const Index gap = Draw(random, 0, 3);
    const bool a_rows = random.Below(2) == 0;
    const bool b_rows = random.Below(2) == 0;
    const Index a_step = (a_rows ? sizes.depth : sizes.rows) + gap;
    const Index b_step = (b_rows ? sizes.columns : sizes.depth) + gap;
    const Index out_step = sizes.columns + gap;
    const Numbers a =
        Wild(random, a_step * (a_rows ? sizes.rows : sizes.depth), 1e6F);
    const Numbers b =
        Wild(random, b_step * (b_rows ? sizes.depth : sizes.columns), 1e6F);
    const Numbers before = Wild(random, out_step * sizes.rows, 1e6F);
    Numbers out = before;
    const Strided<const float> left{a.data(), a_rows ? a_step : 1,
                                    a_rows ? 1 : a_step};
    const Strided<const float> right{b.data(), b_rows ? b_step : 1,
                                     b_rows ? 1 : b_step};
    AddProduct<float>(sizes, left, right, {out.data(), out_step, 1});
    for (Index i = 0; i < sizes.rows; ++i) {
      for (Index j = 0; j < out_step; ++j) {
        const std::size_t at = Room(i * out_step + j);
        if (j >= sizes.columns) {
          ASSERT_EQ(out[at], before[at]) << "beside the result";
          continue;
        }
        double sum = before[at];
        double size = std::abs(sum);
        for (Index k = 0; k < sizes.depth; ++k) {
          const double product = double{left(i, k)} * double{right(k, j)};
          sum += product;
          size += std::abs(product);
        }
        const double bound =
            static_cast<double>(sizes.depth + 2) * (kUnit * size + kSmallest);
        ASSERT_LE(std::abs(double{out[at]} - sum), bound)
            << sizes.rows << " x " << sizes.depth << " x " << sizes.columns;
      }
    }
  }
}

TEST(KernelProofs, SoftmaxKeepsItsBoundAndSumsToOne) {
  Random random(72);
  for (Index length = 1; length <= kLargest; ++length) {
    const Index outer = Draw(random, 1, 9);
    const Index inner = Draw(random, 1, 5);
    Numbers in = Wild(random, outer * length * inner, 40);
    for (float& number : in) {
      if (random.Below(6) == 0) number = -kInfinity;
    }
    Numbers out(in.size());
    Softmax<float>(in.data(), outer, length, inner, EmptyRow::kZeros,
                   out.data());
    for (Index row = 0; row < outer * inner; ++row) {
      const Index first = row / inner * length * inner + row % inner;
      const auto at = [&](Index k) { return Room(first + k * inner); };
      double largest = -double{kInfinity};
      for (Index k = 0; k < length; ++k) {
        largest = std::max(largest, double{in[at(k)]});
      }
      double sum = 0;
      for (Index k = 0; k < length; ++k) {
        if (std::isfinite(largest)) sum += std::exp(in[at(k)] - largest);
      }
      for (Index k = 0; k < length; ++k) {
        const double distance = largest - double{in[at(k)]};
        const double exact =
            in[at(k)] == -kInfinity ? 0 : std::exp(-distance) / sum;
        // A distance that is rounded moves its weight by as much of itself.
        const double relative =
            exact == 0 ? 0
                       : kUnit * (8 + static_cast<double>(length) + distance);
        // A weight below exp(-87) may be 0.
        ASSERT_LE(std::abs(double{out[at(k)]} - exact),
                  relative * exact + (distance > 87 ? std::exp(-87) : 0))
            << "length " << length;
      }
    }
  }
}

TEST(KernelProofs, NormsKeepTheirBoundBesideNumbersOfAllSizes) {
  Random random(73);
  for (Index width = 1; width <= kLargest; ++width) {
    const Index rows = Draw(random, 1, 9);
    const Numbers in = Wild(random, rows * width, 1e4F);
    Numbers layer(in.size());
    Numbers rms(in.size());
    LayerNorm<float>(in.data(), rows, width, 1e-5, NormFormula{}, layer.data());
    RmsNorm<float>(in.data(), rows, width, 1e-5, rms.data());
    for (Index row = 0; row < rows; ++row) {
      const auto at = [&](Index i) { return Room(row * width + i); };
      double sum = 0;
      double squares = 0;
      for (Index i = 0; i < width; ++i) {
        sum += in[at(i)];
        squares += double{in[at(i)]} * double{in[at(i)]};
      }
      const double count = static_cast<double>(width);
      const double center = sum / count;
      double variance = 0;
      for (Index i = 0; i < width; ++i) {
        const double distance = in[at(i)] - center;
        variance += distance * distance / count;
      }
      const double r = 1 / std::sqrt(variance + 1e-5);
      const double q = 1 / std::sqrt(squares / count + 1e-5);
      for (Index i = 0; i < width; ++i) {
        const double centered = (in[at(i)] - center) * r;
        const double scaled = in[at(i)] * q;
        ASSERT_LE(std::abs(layer[at(i)] - centered),
                  2 * kUnit * std::abs(centered) + 1e-12);
        ASSERT_LE(std::abs(rms[at(i)] - scaled),
                  2 * kUnit * std::abs(scaled) + double{kDenormal});
      }
    }
  }
}

TEST(KernelProofs, ActivationsKeepTheirBound) {
  for (int step = -40000; step <= 40000; ++step) {
    const float x = static_cast<float>(step) * 0x1p-11F;  // to 19.5 each way
    const double exact = x;
    const double bound = 4 * kUnit * (1 + std::abs(exact));
    ASSERT_LE(std::abs(Gelu(x) - Gelu(exact)), bound) << x;
    ASSERT_LE(std::abs(GeluTanh(x) - GeluTanh(exact)), bound) << x;
    ASSERT_LE(std::abs(Silu(x) - Silu(exact)), bound) << x;
    ASSERT_LE(std::abs(Tanh(x) - Tanh(exact)), bound) << x;
    ASSERT_LE(std::abs(GeluSlope(x) - GeluSlope(exact)), bound) << x;
    ASSERT_LE(std::abs(GeluTanhSlope(x) - GeluTanhSlope(exact)), bound) << x;
    ASSERT_LE(std::abs(SiluSlope(x) - SiluSlope(exact)), bound) << x;
    ASSERT_LE(std::abs(TanhSlope(x) - TanhSlope(exact)), bound) << x;
  }
}

TEST(KernelProofs, ActivationsFarFromZeroAreTheirLimits) {
  for (const float x : {100.0F, 1e20F, 1e30F}) {
    EXPECT_EQ(Gelu(x), x);
    EXPECT_EQ(GeluTanh(x), x);
    EXPECT_EQ(Silu(x), x);
    EXPECT_EQ(Tanh(x), 1);
    EXPECT_EQ(Gelu(-x), 0);
    EXPECT_EQ(GeluTanh(-x), 0);
    EXPECT_EQ(Silu(-x), 0);
    EXPECT_EQ(Tanh(-x), -1);
    for (const float end : {x, -x}) {
      const float through = end > 0 ? 1 : 0;
      EXPECT_EQ(GeluSlope(end), through);
      EXPECT_EQ(GeluTanhSlope(end), through);
      EXPECT_EQ(SiluSlope(end), through);
      EXPECT_EQ(TanhSlope(end), 0);
    }
  }
  EXPECT_EQ(Gelu(kInfinity), kInfinity);
  EXPECT_EQ(GeluTanh(kInfinity), kInfinity);
  EXPECT_EQ(Silu(kInfinity), kInfinity);
  EXPECT_EQ(Tanh(-kInfinity), -1);
}

TEST(KernelProofs, ActivationsNearZeroKeepTheDigitsOfSmallNumbers) {
  for (const float x : {1e-3F, -1e-6F, 1e-30F, -1e-40F}) {
    const double exact = x;
    const double bound = 4 * kUnit * std::abs(exact) + double{kDenormal};
    EXPECT_LE(std::abs(Tanh(x) - Tanh(exact)), bound);
    EXPECT_LE(std::abs(Gelu(x) - Gelu(exact)), bound);
    EXPECT_LE(std::abs(Silu(x) - Silu(exact)), bound);
  }
}

TEST(KernelProofs, ActivationsGiveTheSameWhereverANumberStands) {
  std::vector<float> in(7);
  for (std::size_t i = 0; i < in.size(); ++i) {
    in[i] = 0.7F * static_cast<float>(i) - 2;
  }
  std::vector<float> out(in.size());
  std::vector<float> grown(in.size(), 1);
  ForEachNumber(in.data(), std::ssize(in), out.data(),
                [](const Four& x) { return Gelu(x); });
  AddForEachNumber(in.data(), in.data(), std::ssize(in), grown.data(),
                   [](const Four& x) { return GeluSlope(x); });
  for (std::size_t i = 0; i < in.size(); ++i) {
    EXPECT_EQ(out[i], Gelu(in[i]));
    EXPECT_EQ(grown[i], 1 + in[i] * GeluSlope(in[i]));
  }
}

struct Fused {
  Shape q, k, v, mask, bias;
  FusedOptions options;
};

template <typename Scalar>
std::vector<Scalar> RunFused(const Fused& of,
                             const std::vector<std::vector<Scalar>>& in) {
  const Rule rule("qf,kf,kd,qk,qk->qd");
  std::vector<Scalar> out(Room(of.q[0] * of.v[1]));
  FusedAttention<Scalar>(rule, of.options,
                         {{in[0].data(), of.q},
                          {in[1].data(), of.k},
                          {in[2].data(), of.v},
                          {in[3].data(), of.mask},
                          {in[4].data(), of.bias}},
                         {out.data(), Shape{of.q[0], of.v[1]}});
  return out;
}

/// softmax(Q K^T factor + bias, where the mask is open) V, in double.
std::vector<double> FusedByFormula(const Fused& of,
                                   const std::vector<Numbers>& in) {
  const Index queries = of.q[0];
  const Index keys = of.k[0];
  const Index size = of.q[1];
  const Index width = of.v[1];
  std::vector<double> out(Room(queries * width));
  for (Index i = 0; i < queries; ++i) {
    std::vector<double> scores(Room(keys), -double{kInfinity});
    double largest = -double{kInfinity};
    for (Index j = 0; j < keys; ++j) {
      const std::size_t cell = Room(i * keys + j);
      if (in[3][cell] == 0 || in[4][cell] == -kInfinity) continue;
      double score = 0;
      for (Index f = 0; f < size; ++f) {
        score += double{in[0][Room(i * size + f)]} * in[1][Room(j * size + f)];
      }
      scores[Room(j)] = score * of.options.factor + in[4][cell];
      largest = std::max(largest, scores[Room(j)]);
    }
    if (!std::isfinite(largest)) continue;
    double sum = 0;
    for (double& score : scores) sum += score = std::exp(score - largest);
    for (Index j = 0; j < keys; ++j) {
      for (Index d = 0; d < width; ++d) {
        out[Room(i * width + d)] +=
            scores[Room(j)] / sum * in[2][Room(j * width + d)];
      }
    }
  }
  return out;
}

TEST(KernelProofs, FusedAttentionKeepsItsBoundWithMasksAndBiases) {
  Random random(74);
  for (int round = 0; round < 2 * kLargest; ++round) {
    const Index queries = Draw(random, 1, kLargest);
    const Index keys = Draw(random, 1, kLargest);
    const Index size = Draw(random, 1, kLargest);
    const Index width = Draw(random, 1, kLargest);
    Fused of{{queries, size}, {keys, size},    {keys, width},
             {queries, keys}, {queries, keys}, {}};
    of.options.factor = 1 / std::sqrt(static_cast<double>(size));
    std::vector<Numbers> in = {testing::RandomNumbers(random, queries * size),
                               testing::RandomNumbers(random, keys * size),
                               Wild(random, keys * width, 100),
                               Numbers(Room(queries * keys), 1),
                               testing::RandomNumbers(random, queries * keys)};
    for (float& cell : in[3]) cell = random.Below(3) == 0 ? 0.0F : 1.0F;
    for (float& cell : in[4]) {
      if (random.Below(9) == 0) cell = -kInfinity;
    }
    const std::vector<double> exact = FusedByFormula(of, in);
    const std::vector<float> got = RunFused<float>(of, in);
    std::vector<std::vector<double>> wide;
    for (const Numbers& one : in) wide.push_back(Doubles(one));
    ASSERT_LT(testing::WorstDifference(RunFused<double>(of, wide), exact),
              1e-11);
    double largest = 0;
    for (const float v : in[2])
      largest = std::max(largest, std::abs(double{v}));
    const double bound =
        kUnit * largest * (4 * static_cast<double>(size + keys) + 64);
    for (std::size_t at = 0; at < got.size(); ++at) {
      ASSERT_LE(std::abs(got[at] - exact[at]), bound)
          << queries << " x " << keys << ", of " << size << " and " << width;
    }
  }
}

}  // namespace
}  // namespace attention
