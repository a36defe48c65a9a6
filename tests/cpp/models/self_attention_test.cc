#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::ElementsAre;
using testing::Sentence;
using testing::ValuesOf;
using testing::WorstDifference;

std::vector<std::string> NamesOf(const Tape& tape) {
  std::vector<std::string> names;
  for (const TensorInfo& tensor : tape.tensors()) names.push_back(tensor.name);
  return names;
}

TEST(SelfAttention, LeavesEveryStepOfTheWayAsANamedTensor) {
  const Trace trace = RunModel(Sentence("The cat sat on the mat."));
  EXPECT_THAT(
      NamesOf(trace.tape),
      ElementsAre("tokens", "embedding.table", "embedding.out", "positions",
                  "x", "attn.mask", "attn.W_q", "attn.q", "attn.W_k", "attn.k",
                  "attn.W_v", "attn.v", "attn.scores", "attn.scaled",
                  "attn.masked", "attn.weights", "attn.z", "attn.concat",
                  "attn.W_o", "attn.out"));
  const auto shape = [&](const char* name) {
    return trace.tape.tensor(*trace.tape.Find(name)).shape;
  };
  EXPECT_EQ(shape("embedding.table"), (Shape{5, 8})) << "\"the\" comes twice";
  EXPECT_EQ(shape("attn.q"), (Shape{2, 6, 4}));
  EXPECT_EQ(shape("attn.weights"), (Shape{2, 6, 6}));
  EXPECT_EQ(shape("attn.out"), (Shape{6, 8}));
  EXPECT_THAT(ValuesOf(trace.tape, "tokens"), ElementsAre(0, 1, 2, 3, 0, 4));
  EXPECT_EQ(trace.tokens[0][4].text, "the");
  EXPECT_EQ(trace.tokens[0][0].text, "The");
}

TEST(SelfAttention, GivesTheSameNumbersForTheSameSeedOnEveryMachine) {
  const Trace trace = RunModel(Sentence("The cat sat"));
  const auto w_q = ValuesOf(trace.tape, "attn.W_q");
  EXPECT_THAT((std::vector<float>(w_q.begin(), w_q.begin() + 4)),
              ElementsAre(0x1.025f2cp-1f, 0x1.9f6254p-3f, -0x1.91fcf6p-4f,
                          -0x1.f3743cp-2f));
  const auto table = ValuesOf(trace.tape, "embedding.table");
  EXPECT_THAT((std::vector<float>(table.begin(), table.begin() + 3)),
              ElementsAre(-0x1.c2172ap-4f, 0x1.2deebep-1f, 0x1.a3c96ap+0f));
  EXPECT_NEAR(ValuesOf(trace.tape, "attn.out")[0], -0.459256113, 1e-6);
  EXPECT_EQ(ValuesOf(RunModel(Sentence("The cat sat")).tape, "attn.out"),
            ValuesOf(trace.tape, "attn.out"));
}

TEST(SelfAttention, ChangesEveryWeightWithTheSeed) {
  RunSpec other = Sentence("The cat sat");
  other.seed = 8;
  const auto seven =
      ValuesOf(RunModel(Sentence("The cat sat")).tape, "attn.W_q");
  const auto eight = ValuesOf(RunModel(other).tape, "attn.W_q");
  for (std::size_t i = 0; i < seven.size(); ++i) EXPECT_NE(seven[i], eight[i]);
}

TEST(SelfAttention, PadsAndMasksABatchSoThatEachSentenceIsAsIfAlone) {
  const std::vector<std::string> texts = {"I love machine learning", "Hello",
                                          "How are you"};
  RunSpec batch;
  batch.texts = texts;
  batch.batch = true;
  const Trace together = RunModel(batch);
  EXPECT_EQ(together.tokens[1][1].text, "<pad>");
  EXPECT_EQ(together.tape.tensor(*together.tape.Find("attn.mask")).axes, "bqk");
  const auto all = ValuesOf(together.tape, "attn.out");
  for (std::size_t b = 0; b < texts.size(); ++b) {
    const auto alone = ValuesOf(RunModel(Sentence(texts[b])).tape, "attn.out");
    const auto begin = all.begin() + static_cast<Index>(b) * 4 * 8;
    EXPECT_LT(WorstDifference(
                  std::vector<float>(begin, begin + std::ssize(alone)), alone),
              1e-6)
        << texts[b];
  }
}

TEST(SelfAttention, TakesABatchOfOne) {
  RunSpec batch = Sentence("The cat");
  batch.batch = true;
  const Trace trace = RunModel(batch);
  EXPECT_EQ(trace.tape.tensor(*trace.tape.Find("attn.out")).shape,
            (Shape{1, 2, 8}));
  EXPECT_EQ(ValuesOf(trace.tape, "attn.out"),
            ValuesOf(RunModel(Sentence("The cat")).tape, "attn.out"));
}

TEST(SelfAttention, TakesGivenEmbeddingsOfAnyWidth) {
  RunSpec spec;  // tutorial 004: three words, five numbers each
  spec.tokens = {{"This", "is", "book"}};
  Random random(3);
  spec.x = testing::RandomTensor(random, {3, 5});
  spec.config.n_heads = 1;
  spec.config.positions = "none";
  const Trace trace = RunModel(spec);
  EXPECT_EQ(ValuesOf(trace.tape, "x"), spec.x->data);
  EXPECT_EQ(trace.config.d_model, 5);
  EXPECT_EQ(trace.tokens[0][2].text, "book");
  EXPECT_FALSE(trace.tape.Find("embedding.table").has_value());
  spec.config.positions = "sinusoidal";
  EXPECT_EQ(ValuesOf(RunModel(spec).tape, "embedding.out"), spec.x->data);
}

TEST(SelfAttention, LetsQueriesBeWiderThanTheModel) {
  RunSpec spec = Sentence("one two three four");  // tutorial 002: 8 -> 16
  spec.config.n_heads = 1;
  spec.config.d_k = 16;
  spec.config.output = false;
  const Trace trace = RunModel(spec);
  EXPECT_EQ(trace.tape.tensor(*trace.tape.Find("attn.z")).shape,
            (Shape{1, 4, 16}));
  EXPECT_FALSE(trace.tape.Find("attn.out").has_value());
}

TEST(SelfAttention, MultipliesByOneWhenScalingIsOff) {
  RunSpec spec = Sentence("The cat sat");
  spec.config.scale = false;
  const Trace trace = RunModel(spec);
  EXPECT_EQ(ValuesOf(trace.tape, "attn.scaled"),
            ValuesOf(trace.tape, "attn.scores"));
  EXPECT_EQ(trace.tape.Explain("attn.scaled", std::vector<Index>{0, 0, 0}).op,
            "scale");
}

TEST(SelfAttention, NamesTheQueriesThatHaveNothingToAttendTo) {
  RunSpec spec = Sentence("The cat sat");
  EXPECT_TRUE(Notices(RunModel(spec)).empty());
  spec.edits = {{"attn.mask", {1, 0}, 0},
                {"attn.mask", {1, 1}, 0},
                {"attn.mask", {1, 2}, 0}};
  const Trace trace = RunModel(spec);
  const auto notices = Notices(trace);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].tensor, "attn.mask");
  EXPECT_THAT(notices[0].index, ElementsAre(1));
  const auto z = ValuesOf(trace.tape, "attn.z");
  for (std::size_t d = 0; d < 4; ++d) EXPECT_EQ(z[4 + d], 0);

  RunSpec batch;
  batch.texts = {"a b", "c d"};
  batch.batch = true;
  batch.mask.rules = {{.rule = "padding", .count = 2}};
  EXPECT_EQ(Notices(RunModel(batch)).size(), 2u) << "one mask serves the batch";
  batch.texts = {"a b", "c"};
  EXPECT_EQ(Notices(RunModel(batch)).size(), 4u) << "each sentence has its own";
}

TEST(SelfAttention, GivesForAnEditWhatAFreshRunWithItGives) {
  Random random(51);
  const Trace plain = RunModel(Sentence("The cat sat on the mat."));
  for (int i = 0; i < 300; ++i) {
    std::vector<Edit> edits;
    for (Index n = Draw(random, 1, 3); n > 0; --n) {
      const auto& tensors = plain.tape.tensors();
      const TensorInfo& tensor = tensors[random.Below(tensors.size())];
      Edit edit{tensor.name, {}, random.Symmetric(3)};
      if (tensor.name == "tokens") edit.value = 1;
      for (const Index size : tensor.shape.sizes()) {
        edit.index.push_back(Draw(random, 0, size - 1));
      }
      edits.push_back(edit);
    }
    RunSpec spec = Sentence("The cat sat on the mat.");
    Trace edited = RunModel(spec);
    for (const Edit& edit : edits) edited.tape.Apply({&edit, 1});
    spec.edits = edits;
    const Trace fresh = RunModel(spec);
    ASSERT_EQ(std::vector<float>(edited.tape.arena().begin(),
                                 edited.tape.arena().end()),
              std::vector<float>(fresh.tape.arena().begin(),
                                 fresh.tape.arena().end()))
        << "case " << i;
  }
}

TEST(SelfAttention, LeavesWhatLiesUpstreamOfAnEditAlone) {
  RunSpec spec = Sentence("The cat sat");
  const Trace before = RunModel(spec);
  spec.edits = {{"attn.scores", {1, 0, 2}, 4}};
  const Trace after = RunModel(spec);
  for (const char* name : {"x", "attn.q", "attn.k", "attn.v", "attn.mask"}) {
    EXPECT_EQ(ValuesOf(after.tape, name), ValuesOf(before.tape, name)) << name;
  }
  const auto old_weights = ValuesOf(before.tape, "attn.weights");
  const auto new_weights = ValuesOf(after.tape, "attn.weights");
  for (std::size_t i = 0; i < old_weights.size(); ++i) {
    EXPECT_EQ(old_weights[i] != new_weights[i], i >= 9 && i < 12) << i;
  }
}

TEST(SelfAttention, ShowsWhyScoresAreDividedByTheRootOfDk) {
  RunSpec spec;  // S06: many words, so that variances are what they tend to
  spec.tokens.emplace_back();
  for (int i = 0; i < 100; ++i) spec.tokens[0].push_back("w" + ToText(i));
  spec.config.d_model = 64;
  spec.config.n_heads = 1;
  spec.config.positions = "none";
  spec.config.diagnostics = true;
  const Trace trace = RunModel(spec);
  const auto stat = [&](const char* name) {
    return static_cast<double>(ValuesOf(trace.tape, name)[0]);
  };
  const double product = stat("stats.var_q") * stat("stats.var_k") * 64;
  EXPECT_NEAR(stat("stats.var_scores") / product, 1, 0.25)
      << "the variance of a score grows with d_k";
  EXPECT_NEAR(stat("stats.var_scores") / stat("stats.var_scaled"), 64, 1e-3);
  const auto scaled = ValuesOf(trace.tape, "stats.entropy");
  const auto unscaled = ValuesOf(trace.tape, "stats.entropy_unscaled");
  for (std::size_t q = 0; q < scaled.size(); ++q) {
    EXPECT_GT(scaled[q], unscaled[q] + 1) << "unscaled, the softmax saturates";
  }
}

TEST(Positions, AreTheTableAlone) {
  RunSpec spec;
  spec.model = "positions";
  spec.config.d_model = 64;
  const Trace trace = RunModel(spec);
  ASSERT_EQ(trace.tape.tensors().size(), 1u);
  EXPECT_EQ(trace.tape.tensor(0).shape, (Shape{100, 64}));
  const Explanation cell =
      trace.tape.Explain("positions", std::vector<Index>{3, 3});
  EXPECT_NEAR(cell.result, std::cos(3 / std::pow(10000.0, 2.0 / 64)), 1e-12);
}

}  // namespace
}  // namespace attention
