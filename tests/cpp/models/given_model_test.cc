#include "attention/models/given_model.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::RandomTensor;
using testing::ValuesOf;

RunSpec Given(std::vector<std::pair<std::string, Shape>> tensors) {
  Random random(3);
  RunSpec spec;
  spec.model = "given";
  for (const auto& [name, shape] : tensors) {
    spec.given.push_back({name, RandomTensor(random, shape)});
  }
  return spec;
}

std::string Refusal(const RunSpec& spec) {
  return MessageOf([&] { RunModel(spec); });
}

TEST(GivenModel, RecordsWhatItIsGivenInItsOrderAndComputesNothing) {
  RunSpec spec = Given({{"encoder.1.attn.weights", {2, 3, 3}},
                        {"encoder.0.attn.weights", {2, 3, 3}},
                        {"attn.q", {2, 3, 4}},
                        {"attn.k", {2, 3, 4}},
                        {"decoder.0.cross.scores", {5, 3}},
                        {"batch.weights", {2, 2, 3, 3}},
                        {"x", {3, 8}},
                        {"bias", {8}}});
  spec.tokens = {{"a", "b", "a"}};
  const Trace trace = RunModel(spec);
  const auto axes = [&](std::size_t at) {
    return trace.tape.tensor(at).name + " " + trace.tape.tensor(at).axes;
  };
  EXPECT_EQ(axes(0), "encoder.1.attn.weights hqk");
  EXPECT_EQ(axes(1), "encoder.0.attn.weights hqk");
  EXPECT_EQ(axes(2), "attn.q hqd");
  EXPECT_EQ(axes(3), "attn.k hkd");
  EXPECT_EQ(axes(4), "decoder.0.cross.scores qk");
  EXPECT_EQ(axes(5), "batch.weights bhqk");
  EXPECT_EQ(axes(6), "x tm");
  EXPECT_EQ(axes(7), "bias m");
  EXPECT_TRUE(trace.tape.steps().empty());
  EXPECT_EQ(ValuesOf(trace.tape, "x"), spec.given[6].tensor.data);
  EXPECT_EQ(trace.config.heads.n_heads, 2);
  ASSERT_EQ(trace.tokens.size(), 1u);
  EXPECT_EQ(trace.tokens[0][2].text, "a");
  EXPECT_EQ(trace.tokens[0][2].id, -1);
}

TEST(GivenModel, TakesEditsAndKeepsMinusInfinityOfAMask) {
  RunSpec spec = Given({{"attn.masked", {1, 2, 2}}});
  spec.given[0].tensor.data = {1, -testing::kInfinity, 3, 4};
  spec.edits = {{"attn.masked", {0, 1, kEvery}, 2, EditKind::kFactor}};
  EXPECT_THAT(ValuesOf(RunModel(spec).tape, "attn.masked"),
              ElementsAre(1, -testing::kInfinity, 6, 8));
}

TEST(GivenModel, RefusesNamesShapesAndWordsThatDoNotFit) {
  EXPECT_EQ(Refusal(Given({})), "[given] inputs must have at least one tensor");
  for (const char* name : {"", "__proto__", "0", "a b", "a.", "<b>", "a\nb"}) {
    EXPECT_THAT(Refusal(Given({{name, {2, 2}}})),
                HasSubstr("is no tensor's name"))
        << name;
  }
  EXPECT_THAT(Refusal(Given({{std::string(81, 'a'), {2, 2}}})),
              HasSubstr("at most 80 letters"));
  EXPECT_EQ(Refusal(Given({{"w", {1, 1, 1, 2, 2}}})),
            "[given] w has shape (1 x 1 x 1 x 2 x 2); a given tensor has one "
            "to four axes and at least one number");
  EXPECT_THAT(Refusal(Given({{"w", {0, 2}}})), HasSubstr("at least one"));
  EXPECT_THAT(Refusal(Given({{"w", {2, 2}}, {"w", {2, 2}}})),
              HasSubstr("already a tensor w"));
  RunSpec spec = Given({{"attn.weights", {2, 3, 4}}, {"attn.v", {2, 4, 5}}});
  spec.tokens = {{"a", "b", "c", "d", "e"}};
  EXPECT_EQ(Refusal(spec),
            "[given] there are 5 words, but no tensor has as many queries or "
            "keys: attn.weights (2 x 3 x 4), attn.v (2 x 4 x 5)");
  spec.tokens = {{"a", "b", "c", "d"}};
  EXPECT_EQ(Refusal(spec), "");
  spec.target_tokens = {{"a"}};
  EXPECT_THAT(Refusal(spec), HasSubstr("takes no target"));
  spec.target_tokens.clear();
  spec.target_texts = {"a"};
  EXPECT_THAT(Refusal(spec), HasSubstr("takes no target"));
}

}  // namespace
}  // namespace attention
