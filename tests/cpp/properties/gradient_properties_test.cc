// What holds of gradients whatever the numbers are, on cases drawn at random.

#include "attention/tape/ops.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;

/// One head of attention over x (t x m) with its own W_q, W_k and W_v, causal
/// or not: the smallest tape on which words mix.
struct Head {
  BasicTape<double> tape;
  Index words;
  Index width;

  Head(Random& random, bool causal)
      : words(Draw(random, 1, 4)), width(Draw(random, 1, 4)) {
    const auto give = [&](const char* name, const char* axes,
                          const Shape& shape) {
      return tape.Give(
          name, axes, shape, Role::kParameter,
          testing::RandomNumbers<double>(random, shape.elements()));
    };
    const TensorId x = give("x", "tm", {words, width});
    const auto project = [&](const std::string& name, const char* matrix,
                             const char* rule) {
      return tape.Record(ops::kLinear, name, rule,
                         {x, give(matrix, "md", {width, 2})});
    };
    const TensorId q = project("q", "W_q", "qm,md->qd");
    const TensorId k = project("k", "W_k", "km,md->kd");
    const TensorId v = project("v", "W_v", "km,md->kd");
    const TensorId scores =
        tape.Record(ops::kEinsum, "scores", "qd,kd->qk", {q, k});
    const TensorId mask =
        tape.Record(ops::kMaskRule, "mask", "->qk", {},
                    {{"rule", std::string(causal ? "causal" : "none")}},
                    {{'q', words}, {'k', words}});
    const TensorId masked =
        tape.Record(ops::kMask, "masked", "qk,qk->qk", {scores, mask});
    const TensorId weights =
        tape.Record(ops::kSoftmax, "weights", "qk->qk", {masked});
    tape.Record(ops::kWeightedSum, "z", "qk,kd->qd", {weights, v});
  }

  /// The gradients of z[word, d] for every number on the tape before the loss.
  std::vector<double> GradientsOf(Index word, Index d) {
    const std::string name = "z" + ToText(word) + "," + ToText(d);
    const auto before = static_cast<Index>(tape.arena().size());
    tape.Record(ops::kPick, name, "qd->n", {*tape.Find("z")},
                {{"index", ToText(word) + "," + ToText(d)}}, {{'n', 1}});
    tape.Backward(name);
    const auto all = tape.gradients();
    return {all.begin(), all.begin() + before};
  }
};

TEST(GradientProperties, NoGradientReachesALaterWordUnderACausalMask) {
  Random random(71);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Head head(random, true);
    const Index word = Draw(random, 0, head.words - 1);
    head.GradientsOf(word, Draw(random, 0, 1));
    const auto gradient = head.tape.Gradient("x").span();
    for (std::size_t at = static_cast<std::size_t>((word + 1) * head.width);
         at < gradient.size(); ++at) {
      ASSERT_EQ(gradient[at], 0) << "case " << i;
    }
  }
}

TEST(GradientProperties, GradientsOfASumAreTheSumOfTheGradients) {
  Random random(72);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Head head(random, i % 2 == 0);
    std::vector<double> sum;
    for (Index word = 0; word < head.words; ++word) {
      for (const Index d : {Index{0}, Index{1}}) {
        const auto gradients = head.GradientsOf(word, d);
        sum.resize(std::max(sum.size(), gradients.size()));
        for (std::size_t at = 0; at < gradients.size(); ++at) {
          sum[at] += gradients[at];
        }
      }
    }
    head.tape.Record(ops::kSum, "loss", "qd->n", {*head.tape.Find("z")}, {},
                     {{'n', 1}});
    head.tape.Backward("loss");
    const auto z = head.tape.Gradient("x").span();
    const std::vector<double> whole(z.begin(), z.end());
    const auto offset = head.tape.tensor(*head.tape.Find("x")).offset;
    const std::vector<double> parts(
        sum.begin() + offset,
        sum.begin() + offset + static_cast<Index>(whole.size()));
    ASSERT_LT(testing::WorstDifference(whole, parts), 1e-12) << "case " << i;
  }
}

TEST(GradientProperties, GradientsOfScoresSumToZeroAlongEachRow) {
  Random random(73);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Head head(random, i % 2 == 0);
    head.GradientsOf(Draw(random, 0, head.words - 1), Draw(random, 0, 1));
    const auto gradient = head.tape.Gradient("scores");
    for (Index q = 0; q < head.words; ++q) {
      double sum = 0;
      for (Index k = 0; k < head.words; ++k) {
        sum += gradient.data[q * head.words + k];
      }
      ASSERT_NEAR(sum, 0, 1e-12) << "case " << i;
    }
  }
}

/// A step along x changes the loss by the step times the gradient.
TEST(GradientProperties, AgreeWithADifferenceInARandomDirection) {
  Random random(74);
  for (int i = 0; i < testing::kLightCases; ++i) {
    Head head(random, i % 2 == 0);
    const TensorId z = *head.tape.Find("z");
    const TensorId loss =
        head.tape.Record(ops::kVariance, "loss", "qd->n", {z}, {}, {{'n', 1}});
    head.tape.Backward("loss");
    const auto gradient = head.tape.Gradient("x");
    const std::vector<double> x = testing::ValuesOf(head.tape, "x");
    const auto direction =
        testing::RandomNumbers<double>(random, head.words * head.width, 1);
    double slope = 0;
    for (std::size_t at = 0; at < x.size(); ++at) {
      slope += gradient.data[at] * direction[at];
    }
    // A copy that has another tensor has no gradients to keep up to date.
    BasicTape<double> moved = head.tape;
    moved.Give("other", "", {}, Role::kConstant, std::vector<double>{0});
    const auto loss_at = [&](double step) {
      std::vector<Edit> edits;
      for (std::size_t at = 0; at < x.size(); ++at) {
        const auto place = static_cast<Index>(at);
        edits.push_back({"x",
                         {place / head.width, place % head.width},
                         x[at] + step * direction[at]});
      }
      moved.Apply(edits);
      return moved.Read(loss).data[0];
    };
    constexpr double kStep = 1e-5;
    const double difference = (loss_at(kStep) - loss_at(-kStep)) / (2 * kStep);
    ASSERT_NEAR(slope, difference, 1e-6 + 1e-4 * std::abs(difference))
        << "case " << i;
  }
}

}  // namespace
}  // namespace attention
