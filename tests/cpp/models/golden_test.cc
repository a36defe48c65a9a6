#include "golden/notebook_001.h"
#include "support.h"

namespace attention {
namespace {

namespace notebook = notebook_001;
using testing::ValuesOf;
using testing::WorstDifference;

GivenTensor Matrix(const Shape& shape, const std::vector<double>& numbers) {
  return {shape, std::vector<float>(numbers.begin(), numbers.end())};
}

/// Tutorial 001: its Q, K and V, a causal mask of -inf that is added.
RunSpec Notebook(const char* softmax) {
  RunSpec spec;
  spec.model = "attention";
  spec.q = Matrix({4, 8}, notebook::kQ);
  spec.k = Matrix({4, 8}, notebook::kK);
  spec.v = Matrix({4, 8}, notebook::kV);
  spec.mask.rules = {testing::Causal()};
  spec.mask.style = "additive_literal";
  spec.config.softmax = softmax;
  spec.config.diagnostics = true;
  return spec;
}

TEST(Notebook001, PrintsTheseScoresAndScaledScores) {
  const Trace trace = RunModel(Notebook("row"));
  EXPECT_LT(
      WorstDifference(ValuesOf(trace.tape, "attn.scores"), notebook::kScores),
      1e-6);
  EXPECT_LT(
      WorstDifference(ValuesOf(trace.tape, "attn.scaled"), notebook::kScaled),
      1e-6);
}

TEST(Notebook001, PrintsTheseVariances) {
  const Trace trace = RunModel(Notebook("row"));
  const auto variance = [&](const char* name) {
    return ValuesOf(trace.tape, name)[0];
  };
  EXPECT_NEAR(variance("stats.var_q"), notebook::kVarianceQ, 1e-6);
  EXPECT_NEAR(variance("stats.var_k"), notebook::kVarianceK, 1e-6);
  EXPECT_NEAR(variance("stats.var_scores"), notebook::kVarianceScores, 1e-6);
  EXPECT_NEAR(variance("stats.var_scaled"), notebook::kVarianceScaled, 1e-6);
}

TEST(Notebook001, PrintsTheWeightsOfASoftmaxOverTheWholeMatrix) {
  const Trace trace = RunModel(Notebook("matrix"));
  const auto weights = ValuesOf(trace.tape, "attn.weights");
  EXPECT_LT(WorstDifference(weights, notebook::kWholeMatrixWeights), 1e-6);
  EXPECT_LT(WorstDifference(ValuesOf(trace.tape, "attn.z"),
                            notebook::kWholeMatrixOutput),
            1e-6);
  float all = 0;
  for (const float weight : weights) all += weight;
  EXPECT_NEAR(all, 1, 1e-6) << "the matrix sums to 1 ...";
  EXPECT_NEAR(weights[0], 0.0404, 1e-4) << "... its first row does not";
}

TEST(Notebook001, WouldPrintTheseWithASoftmaxOverRows) {
  const Trace trace = RunModel(Notebook("row"));
  EXPECT_LT(WorstDifference(ValuesOf(trace.tape, "attn.weights"),
                            notebook::kRowWeights),
            1e-6);
  EXPECT_LT(
      WorstDifference(ValuesOf(trace.tape, "attn.z"), notebook::kRowOutput),
      1e-6);
}

TEST(Notebook001, AgreesToEightDigitsInDouble) {
  const auto trace = RunModel<double>(Notebook("row"));
  // q, k and v are given as floats, which is what limits this.
  EXPECT_LT(WorstDifference(ValuesOf(trace.tape, "attn.weights"),
                            notebook::kRowWeights),
            1e-7);
}

TEST(Tutorial002, WeighsItsThreeKeysForOneQueryWithoutScaling) {
  RunSpec spec;  // S01
  spec.model = "attention";
  spec.q = Matrix({1, 3}, {0.2, 0.5, 0.3});
  spec.k = Matrix({3, 3}, {0.1, 0.4, 0.5, 0.2, 0.3, 0.5, 0.3, 0.2, 0.5});
  spec.config.scale = false;
  const Trace trace = RunModel(spec);
  EXPECT_LT(WorstDifference(ValuesOf(trace.tape, "attn.scores"),
                            std::vector<double>{0.37, 0.34, 0.31}),
            1e-7);
  // e^0.37, e^0.34 and e^0.31 over their sum 4.21609...
  const double sum = std::exp(0.37) + std::exp(0.34) + std::exp(0.31);
  EXPECT_LT(WorstDifference(
                ValuesOf(trace.tape, "attn.weights"),
                std::vector<double>{std::exp(0.37) / sum, std::exp(0.34) / sum,
                                    std::exp(0.31) / sum}),
            1e-7);
  EXPECT_NEAR(ValuesOf(trace.tape, "attn.weights")[0], 0.343382, 1e-6);
  EXPECT_FALSE(trace.tape.Find("attn.z").has_value()) << "no values given";
}

}  // namespace
}  // namespace attention
