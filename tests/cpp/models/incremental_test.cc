#include "attention/models/incremental.h"

#include "attention/tape/replay.h"
#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using testing::MessageOf;
using testing::Stack;
using testing::ValuesOf;
using testing::WorstDifference;

/// The same words at once, and one after the other with kept keys: every row of
/// logits must agree.
void ExpectCachedEqualsFull(const RunSpec& spec, const std::string& what) {
  const Trace full = RunModel(spec);
  const auto logits = ValuesOf(full.tape, "logits");
  IncrementalDecoder decoder(spec);
  IncrementalDecoder::State state;
  const std::size_t columns = decoder.vocabulary().size();
  std::vector<float> stepped;
  for (const Index id : decoder.prompt()) {
    const auto row = decoder.Step(state, id);
    ASSERT_EQ(row.size(), columns);
    stepped.insert(stepped.end(), row.begin(), row.end());
    ASSERT_LT(ReplayAll(decoder.tape()).error, 1e-5) << what;
  }
  EXPECT_LT(WorstDifference(stepped, logits), 2e-5) << what;
}

TEST(IncrementalDecoder, SaysWhatTheWholeTextAtOnceSays) {
  for (const char* model : {"decoder_only", "transformer"}) {
    for (const char* positions : testing::kPositionKinds) {
      for (const double groups : {1.0, 2.0, 4.0}) {
        for (const char* order : {"pre", "post"}) {
          RunSpec spec = Stack(model);
          spec.config.positions = positions;
          spec.config.n_heads = 4;
          spec.config.n_kv_heads = groups;
          spec.config.norm_order = order;
          if (groups == 4) {
            spec.config.final_norm = spec.config.norm_order == "post";
          }
          spec.config.d_v = 3;
          spec.config.bias = true;
          spec.config.projection = groups == 2 ? "joint" : "per_head";
          ExpectCachedEqualsFull(
              spec, std::string(model) + " " + positions + " " + order);
        }
      }
    }
  }
}

TEST(IncrementalDecoder, KeepsToAMaskThatLooksBack) {
  for (const MaskRuleSpec& rule :
       {MaskRuleSpec{.rule = "window", .left = 2},
        MaskRuleSpec{.rule = "dilated", .left = 4, .dilation = 2},
        MaskRuleSpec{.rule = "block", .size = 2}}) {
    RunSpec spec = Stack("decoder_only");
    spec.mask.rules = {rule};
    ExpectCachedEqualsFull(spec, rule.rule);
  }
}

TEST(IncrementalDecoder, DoesNotMindHowAttentionIsComputed) {
  for (const char* model : {"decoder_only", "transformer"}) {
    for (const char* attention : {"sparse", "fused", "linear"}) {
      RunSpec spec = Stack(model);
      spec.config.attention = attention;
      ExpectCachedEqualsFull(spec, std::string(model) + " " + attention);
    }
  }
}

TEST(IncrementalDecoder, LetsACopyOfAStateGoItsOwnWay) {
  RunSpec spec = Stack("transformer");
  IncrementalDecoder decoder(spec);
  IncrementalDecoder::State left;
  decoder.Step(left, decoder.IdOf("<start>"));
  IncrementalDecoder::State right = left;
  decoder.Step(right, decoder.IdOf("chat"));
  const auto after_left = decoder.Step(left, decoder.IdOf("le"));
  IncrementalDecoder::State alone;
  decoder.Step(alone, decoder.IdOf("<start>"));
  EXPECT_EQ(decoder.Step(alone, decoder.IdOf("le")), after_left);
  EXPECT_EQ(left.length, 2);
}

TEST(IncrementalDecoder, UsesTheParametersOfItsStore) {
  const RunSpec spec = Stack("decoder_only");
  GivenTensors store;
  IncrementalDecoder::State state;
  const auto drawn = IncrementalDecoder(spec, &store).Step(state, 4);
  for (float& number : store.at("output.b").data) number += 1;
  IncrementalDecoder::State again;
  const auto changed = IncrementalDecoder(spec, &store).Step(again, 4);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    EXPECT_NEAR(changed[i], drawn[i] + 1, 1e-5);
  }
}

TEST(IncrementalDecoder, DropsNothing) {
  RunSpec spec = Stack("decoder_only");
  IncrementalDecoder::State state;
  const auto plain = IncrementalDecoder(spec).Step(state, 4);
  spec.config.dropout = 0.5;
  spec.config.training = true;
  IncrementalDecoder::State other;
  EXPECT_EQ(IncrementalDecoder(spec).Step(other, 4), plain);
}

TEST(IncrementalDecoder, RefusesWhatCannotBeWrittenOn) {
  EXPECT_EQ(MessageOf([] { IncrementalDecoder{Stack("encoder")}; }),
            "[decode] the model \"encoder\" writes no text; transformer and "
            "decoder_only do");
  RunSpec batch = Stack("decoder_only");
  batch.batch = true;
  EXPECT_THAT(MessageOf([&] { IncrementalDecoder{batch}; }),
              HasSubstr("give one sentence"));
  RunSpec padded = Stack("decoder_only");
  padded.mask.rules = {{.rule = "padding", .count = 1}};
  EXPECT_THAT(MessageOf([&] { IncrementalDecoder{padded}; }),
              HasSubstr("a padding mask is of a text of one length"));
  RunSpec matrix = Stack("decoder_only");
  matrix.config.softmax = "matrix";
  EXPECT_THAT(MessageOf([&] { IncrementalDecoder{matrix}; }),
              HasSubstr("changes every word's weights"));
  IncrementalDecoder decoder(Stack("decoder_only"));
  IncrementalDecoder::State state;
  EXPECT_THAT(MessageOf([&] { decoder.Step(state, 1000); }),
              HasSubstr("[gather] id 1000"));
  EXPECT_THAT(MessageOf([&] { decoder.IdOf("dog"); }),
              HasSubstr("the vocabulary has no \"dog\""));
}

TEST(IncrementalDecoder, StopsWhereLearnedPositionsEnd) {
  RunSpec spec = Stack("decoder_only");
  spec.config.positions = "learned";
  spec.config.max_length = 6;
  IncrementalDecoder decoder(spec);
  IncrementalDecoder::State state;
  for (int i = 0; i < 6; ++i) decoder.Step(state, 4);
  EXPECT_EQ(MessageOf([&] { decoder.Step(state, 4); }),
            "[positions] 7 tokens do not fit the learned table of max_length 6 "
            "rows");
}

}  // namespace
}  // namespace attention
