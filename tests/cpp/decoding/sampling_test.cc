#include <cmath>
#include <numeric>

#include "attention/decoding/decode.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

std::vector<double> Logs(const std::vector<double>& probabilities) {
  std::vector<double> logs;
  for (const double p : probabilities) logs.push_back(std::log(p));
  return logs;
}

const std::vector<double> kFive = Logs({0.1, 0.4, 0.2, 0.0, 0.3});

TEST(Sampling, KeepsTheMostProbableKAndLetsThemSumToOne) {
  EXPECT_THAT(SamplingDistribution(kFive, {.top_k = 2}),
              ElementsAre(0, DoubleNear(4.0 / 7, 1e-12), 0, 0,
                          DoubleNear(3.0 / 7, 1e-12)));
  const auto all = SamplingDistribution(kFive, {.top_k = 99});
  EXPECT_NEAR(all[2], 0.2, 1e-12);
  EXPECT_EQ(all[3], 0);
}

TEST(Sampling, KeepsTheTokenThatReachesTopP) {
  EXPECT_THAT(SamplingDistribution(kFive, {.top_p = 0.5}),
              ElementsAre(0, DoubleNear(4.0 / 7, 1e-12), 0, 0,
                          DoubleNear(3.0 / 7, 1e-12)));
  EXPECT_EQ(SamplingDistribution(kFive, {.top_p = 1e-9})[1], 1);
  EXPECT_NEAR(SamplingDistribution(kFive, {.top_p = 1})[0], 0.1, 1e-12);
  // Of what top_k left, 0.4 / 0.7 reaches 0.5 alone.
  EXPECT_EQ(SamplingDistribution(kFive, {.top_k = 2, .top_p = 0.5})[1], 1);
}

TEST(Sampling, SharpensAndFlattensByTemperature) {
  const auto cold = SamplingDistribution(kFive, {.temperature = 0.5});
  EXPECT_NEAR(cold[1] / cold[0], 16, 1e-9);
  const auto hot = SamplingDistribution(kFive, {.temperature = 2});
  EXPECT_NEAR(hot[1] / hot[0], 2, 1e-9);
  EXPECT_EQ(hot[3], 0) << "what cannot come does not come by heat";
  EXPECT_EQ(SamplingDistribution(kFive, {.temperature = 0})[1], 1);
  EXPECT_EQ(SamplingDistribution(kFive, {.temperature = 1e-300})[1], 1);
}

TEST(Sampling, PrefersTheLowerIdOfEquals) {
  const auto equal = Logs({0.25, 0.25, 0.25, 0.25});
  EXPECT_THAT(SamplingDistribution(equal, {.top_k = 2}),
              ElementsAre(0.5, 0.5, 0, 0));
  EXPECT_THAT(SamplingDistribution(equal, {.top_p = 0.3}),
              ElementsAre(0.5, 0.5, 0, 0));
  EXPECT_EQ(SamplingDistribution(equal, {.temperature = 0})[0], 1);
}

TEST(Sampling, PicksByPartsAndNeverWhatHasNone) {
  const std::vector<double> probabilities = {0, 0.25, 0, 0.75, 0};
  EXPECT_EQ(Pick(probabilities, 0), 1);
  EXPECT_EQ(Pick(probabilities, 0.24), 1);
  EXPECT_EQ(Pick(probabilities, 0.25), 3);
  EXPECT_EQ(Pick(probabilities, 1 - 1e-16), 3);
}

TEST(Sampling, DrawsAsOftenAsTheDistributionSays) {
  const std::vector<float> logits = {0, 1, -1, 2, 0.5f};
  std::vector<float> table;
  for (int row = 0; row < 5; ++row) {
    table.insert(table.end(), logits.begin(), logits.end());
  }
  ChainPredictor chain({table.data(), {5, 5}});
  DecodeOptions options{.strategy = "sample", .prompt = {0}, .max_length = 500};
  options.sampling = {.temperature = 1.5, .top_k = 4, .top_p = 0.95};
  const auto expected =
      SamplingDistribution(LogSoftmax(logits), options.sampling);
  std::vector<double> drawn(5, 0.0);
  constexpr int kRuns = 40;
  for (int run = 0; run < kRuns; ++run) {
    options.seed = static_cast<std::uint64_t>(run);
    const std::vector<Index> ids = Decode(chain, options).best().ids;
    for (std::size_t i = 1; i < ids.size(); ++i) {
      ++drawn[static_cast<std::size_t>(ids[i])];
    }
  }
  double chi_square = 0;
  int freedom = -1;
  for (std::size_t id = 0; id < 5; ++id) {
    if (expected[id] == 0) {
      EXPECT_EQ(drawn[id], 0);
      continue;
    }
    const double wanted = expected[id] * kRuns * 500;
    chi_square += (drawn[id] - wanted) * (drawn[id] - wanted) / wanted;
    ++freedom;
  }
  EXPECT_EQ(freedom, 3);
  // The 0.999 quantile of chi-square with 3 degrees of freedom.
  EXPECT_LT(chi_square, 16.27);
}

TEST(Sampling, WritesTheSameFromTheSameSeed) {
  Random random(8);
  const std::vector<float> logits = testing::RandomNumbers(random, 100);
  ChainPredictor chain({logits.data(), {10, 10}});
  DecodeOptions options{.strategy = "sample", .prompt = {0}, .max_length = 50};
  const auto one = Decode(chain, options);
  EXPECT_EQ(Decode(chain, options).best().ids, one.best().ids);
  options.seed = 8;
  EXPECT_NE(Decode(chain, options).best().ids, one.best().ids);
  double total = 0;
  const auto& next = one.steps[0].live[0].next;
  ASSERT_EQ(next.size(), 10u);
  for (const Continuation& token : next) total += token.probability;
  EXPECT_NEAR(total, 1, 1e-12);
}

}  // namespace
}  // namespace attention
