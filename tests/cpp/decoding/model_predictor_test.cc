#include "attention/decoding/model_predictor.h"

#include <algorithm>
#include <cmath>

#include "attention/decoding/decode.h"
#include "attention/models/vocabulary.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

RunSpec Untrained(const std::string& model, int seed) {
  RunSpec spec;
  spec.model = model;
  spec.seed = seed;
  spec.texts = {"the cat sat"};
  spec.config.d_model = 8;
  spec.config.n_heads = 2;
  spec.config.d_ff = 16;
  return spec;
}

Index IdOf(const ModelPredictor& predictor, const std::string& word) {
  const auto& words = predictor.words();
  return std::ranges::find(words, word) - words.begin();
}

std::vector<std::string> Written(const Beam& beam, std::size_t prompt,
                                 const ModelPredictor& predictor) {
  std::vector<std::string> words;
  for (std::size_t i = prompt; i < beam.ids.size(); ++i) {
    words.push_back(predictor.words()[static_cast<std::size_t>(beam.ids[i])]);
  }
  return words;
}

TEST(ModelPredictor, GivesEveryTokenButPaddingAndStartItsShareOfOne) {
  for (const std::string model : {"transformer", "decoder_only"}) {
    for (const bool cache : {true, false}) {
      ModelPredictor predictor(Untrained(model, 3), nullptr, cache);
      const std::vector<Prefix> prefixes(1, Prefix{.ids = predictor.prompt()});
      const std::vector<float> row = predictor.Next(prefixes);
      ASSERT_EQ(row.size(), predictor.words().size());
      double sum = 0;
      for (const double log : LogSoftmax(row)) sum += std::exp(log);
      EXPECT_NEAR(sum, 1, 1e-12);
      for (std::size_t id = 0; id < row.size(); ++id) {
        const std::string& word = predictor.words()[id];
        const bool ours =
            word == specials::kPadding || word == specials::kStart;
        EXPECT_EQ(std::isinf(row[id]), ours) << model << " " << word;
      }
    }
  }
}

TEST(ModelPredictor, NeverWritesPaddingOrStartWhateverTheWeights) {
  const auto is_word = ::testing::AllOf(::testing::Ne(specials::kPadding),
                                        ::testing::Ne(specials::kStart));
  for (const std::string model : {"transformer", "decoder_only"}) {
    for (int seed = 0; seed < 12; ++seed) {
      // A bias that would have the model write nothing else.
      RunSpec spec = Untrained(model, seed);
      const ModelPredictor names(spec);
      std::vector<float> bias(names.words().size(), 0.0f);
      bias[static_cast<std::size_t>(IdOf(names, specials::kPadding))] = 50;
      bias[static_cast<std::size_t>(IdOf(names, specials::kStart))] = 49;
      if (seed % 2 == 1)
        spec.weights["output.b"] = {.shape = {names.vocabulary()},
                                    .data = bias};
      for (const std::string strategy : {"greedy", "beam", "sample"}) {
        ModelPredictor predictor(spec, nullptr, seed % 3 != 0);
        const DecodeOptions options{.strategy = strategy,
                                    .prompt = predictor.prompt(),
                                    .end = predictor.end(),
                                    .max_length = 8,
                                    .seed = static_cast<std::uint64_t>(seed)};
        const DecodeResult result = Decode(predictor, options);
        for (const auto* beams : {&result.finished, &result.live}) {
          for (const Beam& beam : *beams) {
            EXPECT_THAT(Written(beam, options.prompt.size(), predictor),
                        Each(is_word));
            EXPECT_TRUE(std::isfinite(beam.log_probability));
          }
        }
      }
    }
  }
}

TEST(ModelPredictor, KeepsPaddingAndStartThatTheTextItselfHas) {
  RunSpec spec = Untrained("decoder_only", 5);
  spec.texts.clear();
  spec.tokens = {{specials::kStart, "cat", specials::kPadding, "sat"}};
  const ModelPredictor predictor(spec);
  const std::vector<Index> prompt = {
      IdOf(predictor, specials::kStart), IdOf(predictor, "cat"),
      IdOf(predictor, specials::kPadding), IdOf(predictor, "sat")};
  EXPECT_EQ(predictor.prompt(), prompt);
}

TEST(ModelPredictor, RefusesAModelThatWritesNothingAndMoreThanOneText) {
  const auto message = [](const RunSpec& spec) {
    return testing::MessageOf([&] { const ModelPredictor predictor(spec); });
  };
  EXPECT_THAT(message(Untrained("encoder", 1)),
              HasSubstr("[decode] the model \"encoder\" writes no words"));
  RunSpec two = Untrained("transformer", 1);
  two.texts = {"a", "b"};
  two.batch = true;
  EXPECT_THAT(message(two), HasSubstr("[decode] one text at a time"));
}

}  // namespace
}  // namespace attention
