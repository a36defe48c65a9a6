#include "attention/models/operators/linear_attention_operator.h"
#include "attention/tape/replay.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;
using testing::WorstDifference;

/// Against the same updates as a call: ONNX's own.
TEST(StateLinearAttention, EqualsTheOperatorByEveryUpdateRule) {
  for (const char* rule : {"linear", "gated", "delta", "gated_delta"}) {
    RunSpec spec = testing::Sentence("one two three four five");
    spec.config.attention = "linear";
    spec.config.update_rule = rule;
    spec.config.diagnostics = true;
    spec.mask.rules = {testing::Causal()};
    const auto trace = RunModel<float>(spec);
    EXPECT_LT(ReplayAll(trace.tape).error, 1e-5) << rule;
    // Heads first on the tape, tokens first in the call.
    const auto tokens_first = [&](const char* name, Index width) {
      const auto heads = ValuesOf(trace.tape, name);
      GivenTensor given{{1, 5, 2 * width}, {}};
      for (Index t = 0; t < 5; ++t) {
        for (Index h = 0; h < 2; ++h) {
          const auto begin = heads.begin() + (h * 5 + t) * width;
          given.data.insert(given.data.end(), begin, begin + width);
        }
      }
      return given;
    };
    LinearAttentionSpec call;
    call.query = tokens_first("attn.q", 4);
    call.key = tokens_first("attn.k", 4);
    call.value = tokens_first("attn.v", 4);
    if (trace.tape.Find("attn.decay")) {
      call.decay = tokens_first("attn.decay", 1);
    }
    if (trace.tape.Find("attn.beta")) call.beta = tokens_first("attn.beta", 1);
    call.q_num_heads = 2;
    call.kv_num_heads = 2;
    call.update_rule = rule;
    const auto result = RunLinearAttentionOperator(call);
    EXPECT_LT(
        WorstDifference(tokens_first("attn.z", 4).data, result.output.data),
        1e-5)
        << rule;
    const auto states = ValuesOf(trace.tape, "attn.state");
    std::vector<float> last;
    for (std::ptrdiff_t h = 0; h < 2; ++h) {
      const auto begin = states.begin() + (h * 5 + 4) * 16;
      last.insert(last.end(), begin, begin + 16);
    }
    EXPECT_LT(WorstDifference(last, result.present_state.data), 1e-5) << rule;
  }
}

TEST(StateLinearAttention, RefusesWhatHasNoOrderOrNoGates) {
  RunSpec spec = testing::Sentence("one two three");
  spec.config.attention = "linear";
  spec.config.update_rule = "delta";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("[key_mask] query 0 may see key 1"));
  spec.config.attention = "softmax";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("update_rule is \"delta\", which is for attention"));
  spec.config.attention = "linear";
  spec.config.update_rule = "other";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("it can be linear, gated, delta, gated_delta"));
  Random random(57);
  RunSpec given;
  given.model = "attention";
  given.config.attention = "linear";
  given.q = testing::RandomTensor(random, {3, 2});
  given.k = testing::RandomTensor(random, {3, 2});
  given.v = testing::RandomTensor(random, {3, 2});
  given.mask.rules = {testing::Causal()};
  given.config.update_rule = "linear";
  EXPECT_EQ(MessageOf([&] { RunModel(given); }), "");
  given.config.update_rule = "gated";
  EXPECT_THAT(MessageOf([&] { RunModel(given); }),
              HasSubstr("the update rule gated does not go with the gates"));
}

}  // namespace
}  // namespace attention
