// What holds of whole models whatever their sizes and switches, on cases drawn
// at random. In double, so that what must be equal is equal to many digits.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attention/tape/replay.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using testing::ValuesOf;
using testing::WorstDifference;

/// A model takes a tenth of a millisecond; its layers alone are tried on
/// testing::kLightCases beside their own tests.
constexpr int kCases = testing::kLightCases / 10;

template <std::size_t N>
std::string OneOf(Random& random, const char* const (&words)[N]) {
  return words[random.Below(N)];
}

std::vector<std::string> RandomWords(Random& random, Index most) {
  std::vector<std::string> words;
  for (Index t = Draw(random, 1, most); t > 0; --t) {
    words.push_back(OneOf(random, {"a", "b", "c", "d", "e"}));
  }
  return words;
}

/// A small model with switches drawn at random, and one sentence.
RunSpec RandomModel(Random& random, const std::string& model) {
  RunSpec spec;
  spec.model = model;
  spec.tokens = {RandomWords(random, 4)};
  if (model == "transformer") spec.target_tokens = {RandomWords(random, 3)};
  spec.seed = static_cast<double>(random.Below(1000));
  ConfigSpec& config = spec.config;
  const Index heads = Draw(random, 1, 2);
  config.n_heads = static_cast<double>(heads);
  config.n_kv_heads = static_cast<double>(Draw(random, 1, heads));
  config.d_model = static_cast<double>(2 * heads * Draw(random, 1, 2));
  config.d_ff = static_cast<double>(Draw(random, 1, 5));
  config.n_layers = static_cast<double>(Draw(random, 1, 2));
  config.bias = random.Below(2) == 0;
  config.ffn_bias = random.Below(2) == 0;
  config.projection = OneOf(random, {"per_head", "joint"});
  config.positions =
      OneOf(random, {"sinusoidal", "learned", "rotary", "alibi", "none"});
  config.norm = OneOf(random, {"layer", "layer_std", "rms"});
  config.norm_order = OneOf(random, {"post", "pre"});
  config.activation = OneOf(random, {"relu", "gelu", "gelu_tanh", "swiglu"});
  // Two equal numbers have no spread, and a norm then divides by nothing but
  // epsilon, which makes noise of rounding.
  config.epsilon = 1e-2;
  return spec;
}

RunSpec RandomEncoder(Random& random) { return RandomModel(random, "encoder"); }

/// Any of the models that are stacks of layers or end in logits.
RunSpec AnyModel(Random& random) {
  RunSpec spec = RandomModel(
      random, OneOf(random, {"encoder", "decoder_only", "transformer",
                             "classifier", "encoder_classifier"}));
  if (random.Below(2) == 0) spec.mask.rules = {testing::Causal()};
  return spec;
}

/// How many rows of a model's result belong to a sentence.
std::size_t RowsOf(const RunSpec& spec, std::size_t sentence) {
  if (spec.model.ends_with("classifier")) return 1;
  return spec.model == "transformer" ? spec.target_tokens[sentence].size() + 1
                                     : spec.tokens[sentence].size();
}

/// The rows of the last layer's result, sentence after sentence, without what
/// is padding.
std::vector<double> Out(const RunSpec& spec) {
  const auto trace = RunModel<double>(spec);
  const TensorInfo& last = trace.tape.tensors().back();
  const std::vector<double> all = ValuesOf(trace.tape, last.name);
  const Index width = last.shape[last.shape.rank() - 1];
  const Index length =
      last.shape.elements() / width / static_cast<Index>(spec.tokens.size());
  std::vector<double> rows;
  for (std::size_t b = 0; b < spec.tokens.size(); ++b) {
    const auto begin = all.begin() + static_cast<Index>(b) * length * width;
    const auto used = static_cast<Index>(RowsOf(spec, b));
    rows.insert(rows.end(), begin, begin + used * width);
  }
  return rows;
}

TEST(ModelProperties, EveryCellIsReplayed) {
  Random random(81);
  for (int i = 0; i < kCases; ++i) {
    RunSpec spec = AnyModel(random);
    spec.config.dropout = i % 3 == 0 ? 0.5 : 0;
    spec.config.training = i % 3 == 0;
    const auto trace = RunModel<double>(spec);
    const ReplayError worst = ReplayAll(trace.tape);
    ASSERT_LT(worst.error, 1e-11)
        << "case " << i << " " << spec.model << " " << worst.name;
  }
}

TEST(ModelProperties, ABatchGivesWhatItsSentencesGiveOneByOne) {
  Random random(82);
  for (int i = 0; i < kCases; ++i) {
    RunSpec spec = AnyModel(random);
    // Words have rows of their own wherever they first appear; the columns of
    // the logits are the vocabulary's, which must be the same for all.
    spec.vocabulary = {"a", "b", "c", "d", "e"};
    spec.target_vocabulary = spec.vocabulary;
    spec.tokens.push_back(RandomWords(random, 4));
    if (!spec.target_tokens.empty()) {
      spec.target_tokens.push_back(RandomWords(random, 3));
    }
    std::vector<double> expected;
    RunSpec one = spec;
    for (std::size_t b = 0; b < spec.tokens.size(); ++b) {
      one.tokens = {spec.tokens[b]};
      if (!spec.target_tokens.empty()) {
        one.target_tokens = {spec.target_tokens[b]};
      }
      const std::vector<double> rows = Out(one);
      expected.insert(expected.end(), rows.begin(), rows.end());
    }
    spec.batch = true;
    spec.target_batch = !spec.target_tokens.empty();
    ASSERT_LT(WorstDifference(Out(spec), expected), 1e-9)
        << "case " << i << " " << spec.model;
  }
}

/// A cell of a tensor by its place in row-major order.
std::vector<Index> IndexOf(const Shape& shape, Index place) {
  std::vector<Index> index(static_cast<std::size_t>(shape.rank()));
  for (Index axis = shape.rank(); axis-- > 0;) {
    index[static_cast<std::size_t>(axis)] = place % shape[axis];
    place /= shape[axis];
  }
  return index;
}

/// Moves every parameter a little along a direction, and looks at the loss.
TEST(ModelProperties, GradientsAgreeWithADifferenceInARandomDirection) {
  Random random(85);
  for (int i = 0; i < kCases / 4; ++i) {
    RunSpec spec = AnyModel(random);
    const auto plain = RunModel<double>(spec);
    const std::string last = plain.tape.tensors().back().name;
    const Shape shape = plain.tape.tensors().back().shape;
    spec.loss = LossSpec{.type = "squared_error",
                         .tensor = last,
                         .target = testing::RandomTensor(random, shape)};
    const auto trace = RunModel<double>(spec);
    BasicTape<double> moved = trace.tape;
    // Another tensor makes a copy forget its gradients, which it would
    // otherwise follow every edit with.
    moved.Give("other", "", {}, Role::kConstant, std::vector<double>{0});
    std::vector<Edit> above;
    std::vector<Edit> below;
    double slope = 0;
    constexpr double kStep = 1e-6;
    for (const TensorInfo& tensor : trace.tape.tensors()) {
      if (tensor.role != Role::kParameter) continue;
      const double* values = trace.tape.arena().data() + tensor.offset;
      const auto gradient = trace.tape.Gradient(tensor.name);
      for (Index at = 0; at < gradient.size(); ++at) {
        const double along = random.Symmetric(1);
        slope += gradient.data[at] * along;
        const auto index = IndexOf(tensor.shape, at);
        above.push_back({tensor.name, index, values[at] + kStep * along});
        below.push_back({tensor.name, index, values[at] - kStep * along});
      }
    }
    moved.Apply(above);
    const double high = ValuesOf(moved, "loss").at(0);
    moved.Apply(below);
    const double low = ValuesOf(moved, "loss").at(0);
    const double difference = (high - low) / (2 * kStep);
    ASSERT_NEAR(slope, difference, 1e-6 + 1e-4 * std::abs(difference))
        << "case " << i << " " << spec.model;
  }
}

TEST(ModelProperties, EarlierWordsKnowNothingOfLaterOnesUnderACausalMask) {
  Random random(83);
  for (int i = 0; i < kCases; ++i) {
    RunSpec spec = RandomEncoder(random);
    spec.mask.rules = {testing::Causal()};
    const std::vector<double> before = Out(spec);
    const std::size_t words = spec.tokens[0].size();
    const std::size_t kept = random.Below(words);
    for (std::size_t t = kept; t < words; ++t) spec.tokens[0][t] = "other";
    std::vector<double> after = Out(spec);
    const std::size_t width = before.size() / words;
    after.resize(kept * width);
    const std::vector<double> expected(
        before.begin(), before.begin() + static_cast<Index>(kept * width));
    ASSERT_LT(WorstDifference(after, expected), 1e-9) << "case " << i;
  }
}

TEST(ModelProperties, WithoutPositionsAShuffledSentenceGivesShuffledRows) {
  Random random(84);
  for (int i = 0; i < kCases; ++i) {
    RunSpec spec = RandomEncoder(random);
    spec.config.positions = "none";
    const std::vector<std::string> words = spec.tokens[0];
    const std::vector<double> rows = Out(spec);
    std::vector<std::size_t> order(words.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t t = order.size(); t > 1; --t) {
      std::swap(order[t - 1], order[random.Below(t)]);
    }
    const std::size_t width = rows.size() / words.size();
    std::vector<double> expected;
    for (std::size_t t = 0; t < order.size(); ++t) {
      spec.tokens[0][t] = words[order[t]];
      const auto begin = rows.begin() + static_cast<Index>(order[t] * width);
      expected.insert(expected.end(), begin, begin + static_cast<Index>(width));
    }
    ASSERT_LT(WorstDifference(Out(spec), expected), 1e-9) << "case " << i;
  }
}

}  // namespace
}  // namespace attention
