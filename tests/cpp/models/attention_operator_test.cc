#include "attention/models/operators/attention_operator.h"

#include <array>

#include "models/attention_reference.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::AllOf;
using testing::Draw;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::kNan;
using testing::MessageOf;
using testing::RandomTensor;
using ::testing::StartsWith;
using testing::WorstDifference;

/// A random call: every option is there in some of them.
AttentionOperatorSpec RandomCall(Random& random) {
  const auto sometimes = [&] { return random.Below(2) == 0; };
  const Index batch = Draw(random, 1, 3);
  const Index groups = Draw(random, 1, 3);
  const Index heads = groups * Draw(random, 1, 3);
  const Index queries = Draw(random, 1, 4);
  const Index new_keys = Draw(random, 1, 4);
  const Index past = sometimes() ? Draw(random, 0, 3) : -1;
  const Index d_k = Draw(random, 1, 4);
  const Index d_v = Draw(random, 1, 4);
  const Index keys = new_keys + std::max<Index>(past, 0);
  AttentionOperatorSpec spec;
  if (sometimes()) {
    spec.query = RandomTensor(random, {batch, heads, queries, d_k});
    spec.key = RandomTensor(random, {batch, groups, new_keys, d_k});
    spec.value = RandomTensor(random, {batch, groups, new_keys, d_v});
  } else {
    spec.query = RandomTensor(random, {batch, queries, heads * d_k});
    spec.key = RandomTensor(random, {batch, new_keys, groups * d_k});
    spec.value = RandomTensor(random, {batch, new_keys, groups * d_v});
    spec.q_num_heads = static_cast<double>(heads);
    spec.kv_num_heads = static_cast<double>(groups);
  }
  if (past >= 0) {
    spec.past_key = RandomTensor(random, {batch, groups, past, d_k});
    spec.past_value = RandomTensor(random, {batch, groups, past, d_v});
  }
  if (sometimes()) {
    const auto size = [&](Index full) { return sometimes() ? full : 1; };
    const std::array<Index, 4> full{size(batch), size(heads), size(queries),
                                    Draw(random, 1, keys)};
    const auto rank = static_cast<std::size_t>(Draw(random, 1, 4));
    spec.mask = RandomTensor(
        random, Shape(std::span(full).subspan(full.size() - rank)));
    spec.mask_is_boolean = sometimes();
    for (float& cell : spec.mask->data) {
      if (spec.mask_is_boolean) cell = random.Below(3) == 0 ? 0.0f : 1.0f;
      if (!spec.mask_is_boolean && random.Below(3) == 0) cell = -kInfinity;
    }
  }
  if (sometimes()) {
    spec.nonpad_kv_seqlen = GivenTensor{{batch}, {}};
    for (Index b = 0; b < batch; ++b) {
      spec.nonpad_kv_seqlen->data.push_back(
          static_cast<float>(Draw(random, 0, keys)));
    }
  }
  spec.is_causal = sometimes();
  if (sometimes()) spec.scale = static_cast<double>(random.Symmetric(1));
  if (sometimes()) spec.softcap = 1 + static_cast<double>(random.Uniform());
  spec.output_scores = static_cast<double>(Draw(random, 0, 3));
  return spec;
}

TEST(AttentionOperator, AgreesWithItsDefinitionOnRandomCalls) {
  Random random(81);
  for (int i = 0; i < 3000; ++i) {
    const AttentionOperatorSpec spec = RandomCall(random);
    const AttentionOperatorResult result = RunAttentionOperator(spec);
    const testing::AttentionReference reference{spec};
    ASSERT_LT(WorstDifference(result.output.data, reference.Output()), 1e-5)
        << "case " << i << ", query " << ToText(spec.query.shape) << ", key "
        << ToText(spec.key.shape);
    ASSERT_LT(WorstDifference(result.scores->data, reference.Scores()), 1e-5)
        << "case " << i << ", scores " << *spec.output_scores;
    ASSERT_EQ(result.present_key.shape,
              (Shape{reference.batch, reference.groups, reference.keys,
                     reference.d_k}));
    if (!reference.packed && !spec.past_key) {
      ASSERT_EQ(result.present_key.data, spec.key.data);
      ASSERT_EQ(result.present_value.data, spec.value.data);
    }
  }
}

TEST(AttentionOperator, ContinuesFromItsOwnPresentAsFromTheWholeSequence) {
  Random random(82);
  AttentionOperatorSpec whole;
  whole.query = RandomTensor(random, {1, 2, 6, 4});
  whole.key = RandomTensor(random, {1, 2, 6, 4});
  whole.value = RandomTensor(random, {1, 2, 6, 3});
  whole.is_causal = true;
  const auto expected = RunAttentionOperator(whole);
  const auto step = [](const GivenTensor& all, Index t) {
    const Index d = all.shape[3];
    GivenTensor one{{1, 2, 1, d}, {}};
    for (Index h = 0; h < 2; ++h) {
      const auto begin = all.data.begin() + (h * 6 + t) * d;
      one.data.insert(one.data.end(), begin, begin + d);
    }
    return one;
  };
  AttentionOperatorSpec call;
  call.is_causal = true;
  call.past_key = GivenTensor{{1, 2, 0, 4}, {}};  // the first step has no past
  call.past_value = GivenTensor{{1, 2, 0, 3}, {}};
  for (Index t = 0; t < 6; ++t) {
    call.query = step(whole.query, t);
    call.key = step(whole.key, t);
    call.value = step(whole.value, t);
    const auto result = RunAttentionOperator(call);
    EXPECT_LT(
        WorstDifference(result.output.data, step(expected.output, t).data),
        1e-6)
        << "step " << t;
    call.past_key = result.present_key;
    call.past_value = result.present_value;
  }
  EXPECT_EQ(call.past_key->data, whole.key.data);
}

TEST(AttentionOperator, LetsNothingOfABlockedKeyThroughWhateverBlocksIt) {
  Random random(83);
  for (const char* how : {"boolean", "additive", "length", "causal", "short"}) {
    AttentionOperatorSpec spec;
    spec.query = RandomTensor(random, {1, 2, 1, 4});
    spec.key = RandomTensor(random, {1, 2, 3, 4});
    spec.value = RandomTensor(random, {1, 2, 3, 4});
    const std::string name = how;
    if (name == "boolean" || name == "additive") {
      spec.mask_is_boolean = name == "boolean";
      const float open = spec.mask_is_boolean ? 1.0f : 0.0f;
      const float shut = spec.mask_is_boolean ? 0.0f : -kInfinity;
      spec.mask = GivenTensor{{1, 3}, {open, shut, shut}};
    } else if (name == "length") {
      spec.nonpad_kv_seqlen = GivenTensor{{1}, {1}};
    } else if (name == "causal") {
      spec.is_causal = true;
    } else {
      spec.mask = GivenTensor{{1, 1}, {0}};
    }
    const auto clean = RunAttentionOperator(spec).output.data;
    for (std::size_t h = 0; h < 2; ++h) {
      for (std::size_t i = 4; i < 12; ++i) {
        spec.key.data[h * 12 + i] = i % 2 == 0 ? kNan : kInfinity;
        spec.value.data[h * 12 + i] = i % 2 == 0 ? -kInfinity : kNan;
      }
    }
    EXPECT_EQ(RunAttentionOperator(spec).output.data, clean) << how;
  }
}

TEST(AttentionOperator, GivesZerosToAQueryWithNothingToAttendTo) {
  AttentionOperatorSpec spec;
  spec.query = {{1, 1, 2, 1}, {1, 1}};
  spec.key = {{1, 1, 2, 1}, {1, 2}};
  spec.value = {{1, 1, 2, 1}, {3, 4}};
  spec.mask = GivenTensor{{2, 2}, {0, 0, 0, 1}};
  spec.mask_is_boolean = true;
  spec.output_scores = 3;
  const auto result = RunAttentionOperator(spec);
  EXPECT_EQ(result.output.data, (std::vector<float>{0, 4}));
  EXPECT_EQ(result.scores->data, (std::vector<float>{0, 0, 0, 1}));
}

TEST(AttentionOperator, TakesSequencesOfNoLength) {
  AttentionOperatorSpec spec;
  spec.query = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  spec.key = {{1, 1, 0, 2}, {}};
  spec.value = {{1, 1, 0, 2}, {}};
  EXPECT_EQ(RunAttentionOperator(spec).output.data, std::vector<float>(4, 0));
  spec.query = {{1, 1, 0, 2}, {}};
  EXPECT_EQ(RunAttentionOperator(spec).output.shape, (Shape{1, 1, 0, 2}));
}

/// What a call is told; `change` breaks it.
template <typename Change>
std::string Refusal(Change&& change) {
  AttentionOperatorSpec spec;
  spec.query = {{1, 2, 3, 4}, std::vector<float>(24)};
  spec.key = {{1, 2, 3, 4}, std::vector<float>(24)};
  spec.value = {{1, 2, 3, 4}, std::vector<float>(24)};
  change(spec);
  return MessageOf([&] { RunAttentionOperator(spec); });
}

using Spec = AttentionOperatorSpec;

TEST(AttentionOperator, NamesTheShapesThatDisagree) {
  EXPECT_EQ(Refusal([](Spec&) {}), "");
  EXPECT_THAT(
      Refusal([](Spec& s) { s.query.shape = {2, 12}; }),
      StartsWith("[attention] query of shape (2 x 12) must be batch x"));
  EXPECT_THAT(Refusal([](Spec& s) { s.query.shape = {1, 6, 4}; }),
              HasSubstr("qNumHeads is needed"));
  EXPECT_THAT(Refusal([](Spec& s) {
                s.query.shape = {1, 6, 4};
                s.q_num_heads = 2;
              }),
              HasSubstr("must have the same number of axes"));
  EXPECT_THAT(Refusal([](Spec& s) {
                s.query.shape = {1, 6, 4};
                s.q_num_heads = 3;
              }),
              HasSubstr("cannot be split into qNumHeads = 3 heads"));
  EXPECT_THAT(Refusal([](Spec& s) { s.kv_num_heads = 4; }),
              HasSubstr("does not have kvNumHeads = 4 heads"));
  EXPECT_THAT(Refusal([](Spec& s) { s.key.shape = {2, 2, 3, 2}; }),
              HasSubstr("the same batch"));
  EXPECT_THAT(Refusal([](Spec& s) { s.value.shape = {1, 1, 6, 4}; }),
              HasSubstr("the same heads and the same length"));
  EXPECT_THAT(
      Refusal([](Spec& s) { s.key.shape = s.value.shape = {1, 4, 3, 2}; }),
      HasSubstr("the first must be a multiple of the second"));
  EXPECT_THAT(
      Refusal([](Spec& s) { s.key.shape = s.value.shape = {1, 2, 4, 3}; }),
      HasSubstr("the same head size"));
  EXPECT_THAT(Refusal([](Spec& s) {
                s.past_key = GivenTensor{{1, 2, 1, 4}, std::vector<float>(8)};
              }),
              HasSubstr("pastKey and pastValue are needed together"));
  EXPECT_THAT(Refusal([](Spec& s) {
                s.past_key = GivenTensor{{1, 2, 1, 4}, std::vector<float>(8)};
                s.past_value = GivenTensor{{1, 2, 4}, std::vector<float>(8)};
              }),
              HasSubstr("pastValue (1 x 2 x 4) must be (1 x 2 x 1 x 4)"));
  EXPECT_THAT(
      Refusal([](Spec& s) { s.nonpad_kv_seqlen = GivenTensor{{2}, {1, 1}}; }),
      HasSubstr("nonpadKvSeqlen of shape (2)"));
  EXPECT_THAT(
      Refusal([](Spec& s) { s.nonpad_kv_seqlen = GivenTensor{{1}, {kNan}}; }),
      HasSubstr("no whole number of keys"));
}

TEST(AttentionOperator, SaysBeforehandThatItsScoresWouldNotFit) {
  AttentionOperatorSpec spec;
  const GivenTensor wide{{1, 1, 16384, 1}, std::vector<float>(16384)};
  spec.query = spec.key = spec.value = wide;
  EXPECT_THAT(MessageOf([&] { RunAttentionOperator(spec); }),
              AllOf(StartsWith("[attention] query (1 x 1 x 16384 x 1) and key"),
                    HasSubstr("at most 268435456 are kept")));
}

TEST(AttentionOperator, RefusesMasksAndNumbersThatFitNothing) {
  const auto with_mask = [](const Shape& shape) {
    return Refusal([&](Spec& s) {
      s.mask = GivenTensor{
          shape,
          std::vector<float>(static_cast<std::size_t>(shape.elements()))};
    });
  };
  EXPECT_THAT(with_mask({2, 3}),
              AllOf(HasSubstr("mask of shape (2 x 3)"),
                    HasSubstr("cannot be broadcast to (1 x 2 x 3 x 3)")));
  EXPECT_THAT(with_mask({3, 4}), HasSubstr("cannot be broadcast"));
  EXPECT_THAT(with_mask({1, 1, 1, 1, 3}), HasSubstr("cannot be broadcast"));
  EXPECT_THAT(with_mask({}), HasSubstr("cannot be broadcast"));
  EXPECT_EQ(with_mask({3, 2}), "") << "fewer keys are padded";
  EXPECT_EQ(with_mask({1, 0}), "") << "even none";
  EXPECT_THAT(Refusal([](Spec& s) { s.scale = std::nan(""); }),
              HasSubstr("scale is nan"));
  EXPECT_THAT(Refusal([](Spec& s) { s.softcap = -1; }),
              HasSubstr("softcap is -1"));
  EXPECT_THAT(Refusal([](Spec& s) { s.output_scores = 4; }),
              HasSubstr("outputScores is 4"));
  EXPECT_THAT(Refusal([](Spec& s) { s.q_num_heads = std::nan(""); }),
              HasSubstr("qNumHeads is nan"));
}

}  // namespace
}  // namespace attention
