#include "attention/decoding/decode.h"

#include <cmath>

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ChainPredictor Chain(const std::vector<float>& logits) {
  const auto size =
      static_cast<Index>(std::sqrt(static_cast<double>(logits.size())));
  return ChainPredictor({logits.data(), {size, size}});
}

float Log(double probability) {
  return static_cast<float>(std::log(probability));
}

/// 0 start, 1 a, 2 b, 3 end. "a" looks better at first, "b" in the end.
std::vector<float> Tempting() {
  std::vector<float> logits;
  for (const double p : {0.0, 0.6, 0.4, 0.0,     // start
                         0.0, 0.35, 0.35, 0.3,   // a
                         0.0, 0.05, 0.05, 0.9,   // b
                         0.0, 0.0, 0.0, 1.0}) {  // end
    logits.push_back(Log(p));
  }
  return logits;
}

DecodeOptions Beams(Index size) {
  return {.strategy = "beam", .prompt = {0}, .end = 3, .beam_size = size};
}

std::vector<float> RandomLogits(Random& random, Index size) {
  std::vector<float> logits = testing::RandomNumbers(random, size * size, 3);
  for (float& logit : logits) {
    // Equal logits, and tokens that cannot come.
    if (random.Below(6) == 0) logit = 1;
    if (random.Below(6) == 0) logit = -testing::kInfinity;
  }
  for (Index i = 0; i < size; ++i) {
    logits[static_cast<std::size_t>(i * size + i)] = 0;
  }
  return logits;
}

TEST(Decode, TakesTheMostProbableTokenWhenGreedy) {
  ChainPredictor chain = Chain(Tempting());
  const auto result = Decode(chain, {.prompt = {0}, .end = 3, .max_length = 3});
  // a -> a and a -> b are equal: the lower id, for ever.
  EXPECT_THAT(result.best().ids, ElementsAre(0, 1, 1, 1));
  EXPECT_NEAR(result.best().log_probability, std::log(0.6 * 0.35 * 0.35), 1e-6);
  EXPECT_THAT(result.finished, IsEmpty());
}

TEST(Decode, FindsByBeamWhatGreedMisses) {
  ChainPredictor chain = Chain(Tempting());
  const auto result = Decode(chain, Beams(2));
  EXPECT_THAT(result.best().ids, ElementsAre(0, 2, 3));
  EXPECT_NEAR(result.best().log_probability, std::log(0.4 * 0.9), 1e-6);
}

TEST(Decode, KeepsEveryStepOfABeam) {
  ChainPredictor chain = Chain(Tempting());
  const auto result = Decode(chain, Beams(2));
  ASSERT_GE(result.steps.size(), 3u);
  EXPECT_THAT(result.steps[0].live[0].ids, ElementsAre(0));
  EXPECT_EQ(result.steps[0].live[0].parent, -1);
  const auto& first = result.steps[1];
  ASSERT_EQ(first.live.size(), 2u);
  EXPECT_THAT(first.live[1].ids, ElementsAre(0, 2));
  EXPECT_EQ(first.live[1].parent, 0);
  EXPECT_THAT(first.pruned, IsEmpty()) << "the others cannot come";
  const auto& second = result.steps[2];
  ASSERT_EQ(second.finished.size(), 1u);
  EXPECT_THAT(second.finished[0].ids, ElementsAre(0, 2, 3));
  EXPECT_EQ(second.finished[0].parent, 1);
  ASSERT_EQ(second.live.size(), 1u);
  EXPECT_THAT(second.live[0].ids, ElementsAre(0, 1, 1));
  ASSERT_EQ(second.pruned.size(), 2u);
  EXPECT_THAT(second.pruned[0].ids, ElementsAre(0, 1, 2));
  const auto& next = first.live[0].next;
  ASSERT_EQ(next.size(), 4u);
  EXPECT_EQ(next[0].id, 1);
  EXPECT_TRUE(next[0].kept);
  EXPECT_FALSE(next[1].kept);
  EXPECT_NEAR(next[2].probability, 0.3, 1e-6);
}

TEST(Decode, DividesByTheNamedLengthPenalty) {
  ChainPredictor chain = Chain(Tempting());
  DecodeOptions options = Beams(2);
  options.alpha = 2;
  options.penalty = "length";
  const auto length = Decode(chain, options);
  for (const Beam& beam : length.finished) {
    const auto n = static_cast<double>(beam.ids.size() - 1);
    EXPECT_DOUBLE_EQ(beam.score, beam.log_probability / (n * n));
  }
  options.penalty = "gnmt";
  for (const Beam& beam : Decode(chain, options).finished) {
    const auto n = static_cast<double>(beam.ids.size() - 1);
    EXPECT_NEAR(beam.score, beam.log_probability / ((5 + n) / 6 * (5 + n) / 6),
                1e-12);
  }
}

TEST(Decode, WritesByABeamOfOneWhatGreedWrites) {
  Random random(31);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const Index size = testing::Draw(random, 2, 7);
    ChainPredictor chain = Chain(RandomLogits(random, size));
    DecodeOptions options{.prompt = {0}, .end = size - 1};
    options.max_length = testing::Draw(random, 0, 9);
    const auto greedy = Decode(chain, options);
    options.strategy = "beam";
    options.beam_size = 1;
    const auto beam = Decode(chain, options);
    ASSERT_EQ(beam.best().ids, greedy.best().ids) << i;
    ASSERT_EQ(beam.best().log_probability, greedy.best().log_probability);
    options.strategy = "sample";
    options.sampling.temperature = 0;
    ASSERT_EQ(Decode(chain, options).best().ids, greedy.best().ids);
  }
}

/// The best finished sequence of all, by trying every one.
void Exhaust(const std::vector<std::vector<double>>& logs,
             const DecodeOptions& options, std::vector<Index> ids, double sum,
             double& best) {
  if (ids.back() == *options.end && ids.size() > 1) {
    const auto n = static_cast<double>(ids.size() - 1);
    const double divisor =
        options.penalty == "gnmt"     ? std::pow((5 + n) / 6, options.alpha)
        : options.penalty == "length" ? std::pow(n, options.alpha)
                                      : 1;
    best = std::max(best, sum / divisor);
    return;
  }
  if (static_cast<Index>(ids.size()) > options.max_length) return;
  const auto& row = logs[static_cast<std::size_t>(ids.back())];
  for (std::size_t id = 0; id < row.size(); ++id) {
    if (std::isinf(row[id])) continue;
    ids.push_back(static_cast<Index>(id));
    Exhaust(logs, options, ids, sum + row[id], best);
    ids.pop_back();
  }
}

TEST(Decode, FindsTheOptimumWhenTheBeamIsWideEnough) {
  Random random(32);
  int found = 0;
  for (int i = 0; i < 2000; ++i) {
    const Index size = testing::Draw(random, 2, 4);
    const std::vector<float> logits = RandomLogits(random, size);
    ChainPredictor chain = Chain(logits);
    DecodeOptions options{
        .strategy = "beam", .prompt = {0}, .end = size - 1, .beam_size = 64};
    options.max_length = 4;
    options.penalty = std::vector{"none", "gnmt", "length"}[random.Below(3)];
    options.alpha = static_cast<double>(random.Symmetric(2));
    std::vector<std::vector<double>> logs;
    for (Index row = 0; row < size; ++row) {
      logs.push_back(LogSoftmax(
          std::span(logits).subspan(static_cast<std::size_t>(row * size),
                                    static_cast<std::size_t>(size))));
    }
    double best = -1e300;
    Exhaust(logs, options, {0}, 0, best);
    const auto result = Decode(chain, options);
    ASSERT_EQ(result.finished.empty(), best == -1e300);
    if (result.finished.empty()) continue;
    ++found;
    ASSERT_NEAR(result.best().score, best, 1e-9) << i;
  }
  EXPECT_GT(found, 1500);
}

TEST(Decode, GivesABeamLargerThanTheVocabularyAllThereIs) {
  ChainPredictor chain = Chain({0, 0, 0, 0});
  DecodeOptions options{
      .strategy = "beam", .prompt = {0}, .max_length = 2, .beam_size = 64};
  const auto result = Decode(chain, options);
  ASSERT_EQ(result.live.size(), 4u);
  EXPECT_THAT(result.live[0].ids, ElementsAre(0, 0, 0)) << "of equals";
  EXPECT_THAT(result.live[3].ids, ElementsAre(0, 1, 1));
}

TEST(Decode, WritesNothingWhereNothingMayBeWritten) {
  ChainPredictor chain = Chain({0});
  const auto result = Decode(chain, {.prompt = {0}, .max_length = 0});
  EXPECT_THAT(result.best().ids, ElementsAre(0));
  EXPECT_EQ(result.steps.size(), 1u);
}

TEST(Decode, RefusesLogitsThatSayNothing) {
  const auto message = [](std::vector<float> logits) {
    return testing::MessageOf([&] { LogSoftmax(logits); });
  };
  EXPECT_EQ(message({0, testing::kNan, 0, 0}),
            "[decode] the logit of token 1 is nan; it must be a number or "
            "-inf");
  EXPECT_THAT(message({testing::kInfinity}), HasSubstr("token 0 is inf"));
  EXPECT_EQ(message({-testing::kInfinity}), "[decode] no token can come next");
  ChainPredictor chain = Chain({-testing::kInfinity});
  EXPECT_EQ(testing::MessageOf([&] { Decode(chain, {.prompt = {0}}); }),
            "[decode] no token can come next");
}

TEST(Decode, RefusesAChainWithALogitThatIsNoNumberEvenWhereNothingLeads) {
  const auto message = [](std::vector<float> logits) {
    return testing::MessageOf([&] { Chain(logits); });
  };
  EXPECT_EQ(message({0, 1, testing::kNan, 1}),
            "[decode] the logit of token 0 after token 1 is nan; it must be a "
            "number or -inf");
  EXPECT_THAT(message({0, 1, 1, testing::kInfinity}),
              HasSubstr("token 1 after token 1 is inf"));
  const float low = -testing::kInfinity;
  EXPECT_EQ(message({0, 1, low, low}), "") << "a row that nothing may follow";
}

TEST(Decode, RefusesOptionsOutOfBounds) {
  ChainPredictor chain = Chain(Tempting());
  const auto message = [&](auto change) {
    DecodeOptions options = Beams(2);
    change(options);
    return testing::MessageOf([&] { Decode(chain, options); });
  };
  using Options = DecodeOptions&;
  EXPECT_THAT(message([](Options o) { o.strategy = "luck"; }),
              HasSubstr("[decode] there is no strategy \"luck\""));
  EXPECT_THAT(message([](Options o) { o.penalty = "wu"; }),
              HasSubstr("no length penalty"));
  EXPECT_THAT(message([](Options o) { o.alpha = std::nan(""); }),
              HasSubstr("alpha is nan"));
  EXPECT_THAT(message([](Options o) { o.beam_size = 0; }),
              HasSubstr("beam size is 0; it must be from 1 to 64"));
  EXPECT_THAT(message([](Options o) { o.beam_size = 65; }),
              HasSubstr("beam size is 65"));
  EXPECT_THAT(message([](Options o) {
                o.beam_size = 64;
                o.max_length = 512;
              }),
              HasSubstr("[decode] the beams of 512 steps behind 1 tokens, 64 "
                        "a step, are more than can be kept"));
  EXPECT_THAT(message([](Options o) { o.prompt.assign(1 << 20, 0); }),
              HasSubstr("behind 1048576 tokens"));
  EXPECT_THAT(message([](Options o) { o.max_length = -1; }),
              HasSubstr("length is -1"));
  EXPECT_THAT(message([](Options o) { o.sampling.top_k = -1; }),
              HasSubstr("top_k is -1"));
  EXPECT_THAT(message([](Options o) { o.sampling.top_p = 0; }),
              HasSubstr("top_p is 0"));
  EXPECT_THAT(message([](Options o) { o.sampling.temperature = -1; }),
              HasSubstr("temperature is -1"));
  EXPECT_THAT(message([](Options o) { o.prompt = {}; }),
              HasSubstr("nothing to begin with"));
  EXPECT_THAT(message([](Options o) { o.prompt = {4}; }),
              HasSubstr("token of the prompt is 4"));
  EXPECT_THAT(message([](Options o) { o.end = 4; }),
              HasSubstr("end token is 4"));
  const std::vector<float> six(6);
  EXPECT_THAT(
      testing::MessageOf([&] { ChainPredictor unused({six.data(), {2, 3}}); }),
      HasSubstr("(2 x 3) are no table"));
}

}  // namespace
}  // namespace attention
