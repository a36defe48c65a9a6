// What holds of models of layers whatever their switches and words are, on
// cases drawn at random.

#include <algorithm>

#include "attention/models/incremental.h"
#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using testing::ValuesOf;
using testing::WorstDifference;

constexpr const char* kWords[] = {"a", "b", "c", "d", "e"};

std::vector<std::string> RandomWords(Random& random) {
  std::vector<std::string> words;
  for (Index t = Draw(random, 1, 4); t > 0; --t) {
    words.push_back(kWords[random.Below(5)]);
  }
  return words;
}

/// A small model of one or two layers, every switch at random.
RunSpec RandomSpec(Random& random, const std::string& model) {
  const auto one_of = [&](const auto& choices) {
    return choices[random.Below(std::size(choices))];
  };
  const char* const norms[] = {"layer", "layer_std", "rms"};
  const char* const orders[] = {"post", "pre"};
  const char* const activations[] = {"relu", "gelu", "gelu_tanh", "swiglu"};
  RunSpec spec;
  spec.model = model;
  spec.vocabulary.assign(std::begin(kWords), std::end(kWords));
  spec.target_vocabulary = spec.vocabulary;
  spec.config.d_model = static_cast<double>(Draw(random, 1, 5));
  spec.config.n_heads = random.Below(2) == 0 ? 2 : 4;
  spec.config.n_kv_heads = random.Below(2) == 0 ? 1 : 2;
  spec.config.d_k = random.Below(2) == 0 ? 2 : 4;
  spec.config.d_v = static_cast<double>(Draw(random, 1, 3));
  spec.config.d_ff = static_cast<double>(Draw(random, 1, 5));
  spec.config.n_layers = static_cast<double>(Draw(random, 1, 2));
  spec.config.n_decoder_layers = 1;
  spec.config.bias = random.Below(2) == 0;
  spec.config.ffn_bias = random.Below(2) == 0;
  spec.config.max_length = 8;
  spec.config.positions = one_of(testing::kPositionKinds);
  spec.config.norm = one_of(norms);
  spec.config.norm_order = one_of(orders);
  spec.config.activation = one_of(activations);
  const char* const kinds[] = {"softmax", "sparse", "fused", "linear"};
  spec.config.attention = one_of(kinds);
  if (spec.config.attention == "linear" && spec.config.positions == "alibi") {
    spec.config.positions = "none";  // it makes no scores to take off from
  }
  // A deviation near 0 would blow up what float rounds.
  spec.config.epsilon = 0.01;
  spec.seed = static_cast<double>(random.Below(1000000));
  return spec;
}

TEST(StackProperties, CachedDecodingSaysWhatTheWholeTextSays) {
  Random random(61);
  for (int i = 0; i < testing::kLightCases; ++i) {
    RunSpec spec =
        RandomSpec(random, i % 2 == 0 ? "decoder_only" : "transformer");
    spec.tokens = {RandomWords(random)};
    spec.target_tokens = {RandomWords(random)};
    const auto whole = ValuesOf(RunModel(spec).tape, "logits");
    IncrementalDecoder decoder(spec);
    IncrementalDecoder::State state;
    std::vector<float> stepped;
    for (const Index id : decoder.prompt()) {
      const auto row = decoder.Step(state, id);
      stepped.insert(stepped.end(), row.begin(), row.end());
    }
    ASSERT_LT(WorstDifference(stepped, whole), 1e-4)
        << "case " << i << " " << spec.model << " " << spec.config.positions
        << " " << spec.config.attention;
  }
}

TEST(StackProperties, ASentenceOfABatchIsAsIfAlone) {
  Random random(67);
  const char* const models[] = {"encoder", "decoder_only", "transformer",
                                "classifier", "encoder_classifier"};
  for (int i = 0; i < testing::kLightCases; ++i) {
    RunSpec batch = RandomSpec(random, models[i % 5]);
    batch.tokens = {RandomWords(random), RandomWords(random)};
    batch.target_tokens = {RandomWords(random), RandomWords(random)};
    batch.batch = batch.target_batch = true;
    const Trace together = RunModel(batch);
    const TensorId last = together.tape.tensors().size() - 1;
    const auto all = ValuesOf(together.tape, last);
    for (std::size_t b = 0; b < 2; ++b) {
      RunSpec spec = batch;
      spec.tokens = {batch.tokens[b]};
      spec.target_tokens = {batch.target_tokens[b]};
      spec.batch = spec.target_batch = false;
      const Trace trace = RunModel(spec);
      const auto alone = ValuesOf(trace.tape, together.tape.tensor(last).name);
      const auto begin =
          all.begin() + static_cast<Index>(b) * std::ssize(all) / 2;
      ASSERT_LT(
          WorstDifference(std::vector<float>(begin, begin + std::ssize(alone)),
                          alone),
          1e-4)
          << "case " << i << " " << spec.model << " " << spec.config.positions
          << " " << spec.config.attention;
    }
  }
}

}  // namespace
}  // namespace attention
