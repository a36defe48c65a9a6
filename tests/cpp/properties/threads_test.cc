// What several threads compute is what one computes. WebAssembly's products
// give the same bits, which tests/engine/threads.test.ts holds the page's
// module for threads to; Eigen's, which are behind these, go by a product's
// size, and round otherwise where its rows are shared out.

#include <algorithm>
#include <cmath>
#include <map>

#include "attention/layers/attention_layer.h"
#include "attention/training/trainer.h"
#include "support.h"
#include "with_threads.h"

namespace attention {
namespace {

using testing::WithThreads;
using Numbers = std::vector<float>;

/// So long that its loops are worth sharing.
std::string LongText(int words) {
  std::string text;
  for (int i = 0; i < words; ++i)
    text += "w" + std::to_string(i * i % 41) + " ";
  return text;
}

RunSpec Spec(const std::string& model, int words) {
  RunSpec spec;
  spec.model = model;
  spec.texts = {LongText(words)};
  spec.config.d_model = 64;
  spec.config.n_heads = 4;
  spec.config.d_ff = 128;
  return spec;
}

template <typename Make>
void ExpectTheSame(Make&& make, float bound, const std::string& what) {
  const Numbers alone = make();
  ASSERT_FALSE(alone.empty());
  for (const Index threads : {2, 3}) {
    const WithThreads with(threads);
    ASSERT_LE(testing::WorstDifference(make(), alone), bound) << what;
  }
}

TEST(ThreadsProperty, GiveARunTheNumbersThatOneGivesIt) {
  for (const std::string model :
       {"self_attention", "decoder_only", "encoder"}) {
    const auto run = [&] {
      const Trace trace = RunModel(Spec(model, 150));
      const auto numbers = trace.tape.arena();
      Numbers finite;
      for (const float number : numbers) {
        finite.push_back(std::isfinite(number) ? number : -1);
      }
      return finite;
    };
    ExpectTheSame(run, 1e-4F, model);
  }
}

TEST(ThreadsProperty, TrainAsOneTrains) {
  const auto train = [] {
    TrainerSpec spec;
    spec.run = Spec("decoder_only", 0);
    spec.run.texts.clear();
    for (int i = 0; i < 16; ++i)
      spec.examples.push_back({LongText(31 + i % 2)});
    spec.schedule = {.type = "constant", .rate = 1e-3, .warmup = 1};
    spec.batch_size = 16;
    Trainer trainer(spec);
    Numbers losses;
    for (int i = 0; i < 4; ++i) {
      losses.push_back(static_cast<float>(trainer.Step().loss));
    }
    return losses;
  };
  ExpectTheSame(train, 1e-4F, "losses");
}

TEST(ThreadsProperty, GiveALayerTheRowsAndWeightsThatOneGivesIt) {
  Random random(5);
  for (const Index tokens : {1, 9, 70, 300}) {
    constexpr Index d = 64;
    std::vector<Numbers> weights;
    for (int part = 0; part < 4; ++part) {
      weights.push_back(testing::RandomNumbers(random, d * d, 0.2F));
    }
    const Numbers x = testing::RandomNumbers(random, tokens * d);
    const auto run = [&] {
      AttentionLayer layer(
          {.d_model = d, .n_heads = 4, .causal = true, .keep_weights = true},
          {weights[0], weights[1], weights[2], weights[3], {}, {}, {}, {}});
      std::ranges::copy(x, layer.Input(tokens).begin());
      const auto rows = layer.Run();
      Numbers all(rows.begin(), rows.end());
      const auto kept = layer.Weights();
      all.insert(all.end(), kept.begin(), kept.end());
      return all;
    };
    ExpectTheSame(run, 0, std::to_string(tokens) + " tokens");
  }
}

}  // namespace
}  // namespace attention
