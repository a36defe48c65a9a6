// What the models of layers refuse, and what they say.

#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::Stack;
using ::testing::StartsWith;

std::string Refusal(const RunSpec& spec) {
  return MessageOf([&] { RunModel(spec); });
}

template <typename Change>
std::string ConfigRefusal(Change&& change,
                          const std::string& model = "encoder") {
  RunSpec spec = Stack(model);
  change(spec.config);
  return Refusal(spec);
}

TEST(StackValidation, RefusesSizesThatAreNoWholeNumbersOrTooLarge) {
  for (const double size : {std::nan(""), 0.0, -4.0, 2.5, HUGE_VAL, 1e9}) {
    for (auto field : {&ConfigSpec::n_kv_heads, &ConfigSpec::n_layers,
                       &ConfigSpec::n_decoder_layers, &ConfigSpec::d_ff,
                       &ConfigSpec::max_length, &ConfigSpec::n_classes,
                       &ConfigSpec::patch_size}) {
      EXPECT_THAT(ConfigRefusal([&](ConfigSpec& c) { c.*field = size; }),
                  StartsWith("[encoder] "))
          << size;
    }
  }
  EXPECT_THAT(
      ConfigRefusal([](ConfigSpec& c) { c.n_layers = 13; }),
      AllOf(HasSubstr("n_layers is 13; at most 12 is allowed, because "),
            HasSubstr("each layer records steps of its own")));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.d_ff = 4097; }),
              HasSubstr("d_ff is 4097; at most 4096"));
}

TEST(StackValidation, SaysWhichSharedHeadsWouldDivideTheHeads) {
  EXPECT_EQ(ConfigRefusal([](ConfigSpec& c) {
              c.n_heads = 4;
              c.n_kv_heads = 3;
            }),
            "[encoder] n_kv_heads 3 does not divide n_heads 4; it can be 1, 2, "
            "4");
}

TEST(StackValidation, RefusesToTurnAnOddNumberInPairs) {
  EXPECT_EQ(ConfigRefusal([](ConfigSpec& c) {
              c.d_k = 3;
              c.positions = "rotary";
            }),
            "[encoder] rotary positions turn pairs of numbers, and d_k is 3; "
            "an even d_k is needed");
}

TEST(StackValidation, RefusesADropoutRateThatIsNoneOrLeavesNothing) {
  for (const double rate : {-0.1, 1.0, 7.0, std::nan("")}) {
    EXPECT_THAT(ConfigRefusal([&](ConfigSpec& c) { c.dropout = rate; }),
                HasSubstr("it must be from 0 to below 1"));
  }
  EXPECT_EQ(ConfigRefusal([](ConfigSpec& c) { c.dropout = 0; }), "");
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.dropout_seed = -1; }),
              HasSubstr("dropout_seed is -1; it must be a whole number"));
}

TEST(StackValidation, RefusesAnEpsilonBelowZero) {
  for (const double epsilon : {-1e-9, std::nan(""), HUGE_VAL}) {
    EXPECT_THAT(ConfigRefusal([&](ConfigSpec& c) { c.epsilon = epsilon; }),
                HasSubstr("it must be 0 or a number above"));
  }
}

TEST(StackValidation, RefusesWordsThatNoSettingHas) {
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.norm = "batch"; }),
              HasSubstr("it can be layer, layer_std, rms"));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.norm_order = "mid"; }),
              HasSubstr("it can be post, pre"));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.activation = "tanh"; }),
              HasSubstr("it can be relu, gelu, gelu_tanh, swiglu"));
  EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.patch_embedding = "x"; }),
              HasSubstr("it can be linear, raw"));
}

TEST(StackValidation, RefusesSwitchesThatOnlyOneAttentionHas) {
  for (const char* model : {"encoder", "decoder_only", "transformer",
                            "classifier", "encoder_classifier"}) {
    EXPECT_THAT(ConfigRefusal([](ConfigSpec& c) { c.output = false; }, model),
                HasSubstr("output is off, but a layer adds"));
    EXPECT_THAT(
        ConfigRefusal([](ConfigSpec& c) { c.diagnostics = true; }, model),
        HasSubstr("diagnostics are of one attention"));
  }
}

TEST(StackValidation, RefusesMoreWordsThanLearnedPositions) {
  EXPECT_EQ(ConfigRefusal([](ConfigSpec& c) {
              c.positions = "learned";
              c.max_length = 5;
            }),
            "[positions] 6 tokens do not fit the learned table of max_length 5 "
            "rows");
}

TEST(StackValidation, RefusesInputsWhereWordsAreNeeded) {
  RunSpec spec = Stack("decoder_only");
  spec.x = GivenTensor{{1, 8}, std::vector<float>(8)};
  EXPECT_THAT(Refusal(spec), HasSubstr("[decoder_only] inputs.x is given"));
  spec = Stack("transformer");
  spec.x = GivenTensor{{1, 8}, std::vector<float>(8)};
  EXPECT_THAT(Refusal(spec), HasSubstr("[transformer] inputs are given"));
  spec = Stack("encoder");
  spec.q = GivenTensor{{1, 8}, std::vector<float>(8)};
  EXPECT_THAT(Refusal(spec), HasSubstr("q, k and v are made from the words"));
}

TEST(StackValidation, RefusesSourcesAndTargetsThatDoNotPair) {
  RunSpec spec = Stack("transformer");
  spec.batch = true;
  EXPECT_EQ(Refusal(spec),
            "[transformer] source and target must both be a sentence, or both "
            "lists");
  spec.target_batch = true;
  spec.texts = {"one", "two"};
  EXPECT_EQ(Refusal(spec),
            "[transformer] there are 2 sentences, but 1 targets");
  spec.texts = {};
  EXPECT_THAT(Refusal(spec), HasSubstr("[transformer] text, tokens"));
}

TEST(StackValidation, RefusesAVocabularyThatNamesAWordTwiceOrTooManyWords) {
  RunSpec spec = Stack("encoder");
  spec.vocabulary = {"cat", "the", "cat"};
  EXPECT_EQ(Refusal(spec), "[encoder] the vocabulary has \"cat\" twice");
  spec.vocabulary.clear();
  for (int i = 0; i < 32768; ++i) spec.vocabulary.push_back(ToText(i));
  EXPECT_THAT(Refusal(spec), HasSubstr("vocabulary is 32772; at most 32768"));
}

TEST(StackValidation, RefusesIdsThatAreNoRows) {
  RunSpec spec = Stack("transformer");
  spec.edits = {{"target.tokens", {1}, 8}};
  EXPECT_THAT(Refusal(spec),
              HasSubstr("[gather] id 8 at position 1 is no row of the table"));
}

TEST(StackValidation, SaysHowManyTokensFitWhereATraceDoesNot) {
  RunSpec spec = Stack("encoder");
  spec.config.n_layers = 12;
  spec.tokens.assign(16, std::vector<std::string>(512, "word"));
  spec.batch = true;
  const std::string refusal = Refusal(spec);
  EXPECT_THAT(refusal, HasSubstr("with these sizes at most "));
  const std::string before = "at most ";
  const auto at = refusal.rfind(before) + before.size();
  const auto fits = static_cast<std::size_t>(std::stoi(refusal.substr(at)));
  spec.tokens.assign(16, std::vector<std::string>(fits + 1, "word"));
  EXPECT_THAT(Refusal(spec), HasSubstr("tokens fit"));
  RunSpec wide = Stack("transformer");
  wide.config.d_model = 512;
  wide.config.d_ff = 4096;
  wide.config.n_layers = 12;
  EXPECT_THAT(Refusal(wide),
              HasSubstr("fewer layers, or smaller ones, are needed"));
}

}  // namespace
}  // namespace attention
