// What the switches of the models of layers do: shared keys, dropout, the
// vocabulary, a store of parameters, the room that is made.

#include "models/stack_specs.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using testing::NamesOf;
using testing::ShapeOf;
using testing::Stack;
using testing::ValuesOf;
using testing::WorstDifference;

TEST(SharedKeys, AreAFullSetOfKeysThatRepeatsItself) {
  // Two groups for four heads, against four heads whose keys are given twice.
  RunSpec shared = testing::Sentence("the cat sat on the mat");
  shared.config.n_heads = 4;
  shared.config.n_kv_heads = 2;
  const Trace trace = RunModel(shared);
  EXPECT_EQ(ShapeOf(trace, "attn.k_grouped"), (Shape{2, 6, 2}));
  EXPECT_EQ(ShapeOf(trace, "attn.k"), (Shape{4, 6, 2}));
  RunSpec full = shared;
  full.config.n_kv_heads = 4;
  for (const std::string which : {"attn.W_k", "attn.W_v"}) {
    const auto grouped = ValuesOf(trace.tape, which);
    GivenTensor repeated{{4, 8, 2}, {}};
    for (const std::size_t group : {0u, 0u, 1u, 1u}) {
      const auto begin = grouped.begin() + static_cast<Index>(group) * 16;
      repeated.data.insert(repeated.data.end(), begin, begin + 16);
    }
    full.weights[which] = repeated;
  }
  EXPECT_LT(WorstDifference(ValuesOf(RunModel(full).tape, "attn.out"),
                            ValuesOf(trace.tape, "attn.out")),
            1e-6);
}

TEST(Stacks, DropOnlyInTrainingAndByTheirSeed) {
  RunSpec spec = Stack("encoder");
  const auto result = [](const RunSpec& run) {
    return ValuesOf(RunModel(run).tape, "encoder.1.norm2.out");
  };
  const auto plain = result(spec);
  spec.config.dropout = 0.3;
  EXPECT_EQ(result(spec), plain) << "in evaluation everything passes";
  EXPECT_THAT(NamesOf(RunModel(spec)),
              IsSupersetOf({"dropout", "encoder.0.attn.dropped",
                            "encoder.0.dropout1", "encoder.0.dropout2"}));
  spec.config.training = true;
  const auto first = result(spec);
  EXPECT_NE(first, plain);
  EXPECT_EQ(result(spec), first);
  spec.config.dropout_seed = 8;
  EXPECT_NE(result(spec), first);
  EXPECT_EQ(ValuesOf(RunModel(spec).tape, "encoder.0.attn.W_q"),
            ValuesOf(RunModel(Stack("encoder")).tape, "encoder.0.attn.W_q"))
      << "the weights stay";
}

TEST(Stacks, DropOtherCellsInEachPlace) {
  RunSpec spec = Stack("encoder");
  spec.config.dropout = 0.5;
  spec.config.training = true;
  const Trace trace = RunModel(spec);
  const auto zeros = [&](const char* name) {
    std::vector<bool> zero;
    for (const float x : ValuesOf(trace.tape, name)) zero.push_back(x == 0);
    return zero;
  };
  EXPECT_NE(zeros("encoder.0.dropout1"), zeros("encoder.1.dropout1"));
  EXPECT_NE(zeros("encoder.0.dropout1"), zeros("encoder.0.dropout2"));
}

TEST(Vocabulary, GivesUnknownWordsOneRowAndKeepsTheListsOrder) {
  RunSpec spec = Stack("encoder");
  spec.vocabulary = {"cat", "<unk>", "the"};
  const Trace trace = RunModel(spec);
  EXPECT_THAT(trace.vocabulary,
              ElementsAre("<pad>", "<start>", "<end>", "cat", "<unk>", "the"));
  EXPECT_THAT(ValuesOf(trace.tape, "tokens"), ElementsAre(5, 3, 4, 4, 5, 4));
}

TEST(Vocabulary, KeepsAWordsRowInAnyOrder) {
  RunSpec spec = testing::Sentence("the cat");
  spec.vocabulary = {"cat", "the"};
  const auto there = ValuesOf(RunModel(spec).tape, "embedding.out");
  spec.texts = {"cat the"};
  const auto back = ValuesOf(RunModel(spec).tape, "embedding.out");
  EXPECT_EQ((std::vector<float>(there.begin(), there.begin() + 8)),
            (std::vector<float>(back.begin() + 8, back.end())));
}

TEST(Stacks, TakeTheSameParametersFromAStoreRunAfterRun) {
  GivenTensors store;
  RunSpec spec = Stack("transformer");
  const auto first = ValuesOf(RunModel(spec, &store).tape, "logits");
  spec.seed = 1234;
  EXPECT_EQ(ValuesOf(RunModel(spec, &store).tape, "logits"), first);
  EXPECT_NE(ValuesOf(RunModel(spec).tape, "logits"), first);
  for (float& x : store.at("output.b").data) x = 100;
  EXPECT_GT(ValuesOf(RunModel(spec, &store).tape, "logits")[0], 50);
}

TEST(Stacks, CountTheirNumbersBeforeTheyRecordThem) {
  for (RunSpec spec : testing::StackSpecs()) {
    const Trace trace = RunModel(spec);
    const auto used = static_cast<double>(trace.tape.arena().size());
    const auto reserved = static_cast<double>(trace.tape.reserved());
    // Had it been too little, the tape would have doubled its room.
    EXPECT_GE(used, reserved * 0.8) << spec.model;
  }
}

TEST(Stacks, NameQueriesThatSeeNothing) {
  RunSpec spec = Stack("transformer");
  spec.mask.rules = {{.rule = "padding", .count = 6}};
  const auto notices = Notices(RunModel(spec));
  ASSERT_EQ(notices.size(), 6u);
  EXPECT_EQ(notices[0].tensor, "encoder.mask");
  spec = Stack("decoder_only");
  spec.mask.rules = {{.rule = "padding", .count = 5}};
  EXPECT_EQ(Notices(RunModel(spec)).size(), 0u) << "the first key is open";
  spec.mask.rules = {{.rule = "padding", .count = 6}};
  EXPECT_EQ(Notices(RunModel(spec))[0].tensor, "decoder.mask");
}

}  // namespace
}  // namespace attention
