#include "attention/models/bounds.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::Sentence;
using ::testing::StartsWith;

std::string Refusal(const RunSpec& spec) {
  return MessageOf([&] { RunModel(spec); });
}

/// What a config is told; `change` breaks it.
template <typename Change>
std::string ConfigRefusal(Change&& change) {
  RunSpec spec = Sentence("The cat sat");
  change(spec.config);
  return Refusal(spec);
}

TEST(Validation, SaysWhichHeadsWouldDivideTheModel) {
  EXPECT_EQ(ConfigRefusal([](ConfigSpec& c) { c.n_heads = 3; }),
            "[self_attention] n_heads 3 does not divide d_model 8, so d_k = "
            "d_model / n_heads is no whole number; n_heads can be 1, 2, 4, 8, "
            "or give d_k");
}

TEST(Validation, SaysWhichBoundIsPassedWhyAndWhatIsAllowed) {
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.d_model = 513; }),
              AllOf(StartsWith("[self_attention] d_model is 513"),
                    HasSubstr("at most 512 is allowed, because")));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.n_heads = 17; }),
              HasSubstr("n_heads is 17; at most 16"));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.d_k = 1e9; }),
              HasSubstr("d_k is 1e+09; at most 512"));
  std::string words;
  for (int i = 0; i < 513; ++i) words += "w ";
  EXPECT_THAT(Refusal(Sentence(words)),
              HasSubstr("tokens is 513; at most 512 is allowed, because scores "
                        "grow with its square"));
  EXPECT_THAT(Refusal(Sentence(std::string(100001, 'x'))),
              HasSubstr("characters is 100001; at most 100000"));
}

TEST(Validation, RefusesSizesThatAreNoWholeNumbers) {
  for (const double size : {std::nan(""), 0.0, -4.0, 2.5, HUGE_VAL}) {
    for (auto field :
         {&ConfigSpec::d_model, &ConfigSpec::n_heads, &ConfigSpec::d_k,
          &ConfigSpec::d_v, &ConfigSpec::length}) {
      EXPECT_THAT(ConfigRefusal([&](ConfigSpec& c) { c.*field = size; }),
                  StartsWith("[self_attention] "))
          << size;
    }
  }
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.d_model = std::nan(""); }),
              HasSubstr("d_model is nan; it must be a whole number from 1"));
}

TEST(Validation, RefusesWordsThatNoSettingHas) {
  EXPECT_THAT(
      ConfigRefusal([](ConfigSpec& c) { c.positions = "spiral"; }),
      HasSubstr("positions is \"spiral\"; it can be sinusoidal, learned, "
                "rotary, alibi, none"));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.softmax = "column"; }),
              HasSubstr("it can be row, matrix"));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.projection = "x"; }),
              HasSubstr("it can be per_head, joint"));
  RunSpec spec = Sentence("The cat");
  spec.model = "oracle";
  EXPECT_THAT(Refusal(spec),
              StartsWith("[run] there is no model \"oracle\"; the models are "
                         "self_attention, attention, positions, encoder"));
}

TEST(Validation, AsksForWordsWhenThereAreNone) {
  EXPECT_THAT(Refusal(Sentence("")), HasSubstr("a sentence has no words"));
  EXPECT_THAT(Refusal(Sentence(" \t\n ")), HasSubstr("has no words"));
  EXPECT_THAT(Refusal(RunSpec{}),
              HasSubstr("text, tokens or inputs.x is needed"));
  RunSpec batch;
  batch.texts = {"one", ""};
  batch.batch = true;
  EXPECT_THAT(Refusal(batch), HasSubstr("has no words"));
  batch.texts.assign(257, "one");
  EXPECT_THAT(Refusal(batch), HasSubstr("batch is 257; at most 256"));
}

TEST(Validation, ChecksEveryMaskRule) {
  const auto with = [](const MaskRuleSpec& rule) {
    RunSpec spec = Sentence("The cat sat");
    spec.mask.rules = {rule};
    return Refusal(spec);
  };
  EXPECT_THAT(with({.rule = "diagonal"}),
              HasSubstr("it can be causal, padding, prefix, window, dilated, "
                        "global, block, custom"));
  EXPECT_THAT(with({.rule = "padding", .count = -1}),
              HasSubstr("the padding mask's count is -1"));
  EXPECT_THAT(with({.rule = "window", .left = 0.5}),
              HasSubstr("the window mask's left is 0.5"));
  EXPECT_THAT(with({.rule = "dilated", .left = 2, .right = 2, .dilation = 0}),
              HasSubstr("the dilated mask's dilation is 0; it must be a whole "
                        "number from 1 to"));
  EXPECT_THAT(with({.rule = "block", .size = testing::kNan}),
              HasSubstr("the block mask's size is nan"));
  EXPECT_THAT(with({.rule = "global", .count = 1e9}),
              HasSubstr("the global mask's count is"));
  EXPECT_THAT(with({.rule = "custom"}), HasSubstr("cells of shape (3 x 3)"));
  EXPECT_THAT(with({.rule = "custom", .allowed = GivenTensor{{2, 3}, {}}}),
              HasSubstr("not (2 x 3)"));
  RunSpec spec = Sentence("The cat sat");
  spec.mask.combine = "xor";
  EXPECT_THAT(Refusal(spec), HasSubstr("it can be and, or"));
  spec.mask = {};
  spec.mask.style = "soft";
  EXPECT_THAT(Refusal(spec), HasSubstr("large_negative"));
}

TEST(Validation, NamesTheParametersThatThereAre) {
  RunSpec spec = Sentence("The cat");
  spec.weights["attn.W_x"] = {{1}, {1}};
  EXPECT_THAT(Refusal(spec),
              AllOf(HasSubstr("there is no parameter \"attn.W_x\""),
                    HasSubstr("attn.W_k, attn.W_o, attn.W_q, attn.W_v")));
  spec.weights = {{"attn.W_q", {{8, 8}, std::vector<float>(64)}}};
  EXPECT_THAT(Refusal(spec),
              HasSubstr("[attn.W_q] the given tensor has shape "
                        "(8 x 8); this model needs (2 x 8 x 4)"));
}

TEST(Validation, ChecksGivenInputs) {
  RunSpec spec;
  spec.x = GivenTensor{{4}, {1, 2, 3, 4}};
  EXPECT_THAT(Refusal(spec), HasSubstr("x has shape (4); it must be tokens x"));
  spec.x = GivenTensor{{1, 4}, {1, 2, 3, 4}};
  spec.config.d_model = 8;
  EXPECT_THAT(Refusal(spec), HasSubstr("must have d_model = 8 numbers"));
  spec.config = {};
  spec.texts = {"two words"};
  EXPECT_THAT(Refusal(spec), HasSubstr("there are 1 sentences of 2 words"));

  RunSpec attention;
  attention.model = "attention";
  EXPECT_THAT(Refusal(attention), HasSubstr("inputs.q and inputs.k"));
  attention.q = GivenTensor{{1, 2}, {1, 2}};
  attention.k = GivenTensor{{1, 3}, {1, 2, 3}};
  EXPECT_EQ(Refusal(attention),
            "[attention] q of shape (1 x 2) and k of shape (1 x 3) need the "
            "same heads and the same d_k");
  attention.k = attention.q;
  attention.v = GivenTensor{{2, 2}, {1, 2, 3, 4}};
  EXPECT_THAT(Refusal(attention), HasSubstr("the same number of keys"));
}

TEST(Validation, RefusesATraceThatWouldNotFitAndSaysWhatDoes) {
  RunSpec spec;
  spec.tokens.assign(64, std::vector<std::string>(512, "word"));
  spec.batch = true;
  const std::string refusal = Refusal(spec);
  EXPECT_THAT(refusal,
              AllOf(HasSubstr("64 sentences of 512 tokens in 2 heads need"),
                    HasSubstr("a trace keeps every number, 128 MiB of them")));
  const std::string before = "at most ";
  const auto at = refusal.rfind(before) + before.size();
  const auto fits = static_cast<std::size_t>(std::stoi(refusal.substr(at)));
  spec.tokens.assign(64, std::vector<std::string>(fits + 1, "word"));
  EXPECT_THAT(Refusal(spec), HasSubstr("tokens fit"));
  spec.tokens.assign(64, std::vector<std::string>(fits, "word"));
  EXPECT_EQ(Refusal(spec), "");
}

TEST(Validation, TakesWholeSeedsUpToWhatJavaScriptCountsTo) {
  RunSpec spec = Sentence("a");
  for (const double seed : {-1.0, 0.5, 1e17, std::nan("")}) {
    spec.seed = seed;
    EXPECT_THAT(Refusal(spec), HasSubstr("seed is"));
  }
  spec.seed = 9007199254740991;
  EXPECT_EQ(Refusal(spec), "");
}

TEST(Validation, AppliesEditsOnlyToCellsThatExist) {
  RunSpec spec = Sentence("The cat");
  spec.edits = {{"attn.nope", {0}, 1}};
  EXPECT_THAT(Refusal(spec), HasSubstr("there is no tensor \"attn.nope\""));
  spec.edits = {{"tokens", {0}, 5}};
  EXPECT_THAT(Refusal(spec), HasSubstr("[gather] id 5"));
}

}  // namespace
}  // namespace attention
