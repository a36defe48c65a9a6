#include "attention/layers/attention_layer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using Numbers = std::vector<float>;

struct Given {
  AttentionLayerOptions options;
  std::vector<Numbers> weights;  // of q, k, v and the output
  std::vector<Numbers> biases;   // likewise, or empty
};

Given MakeGiven(Random& random, const AttentionLayerOptions& options,
                bool bias) {
  const Index d = options.d_model;
  Given given{options, {}, {}};
  const float bound = 2 / std::sqrt(static_cast<float>(d));
  for (int part = 0; part < 4; ++part) {
    given.weights.push_back(testing::RandomNumbers(random, d * d, bound));
    given.biases.push_back(bias ? testing::RandomNumbers(random, d, 0.5F)
                                : Numbers{});
  }
  return given;
}

AttentionLayer MakeLayer(const Given& given) {
  const auto& w = given.weights;
  const auto& b = given.biases;
  return {given.options, {w[0], w[1], w[2], w[3], b[0], b[1], b[2], b[3]}};
}

Numbers RunLayer(AttentionLayer& layer, const Numbers& x, Index tokens) {
  std::ranges::copy(x, layer.Input(tokens).begin());
  const auto result = layer.Run();
  return {result.begin(), result.end()};
}

using Table = std::vector<std::vector<double>>;

Table Times(const Table& x, const Numbers& weight, const Numbers& bias) {
  const std::size_t d = x.front().size();
  Table result(x.size(), std::vector<double>(d));
  for (std::size_t t = 0; t < x.size(); ++t) {
    for (std::size_t c = 0; c < d; ++c) {
      result[t][c] = bias.empty() ? 0 : bias[c];
      for (std::size_t m = 0; m < d; ++m) {
        result[t][c] += x[t][m] * weight[m * d + c];
      }
    }
  }
  return result;
}

/// softmax(Q K^T / sqrt(size)) V head by head, in double, by the formula.
Table Expected(const Given& given, const Numbers& x, Index tokens) {
  const auto d = static_cast<std::size_t>(given.options.d_model);
  const std::size_t size = d / static_cast<std::size_t>(given.options.n_heads);
  const auto count = static_cast<std::size_t>(tokens);
  Table rows(count, std::vector<double>(d));
  for (std::size_t i = 0; i < x.size(); ++i) rows[i / d][i % d] = x[i];
  const Table q = Times(rows, given.weights[0], given.biases[0]);
  const Table k = Times(rows, given.weights[1], given.biases[1]);
  const Table v = Times(rows, given.weights[2], given.biases[2]);
  Table z(count, std::vector<double>(d));
  for (std::size_t first = 0; first < d; first += size) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t seen = given.options.causal ? i + 1 : count;
      std::vector<double> weights;
      double sum = 0;
      for (std::size_t j = 0; j < seen; ++j) {
        double score = 0;
        for (std::size_t c = first; c < first + size; ++c) {
          score += q[i][c] * k[j][c];
        }
        weights.push_back(std::exp(score / std::sqrt(double(size))));
        sum += weights.back();
      }
      for (std::size_t j = 0; j < seen; ++j) {
        for (std::size_t c = first; c < first + size; ++c) {
          z[i][c] += weights[j] / sum * v[j][c];
        }
      }
    }
  }
  return Times(z, given.weights[3], given.biases[3]);
}

void ExpectRight(AttentionLayer& layer, const Given& given, const Numbers& x,
                 Index tokens) {
  const Numbers result = RunLayer(layer, x, tokens);
  const Table expected = Expected(given, x, tokens);
  const auto d = static_cast<std::size_t>(given.options.d_model);
  ASSERT_EQ(result.size(), static_cast<std::size_t>(tokens) * d);
  for (std::size_t i = 0; i < result.size(); ++i) {
    ASSERT_NEAR(result[i], expected[i / d][i % d], 2e-5)
        << "T " << tokens << ", d " << d << ", heads " << given.options.n_heads
        << (given.options.causal ? ", causal" : "") << ", at " << i;
  }
}

TEST(AttentionLayerTest, AgreesWithTheFormulaInDoubleForAllLengthsUpTo67) {
  Random random(21);
  for (Index tokens = 1; tokens <= 67; ++tokens) {
    const Index heads = Draw(random, 1, 4);
    const Given given =
        MakeGiven(random, {heads * Draw(random, 1, 17), heads, tokens % 2 == 0},
                  Draw(random, 0, 1) == 1);
    AttentionLayer layer = MakeLayer(given);
    const Numbers x =
        testing::RandomNumbers(random, tokens * given.options.d_model);
    ExpectRight(layer, given, x, tokens);
  }
}

TEST(AttentionLayerTest, AgreesWithTheFormulaForAllSizesUpTo67) {
  Random random(22);
  for (Index d = 1; d <= 67; ++d) {
    const Given given = MakeGiven(random, {d, 1, d % 2 == 1}, true);
    AttentionLayer layer = MakeLayer(given);
    const Index tokens = Draw(random, 1, 40);
    ExpectRight(layer, given, testing::RandomNumbers(random, tokens * d),
                tokens);
  }
}

TEST(AttentionLayerTest, KeepsWeightsOnRequestThatGiveTheOutput) {
  Random random(27);
  for (Index tokens = 1; tokens <= 67; ++tokens) {
    const Index heads = Draw(random, 1, 3);
    AttentionLayerOptions options{heads * Draw(random, 1, 9), heads,
                                  tokens % 2 == 0, true};
    const Given given = MakeGiven(random, options, true);
    AttentionLayer layer = MakeLayer(given);
    // Longer first: what it left must not be seen.
    const Index d = options.d_model;
    RunLayer(layer, testing::RandomNumbers(random, (tokens + 9) * d),
             tokens + 9);
    const Numbers x = testing::RandomNumbers(random, tokens * d);
    ExpectRight(layer, given, x, tokens);
    const auto weights = layer.Weights();
    ASSERT_EQ(std::ssize(weights), heads * tokens * tokens);
    Table rows(static_cast<std::size_t>(tokens),
               std::vector<double>(static_cast<std::size_t>(d)));
    for (Index i = 0; i < tokens * d; ++i) rows[i / d][i % d] = x[i];
    const Table q = Times(rows, given.weights[0], given.biases[0]);
    const Table k = Times(rows, given.weights[1], given.biases[1]);
    const Index size = d / heads;
    for (Index row = 0; row < heads * tokens; ++row) {
      const Index query = row % tokens;
      std::vector<double> wanted(static_cast<std::size_t>(tokens));
      double sum = 0;
      for (Index key = 0; key < tokens; ++key) {
        if (options.causal && key > query) continue;
        double score = 0;
        for (Index c = 0; c < size; ++c) {
          const Index at = row / tokens * size + c;
          score += q[query][at] * k[key][at];
        }
        wanted[key] = std::exp(score / std::sqrt(double(size)));
        sum += wanted[key];
      }
      for (Index key = 0; key < tokens; ++key) {
        ASSERT_NEAR(weights[row * tokens + key], wanted[key] / sum, 1e-5)
            << "T " << tokens << ", row " << row << ", key " << key;
      }
    }
  }
}

TEST(AttentionLayerTest, HasNoWeightsUnlessTheyWereAskedForAndARunIsDone) {
  Random random(28);
  const Numbers x = testing::RandomNumbers(random, 3 * 4);
  Given given = MakeGiven(random, {4, 2, true}, false);
  AttentionLayer without = MakeLayer(given);
  RunLayer(without, x, 3);
  EXPECT_TRUE(without.Weights().empty());
  given.options.keep_weights = true;
  AttentionLayer with = MakeLayer(given);
  EXPECT_TRUE(with.Weights().empty());
  RunLayer(with, x, 3);
  EXPECT_EQ(with.Weights().size(), 2 * 3 * 3);
  with.Input(3);
  EXPECT_TRUE(with.Weights().empty());
  EXPECT_EQ(testing::MessageOf([&] { with.Input(6000); }),
            "[attentionLayer] the weights of 6000 tokens in 2 heads are too "
            "many to keep");
}

TEST(AttentionLayerTest, ForgetsTheRunBefore) {
  Random random(23);
  for (const bool causal : {false, true}) {
    const Given given = MakeGiven(random, {12, 3, causal}, true);
    AttentionLayer layer = MakeLayer(given);
    for (const Index tokens : {40, 3, 17, 40}) {
      ExpectRight(layer, given, testing::RandomNumbers(random, tokens * 12),
                  tokens);
    }
  }
}

TEST(AttentionLayerTest, LooksNowhereBehindTheToken) {
  Random random(24);
  const Given given = MakeGiven(random, {8, 2, true}, false);
  AttentionLayer layer = MakeLayer(given);
  Numbers x = testing::RandomNumbers(random, 21 * 8);
  const Numbers before = RunLayer(layer, x, 21);
  for (std::size_t i = 13 * 8; i < x.size(); ++i) x[i] += 1;
  const Numbers after = RunLayer(layer, x, 21);
  EXPECT_TRUE(
      std::equal(before.begin(), before.begin() + 13 * 8, after.begin()));
  EXPECT_NE(before, after);
}

TEST(AttentionLayerTest, KeepsScoresThatWouldOverflowExp) {
  Random random(25);
  Given given = MakeGiven(random, {4, 1, true}, false);
  for (float& number : given.weights[0]) number *= 200;
  AttentionLayer layer = MakeLayer(given);
  for (const float number :
       RunLayer(layer, testing::RandomNumbers(random, 9 * 4), 9)) {
    EXPECT_TRUE(std::isfinite(number));
  }
}

TEST(AttentionLayerTest, RefusesWhatDoesNotFitAndWhatIsNotFinite) {
  Random random(26);
  Given given = MakeGiven(random, {6, 4, false}, false);
  EXPECT_EQ(testing::MessageOf([&] { MakeLayer(given); }),
            "[attentionLayer] d_model is 6 and n_heads 4; each head needs the "
            "same share of at least one number");
  given.options.n_heads = 2;
  AttentionLayer layer = MakeLayer(given);
  EXPECT_EQ(testing::MessageOf([&] { layer.Run(); }),
            "[attentionLayer] x is missing");
  EXPECT_EQ(testing::MessageOf([&] { layer.Input(0); }),
            "[attentionLayer] x has no tokens");
  Numbers x(12, 1);
  x[7] = testing::kNan;
  EXPECT_EQ(testing::MessageOf([&] { RunLayer(layer, x, 2); }),
            "[attentionLayer] x[7] is nan; every number must be finite");
  given.weights[3][2] = testing::kInfinity;
  EXPECT_EQ(testing::MessageOf([&] { MakeLayer(given); }),
            "[attentionLayer] output[2] is inf; every number must be finite");
  given.weights[3].pop_back();
  EXPECT_EQ(testing::MessageOf([&] { MakeLayer(given); }),
            "[attentionLayer] output has 35 numbers instead of 36");
}

}  // namespace
}  // namespace attention
