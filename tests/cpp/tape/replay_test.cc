#include "attention/tape/replay.h"

#include <set>

#include "attention/tape/ops.h"
#include "models/stack_specs.h"
#include "support.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using testing::Draw;
using testing::Sentence;

/// Specs that together use every switch there is.
std::vector<RunSpec> Configurations() {
  std::vector<RunSpec> specs;
  const std::string text = "The cat sat on the mat.";
  for (const char* style :
       {"boolean", "large_negative", "additive", "additive_literal"}) {
    for (const char* softmax : {"row", "matrix"}) {
      for (const char* projection : {"per_head", "joint"}) {
        RunSpec spec = Sentence(text);
        spec.mask.style = style;
        spec.config.softmax = softmax;
        spec.config.projection = projection;
        spec.config.bias = specs.size() % 2 == 0;
        spec.config.scale = specs.size() % 3 != 0;
        spec.config.diagnostics = true;
        spec.mask.rules = {testing::Causal(),
                           {.rule = "window", .left = 2, .right = 1}};
        specs.push_back(spec);
      }
    }
  }
  RunSpec batch;
  batch.texts = {"I love machine learning", "Hello world", "How are you?"};
  batch.batch = true;
  batch.mask.combine = "or";
  batch.mask.rules = {{.rule = "prefix", .length = 2},
                      {.rule = "padding", .count = 1},
                      {.rule = "padding", .count = 2}};
  batch.config.diagnostics = true;
  specs.push_back(batch);
  batch.config.projection = "joint";
  batch.config.bias = true;
  batch.config.positions = "none";
  batch.mask = {};
  specs.push_back(batch);

  RunSpec sparse = Sentence("one two three four five six seven");
  sparse.mask.combine = "or";
  sparse.mask.rules = {
      {.rule = "dilated", .left = 4, .right = 3, .dilation = 2},
      {.rule = "global", .count = 1},
      {.rule = "block", .size = 3}};
  specs.push_back(sparse);

  RunSpec odd = Sentence("one two three");
  odd.config.d_model = 7;
  odd.config.n_heads = 3;
  odd.config.d_k = 5;
  odd.config.d_v = 2;
  specs.push_back(odd);

  for (const RunSpec& spec : testing::StackSpecs()) specs.push_back(spec);

  for (const bool batched : {false, true}) {
    RunSpec sentence = testing::Stack("use_lite");
    sentence.config.d_embedding = 4;
    sentence.config.norm_order = "pre";
    if (batched) {
      sentence.texts = {"the cat sat", "hello"};
      sentence.batch = true;
    }
    specs.push_back(sentence);
  }

  RunSpec positions;
  positions.model = "positions";
  positions.config.length = 50;
  positions.config.d_model = 33;
  specs.push_back(positions);

  RunSpec given;
  given.model = "attention";
  Random random(2);
  given.q = testing::RandomTensor(random, {2, 3, 4});
  given.k = testing::RandomTensor(random, {2, 5, 4});
  given.v = testing::RandomTensor(random, {2, 5, 6});
  given.mask.rules = {{.rule = "custom",
                       .allowed = GivenTensor{{3, 5},
                                              {1, 0, 1, 0, 1,  //
                                               0, 0, 0, 0, 0,  //
                                               1, 1, 1, 1, 1}}}};
  given.config.diagnostics = true;
  specs.push_back(given);
  return specs;
}

TEST(Replay, RecomputesEveryCellOfEveryModelAndConfiguration) {
  for (const RunSpec& spec : Configurations()) {
    const Trace trace = RunModel(spec);
    const ReplayError worst = ReplayAll(trace.tape);
    EXPECT_LT(worst.error, 1e-5) << spec.model << " " << worst.name;
  }
}

TEST(Replay, AgreesToTwelveDigitsWhenTheTapeIsDouble) {
  for (const RunSpec& spec : Configurations()) {
    const auto trace = RunModel<double>(spec);
    const ReplayError worst = ReplayAll(trace.tape);
    EXPECT_LT(worst.error, 1e-12) << spec.model << " " << worst.name;
  }
}

TEST(Replay, RecomputesRandomRuns) {
  Random random(17);
  for (int i = 0; i < 60; ++i) {
    RunSpec spec;
    spec.tokens.emplace_back();
    for (Index t = Draw(random, 1, 9); t > 0; --t) {
      spec.tokens.back().push_back(ToText(Draw(random, 0, 5)));
    }
    spec.config.n_heads = static_cast<double>(Draw(random, 1, 3));
    spec.config.d_model = static_cast<double>(Draw(random, 1, 12));
    spec.config.d_k = static_cast<double>(Draw(random, 1, 6));
    spec.config.d_v = static_cast<double>(Draw(random, 1, 6));
    spec.seed = i;
    if (i % 2 == 0) spec.mask.rules = {testing::Causal()};
    const ReplayError worst = ReplayAll(RunModel(spec).tape);
    ASSERT_LT(worst.error, 1e-5) << "case " << i << " " << worst.name;
  }
}

TEST(Replay, FailsWhenAnIndexStringIsWrong) {
  const Trace trace = RunModel(Sentence("The cat sat on the mat."));
  const auto tamper = [&](const char* tensor, const char* rule) {
    Step step = *trace.tape.Producer(*trace.tape.Find(tensor));
    step.rule = Rule(rule);
    return ReplayStep(trace.tape, step).error;
  };
  EXPECT_LT(tamper("attn.scores", "hqd,hkd->hqk"), 1e-5) << "the true rule";
  EXPECT_GT(tamper("attn.scores", "hkd,hqd->hqk"), 0.01) << "Q and K swapped";
  EXPECT_GT(tamper("attn.scores", "hqd,hkd->hkq"), 0.01) << "transposed";
  EXPECT_GT(tamper("attn.z", "hkq,hkd->hqd"), 0.01) << "columns for rows";
  EXPECT_GT(tamper("attn.weights", "hkq->hqk"), 0.01) << "the wrong axis";
}

TEST(Replay, FailsWhenAnAttributeOrAnOperandIsWrong) {
  const Trace trace = RunModel(Sentence("The cat sat on the mat."));
  Step scaled = *trace.tape.Producer(*trace.tape.Find("attn.scaled"));
  scaled.attributes["factor"] = 0.25;
  EXPECT_GT(ReplayStep(trace.tape, scaled).error, 0.01);
  Step scores = *trace.tape.Producer(*trace.tape.Find("attn.scores"));
  scores.inputs[1] = *trace.tape.Find("attn.v");
  EXPECT_GT(ReplayStep(trace.tape, scores).error, 0.01);
}

/// The ops that only the attention operator and the models of other sizes use.
Tape RareOps() {
  Tape tape;
  Random random(23);
  const auto give = [&](const char* name, const char* axes,
                        const Shape& shape) {
    return tape.Give(name, axes, shape, Role::kInput,
                     testing::RandomNumbers(random, shape.elements()));
  };
  const TensorId past = give("past", "bhpd", {2, 2, 3, 4});
  const TensorId now = give("now", "bhnd", {2, 2, 2, 4});
  const TensorId keys = tape.Record(ops::kAppend, "keys", "bhpd,bhnd->bhkd",
                                    {past, now}, {}, {{'k', 5}});
  const TensorId joint = give("joint", "bqc", {2, 3, 24});
  const TensorId q = tape.Record(ops::kSplitHeads, "q", "bqc->bhrqd", {joint},
                                 {}, {{'h', 2}, {'r', 3}, {'d', 4}});
  const TensorId scores =
      tape.Record(ops::kEinsum, "scores", "bhrqd,bhkd->bhrqk", {q, keys});
  const TensorId capped = tape.Record(ops::kSoftcap, "capped", "bhrqk->bhrqk",
                                      {scores}, {{"cap", 2.0}});
  const TensorId lengths =
      tape.Give("lengths", "b", {2}, Role::kInput, std::vector<float>{5, 2});
  const NewSizes sizes = {{'q', 3}, {'k', 5}};
  const TensorId frontier =
      tape.Record(ops::kMaskRule, "frontier", "b->bqk", {lengths},
                  {{"rule", std::string("frontier")}}, sizes);
  const TensorId offset =
      tape.Record(ops::kMaskRule, "offset", "->qk", {},
                  {{"rule", std::string("causal")}, {"offset", 2.0}}, sizes);
  const TensorId both =
      tape.Record(ops::kMaskOr, "both", "bqk,qk->bqk", {frontier, offset});
  const TensorId masked =
      tape.Record(ops::kMask, "masked", "bhrqk,bqk->bhrqk", {capped, both});
  tape.Record(ops::kConcat, "concat", "bhrqk->bqc", {masked}, {}, {{'c', 30}});
  return tape;
}

TEST(Replay, CoversEveryOpOfTheTable) {
  std::set<std::string_view> covered;
  for (const RunSpec& spec : Configurations()) {
    const Trace trace = RunModel(spec);
    for (const Step& step : trace.tape.steps()) covered.insert(step.op->name);
  }
  const Tape rare = RareOps();
  EXPECT_LT(ReplayAll(rare).error, 1e-5) << ReplayAll(rare).name;
  for (const Step& step : rare.steps()) covered.insert(step.op->name);
  for (const auto& build : testing::ReplayedTape::All()) {
    const BasicTape<double> tape = build();
    EXPECT_LT(ReplayAll(tape).error, 1e-12) << ReplayAll(tape).name;
    for (const Step& step : tape.steps()) covered.insert(step.op->name);
  }
  for (const Op* op : ops::All()) {
    EXPECT_TRUE(covered.contains(op->name)) << op->name << " is never replayed";
  }
}

TEST(Replay, IsOneWithTheExplanation) {
  const Trace trace = RunModel(Sentence("The cat sat on the mat."));
  const std::vector<Index> cell = {1, 2, 3};
  const Step& step = *trace.tape.Producer(*trace.tape.Find("attn.scores"));
  const Explanation explanation = trace.tape.Explain("attn.scores", cell);
  EXPECT_EQ(explanation.result, ReplayCell(trace.tape, step, cell, nullptr));
  double sum = 0;
  for (const Term& term : explanation.terms) {
    double product = 1;
    for (const int factor : term.factors) {
      product *= explanation.operands[static_cast<std::size_t>(factor)].value;
    }
    EXPECT_EQ(product, term.value);
    sum += term.value;
  }
  EXPECT_EQ(sum, explanation.result);
}

}  // namespace
}  // namespace attention
