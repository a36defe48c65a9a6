#include "attention/layers/dot_product_attention.h"

#include <numeric>

#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using testing::kInfinity;
using testing::kNan;
using testing::RandomNumbers;
using testing::ValuesOf;
using testing::WorstDifference;

/// One small attention with its inputs, drawn at random.
struct Problem {
  Index queries;
  Index keys;
  Index d_k;
  Index d_v;
  std::vector<float> q;
  std::vector<float> k;
  std::vector<float> v;
  std::vector<float> mask;

  explicit Problem(Random& random)
      : queries(Draw(random, 1, 5)),
        keys(Draw(random, 1, 6)),
        d_k(Draw(random, 1, 4)),
        d_v(Draw(random, 1, 4)),
        q(RandomNumbers(random, queries * d_k)),
        k(RandomNumbers(random, keys * d_k)),
        v(RandomNumbers(random, keys * d_v)),
        mask(static_cast<std::size_t>(queries * keys)) {
    for (float& cell : mask) cell = random.Below(4) == 0 ? 0.0f : 1.0f;
  }

  struct Result {
    std::vector<float> weights;
    std::vector<float> z;
  };
  Result Attend(MaskStyle style = MaskStyle::kBoolean) const {
    Tape tape;
    const auto give = [&](const char* name, const char* axes,
                          const Shape& shape, const std::vector<float>& data) {
      return tape.Give(name, axes, shape, Role::kInput, data);
    };
    DotProductOptions options;
    options.style = style;
    options.factor = 1 / std::sqrt(static_cast<double>(d_k));
    options.mask = give("mask", "qk", {queries, keys}, mask);
    const DotProductTensors tensors =
        DotProductAttention(tape, give("q", "hqd", {1, queries, d_k}, q),
                            give("k", "hkd", {1, keys, d_k}, k),
                            give("v", "hkd", {1, keys, d_v}, v), options);
    return {ValuesOf(tape, tensors.weights), ValuesOf(tape, *tensors.z)};
  }
};

/// A matrix with its rows in another order.
std::vector<float> Reordered(const std::vector<float>& rows,
                             const std::vector<Index>& order, Index width) {
  std::vector<float> result;
  for (const Index row : order) {
    const auto begin = rows.begin() + row * width;
    result.insert(result.end(), begin, begin + width);
  }
  return result;
}

TEST(DotProductAttention, SumsEachQuerysWeightsToOneOrToNothing) {
  Random random(31);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const Problem problem(random);
    const auto weights = problem.Attend().weights;
    for (Index q = 0; q < problem.queries; ++q) {
      const auto row = weights.begin() + q * problem.keys;
      const auto cells = problem.mask.begin() + q * problem.keys;
      const bool open = std::any_of(cells, cells + problem.keys,
                                    [](float cell) { return cell != 0; });
      ASSERT_NEAR(std::accumulate(row, row + problem.keys, 0.0), open ? 1 : 0,
                  1e-5)
          << "case " << i;
      for (Index k = 0; k < problem.keys; ++k) {
        if (cells[k] == 0) {
          ASSERT_EQ(row[k], 0);
        }
      }
    }
  }
}

TEST(DotProductAttention, DoesNotMindInWhichOrderKeysAndValuesStand) {
  Random random(32);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Problem problem(random);
    const auto before = problem.Attend().z;
    std::vector<Index> order(static_cast<std::size_t>(problem.keys));
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t k = order.size(); k > 1; --k) {
      std::swap(order[k - 1], order[random.Below(k)]);
    }
    problem.k = Reordered(problem.k, order, problem.d_k);
    problem.v = Reordered(problem.v, order, problem.d_v);
    std::vector<float> mask = problem.mask;
    for (Index q = 0; q < problem.queries; ++q) {
      for (Index k = 0; k < problem.keys; ++k) {
        const Index from = order[static_cast<std::size_t>(k)];
        mask[static_cast<std::size_t>(q * problem.keys + k)] =
            problem.mask[static_cast<std::size_t>(q * problem.keys + from)];
      }
    }
    problem.mask = mask;
    ASSERT_LT(WorstDifference(problem.Attend().z, before), 1e-5)
        << "case " << i;
  }
}

TEST(DotProductAttention, LetsNothingOfABlockedKeyThrough) {
  Random random(33);
  const std::vector<float> poisons = {kNan, kInfinity, -kInfinity, 3e38f};
  for (int i = 0; i < testing::kLightCases; ++i) {
    Problem problem(random);
    const Index blocked = Draw(random, 0, problem.keys - 1);
    for (Index q = 0; q < problem.queries; ++q) {
      problem.mask[static_cast<std::size_t>(q * problem.keys + blocked)] = 0;
    }
    const MaskStyle style =
        i % 2 == 0 ? MaskStyle::kBoolean : MaskStyle::kAdditive;
    const auto before = problem.Attend(style);
    for (Index d = 0; d < problem.d_k; ++d) {
      problem.k[static_cast<std::size_t>(blocked * problem.d_k + d)] =
          poisons[random.Below(poisons.size())];
    }
    for (Index d = 0; d < problem.d_v; ++d) {
      problem.v[static_cast<std::size_t>(blocked * problem.d_v + d)] =
          poisons[random.Below(poisons.size())];
    }
    const auto after = problem.Attend(style);
    ASSERT_EQ(after.weights, before.weights) << "case " << i;
    ASSERT_LT(WorstDifference(after.z, before.z), 1e-6) << "case " << i;
  }
}

TEST(DotProductAttention, GivesEveryStyleOfMaskTheSameWeights) {
  Random random(34);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Problem problem(random);
    for (Index q = 0; q < problem.queries; ++q) {  // no empty rows
      problem.mask[static_cast<std::size_t>(q * problem.keys)] = 1;
    }
    const auto boolean = problem.Attend().weights;
    for (const MaskStyle style :
         {MaskStyle::kLargeNegative, MaskStyle::kAdditive,
          MaskStyle::kAdditiveLiteral}) {
      ASSERT_EQ(problem.Attend(style).weights, boolean) << "case " << i;
    }
  }
}

TEST(DotProductAttention, ShowsWhereTheStylesDifferOnAnEmptyRow) {
  Random random(35);
  Problem problem(random);
  std::fill(problem.mask.begin(), problem.mask.end(), 0.0f);
  const float even = 1 / static_cast<float>(problem.keys);
  for (const float weight : problem.Attend(MaskStyle::kBoolean).weights) {
    EXPECT_EQ(weight, 0);
  }
  for (const float weight : problem.Attend(MaskStyle::kAdditive).weights) {
    EXPECT_EQ(weight, 0);
  }
  for (const float z : problem.Attend(MaskStyle::kBoolean).z) EXPECT_EQ(z, 0);
  for (const float weight : problem.Attend(MaskStyle::kLargeNegative).weights) {
    EXPECT_NEAR(weight, even, 1e-7);
  }
  for (const float weight :
       problem.Attend(MaskStyle::kAdditiveLiteral).weights) {
    EXPECT_TRUE(std::isnan(weight));
  }
}

}  // namespace
}  // namespace attention
