#include "attention/layers/multi_head_attention.h"

#include <numeric>

#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::HasSubstr;
using testing::kNan;
using testing::MessageOf;
using testing::ValuesOf;
using testing::WorstDifference;

/// Self-attention over given numbers, whatever the layer's options.
struct Layer {
  MultiHeadOptions options;
  std::uint64_t seed = 7;
  bool causal = false;

  explicit Layer(Random& random) {
    options.n_heads = Draw(random, 1, 3);
    options.d_k = Draw(random, 1, 3);
    options.d_v = Draw(random, 1, 3);
    options.bias = random.Below(2) == 0;
    seed = random.Next();
  }

  std::vector<float> Out(const std::vector<float>& x, const Shape& shape,
                         const std::string& prefix = "attn.") const {
    Tape tape;
    const std::string axes = shape.rank() == 3 ? "btm" : "tm";
    const TensorId input = tape.Give("x", axes, shape, Role::kInput, x);
    const Index length = shape[shape.rank() - 2];
    MaskPlan plan;
    if (causal) plan.parts = {{{.kind = MaskKind::kCausal}, std::nullopt}};
    const TensorId mask = RecordMask(tape, plan, length, length);
    Parameters parameters(seed);
    MultiHeadOptions used = options;
    used.prefix = prefix;
    const MultiHeadTensors tensors =
        MultiHeadAttention(tape, input, input, mask, used, parameters);
    return ValuesOf(tape, *tensors.out);
  }
};

TEST(MultiHeadAttention, GivesTheSameNumbersInBothSpellings) {
  Random random(41);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Layer layer(random);
    const Shape shape{Draw(random, 1, 4), Draw(random, 1, 6)};
    const auto x = testing::RandomNumbers(random, shape.elements());
    layer.options.projection = Projection::kPerHead;
    const auto per_head = layer.Out(x, shape);
    layer.options.projection = Projection::kJoint;
    ASSERT_LT(WorstDifference(layer.Out(x, shape), per_head), 1e-5)
        << "case " << i;
  }
}

TEST(MultiHeadAttention, GivesABatchWhatItGivesEachSentenceAlone) {
  Random random(42);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Layer layer(random);
    layer.options.projection =
        i % 2 == 0 ? Projection::kPerHead : Projection::kJoint;
    const Shape one{Draw(random, 1, 4), Draw(random, 1, 5)};
    const Index batch = Draw(random, 1, 3);
    std::vector<float> all;
    std::vector<float> expected;
    for (Index b = 0; b < batch; ++b) {
      const auto x = testing::RandomNumbers(random, one.elements());
      all.insert(all.end(), x.begin(), x.end());
      const auto out = layer.Out(x, one);
      expected.insert(expected.end(), out.begin(), out.end());
    }
    ASSERT_LT(
        WorstDifference(layer.Out(all, {batch, one[0], one[1]}), expected),
        1e-5)
        << "case " << i;
  }
}

TEST(MultiHeadAttention, ShowsCausalQueriesNothingOfLaterWords) {
  Random random(43);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Layer layer(random);
    layer.causal = true;
    const Shape shape{Draw(random, 2, 5), Draw(random, 1, 5)};
    auto x = testing::RandomNumbers(random, shape.elements());
    const auto before = layer.Out(x, shape);
    const Index changed = Draw(random, 1, shape[0] - 1);
    for (Index m = 0; m < shape[1]; ++m) {
      x[static_cast<std::size_t>(changed * shape[1] + m)] =
          i % 3 == 0 ? kNan : random.Symmetric(9);
    }
    auto after = layer.Out(x, shape);
    after.resize(static_cast<std::size_t>(changed * shape[1]));
    const std::vector<float> expected(before.begin(),
                                      before.begin() + changed * shape[1]);
    ASSERT_LT(WorstDifference(after, expected), 1e-6) << "case " << i;
  }
}

TEST(MultiHeadAttention, JoinsEightHeadsOfSixtyFourIntoFiveHundredAndTwelve) {
  Random random(44);
  Layer layer(random);
  layer.options.n_heads = 8;  // tutorial 004's worked case
  layer.options.d_k = layer.options.d_v = 64;
  const auto x = testing::RandomNumbers(random, 3 * 512);
  EXPECT_EQ(layer.Out(x, {3, 512}).size(), 3u * 512u);
}

TEST(MultiHeadAttention, ReadsKeysAndValuesFromAnotherSequenceWhenGivenOne) {
  Tape tape;
  Random random(45);
  const TensorId x = tape.Give("x", "tm", {2, 4}, Role::kInput,
                               testing::RandomNumbers(random, 8));
  const TensorId memory = tape.Give("memory", "tm", {5, 4}, Role::kInput,
                                    testing::RandomNumbers(random, 20));
  const TensorId mask = RecordMask(tape, MaskPlan{}, 2, 5);
  Parameters parameters(7);
  MultiHeadOptions options;
  options.prefix = "decoder.0.cross.";
  options.n_heads = 2;
  options.d_k = options.d_v = 2;
  const MultiHeadTensors tensors =
      MultiHeadAttention(tape, x, memory, mask, options, parameters);
  EXPECT_EQ(tape.tensor(tensors.pairs->weights).name,
            "decoder.0.cross.weights");
  EXPECT_EQ(tape.tensor(tensors.pairs->weights).shape, (Shape{2, 2, 5}));
  EXPECT_EQ(tape.tensor(*tensors.out).shape, (Shape{2, 4}));
}

TEST(Parameters, DrawXavierNumbersThatDependOnTheirOwnNameOnly) {
  Tape tape;
  Parameters parameters(7);
  const ProjectionSize size{64, 4, 16};
  const auto w_k = ValuesOf(
      tape, parameters.Weights(tape, "attn.W_k", Projection::kJoint, size));
  Tape other;
  Parameters again(7);
  again.Weights(other, "attn.W_q", Projection::kJoint, size);
  EXPECT_EQ(ValuesOf(other, again.Weights(other, "attn.W_k", Projection::kJoint,
                                          size)),
            w_k);
  const float bound = XavierBound(64, 64);
  double squares = 0;
  for (const float w : w_k) {
    ASSERT_LE(std::abs(w), bound);
    squares += static_cast<double>(w) * static_cast<double>(w);
  }
  EXPECT_NEAR(squares / static_cast<double>(w_k.size()), 2.0 / 128, 1e-3);
}

TEST(Parameters, KeepAWordsVectorWhenOtherWordsChange) {
  const auto row = [](const std::vector<std::string>& keys, std::size_t at) {
    Tape tape;
    Parameters parameters(7);
    const auto table =
        ValuesOf(tape, parameters.Embeddings(tape, "embedding.table", keys, 8));
    return std::vector<float>(table.begin() + static_cast<Index>(at) * 8,
                              table.begin() + static_cast<Index>(at) * 8 + 8);
  };
  EXPECT_EQ(row({"the", "cat", "sat"}, 1), row({"dog", "ran", "cat"}, 2));
  EXPECT_NE(row({"the", "cat"}, 0), row({"the", "cat"}, 1));
}

TEST(Parameters, TakeGivenTensorsOfTheRightShapeAndNameTheOthers) {
  Tape tape;
  GivenTensors given;
  given["W"] = {{3, 2}, {1, 2, 3, 4, 5, 6}};
  given["V"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
  Parameters parameters(7, given);
  // One head: the matrix may come without its axis.
  const TensorId id =
      parameters.Weights(tape, "W", Projection::kPerHead, {3, 1, 2});
  EXPECT_EQ(tape.tensor(id).shape, (Shape{1, 3, 2}));
  EXPECT_EQ(ValuesOf(tape, id), given["W"].data);
  EXPECT_THAT(MessageOf([&] { parameters.Matrix(tape, "V", "cm", 3, 2); }),
              HasSubstr("[V] the given tensor has shape (2 x 3); this model "
                        "needs (3 x 2)"));
}

}  // namespace
}  // namespace attention
