#include "attention/models/operators/axis_operators.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::AllOf;
using testing::Draw;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::MessageOf;
using testing::RandomTensor;
using testing::WorstDifference;

/// A random shape of one to four axes, and one of them.
struct Case {
  Shape shape;
  Index axis;
  Index outer = 1;
  Index length;
  Index inner = 1;

  explicit Case(Random& random) {
    std::vector<Index> sizes;
    for (Index n = Draw(random, 1, 4); n > 0; --n) {
      sizes.push_back(Draw(random, 1, 4));
    }
    shape = Shape(sizes);
    axis = Draw(random, 0, shape.rank() - 1);
    length = shape[axis];
    for (Index i = 0; i < axis; ++i) outer *= shape[i];
    for (Index i = axis + 1; i < shape.rank(); ++i) inner *= shape[i];
  }
};

TEST(SoftmaxOperator, RunsAlongAnyAxisCountedFromEitherEnd) {
  Random random(91);
  for (int i = 0; i < 2000; ++i) {
    const Case c(random);
    const GivenTensor input = RandomTensor(random, c.shape);
    std::vector<double> expected(input.data.size());
    std::vector<double> logs(input.data.size());
    for (Index o = 0; o < c.outer; ++o) {
      for (Index n = 0; n < c.inner; ++n) {
        double sum = 0;
        const auto at = [&](Index k) {
          return static_cast<std::size_t>((o * c.length + k) * c.inner + n);
        };
        for (Index k = 0; k < c.length; ++k) {
          sum += std::exp(static_cast<double>(input.data[at(k)]));
        }
        for (Index k = 0; k < c.length; ++k) {
          const auto x = static_cast<double>(input.data[at(k)]);
          expected[at(k)] = std::exp(x) / sum;
          logs[at(k)] = x - std::log(sum);
        }
      }
    }
    const auto from_front = static_cast<double>(c.axis);
    const double from_back = from_front - static_cast<double>(c.shape.rank());
    const auto weights = RunSoftmaxOperator(input, from_front);
    ASSERT_LT(WorstDifference(weights.data, expected), 1e-6);
    ASSERT_EQ(RunSoftmaxOperator(input, from_back).data, weights.data);
    ASSERT_LT(
        WorstDifference(RunLogSoftmaxOperator(input, from_back).data, logs),
        1e-5);
  }
}

TEST(SoftmaxOperator, TakesLargeNumbersAndShowsTheNanOfAnEmptyRow) {
  const GivenTensor large{{2}, {10000, 10001}};
  EXPECT_NEAR(RunSoftmaxOperator(large, 0).data[1], 0.7310586, 1e-6);
  EXPECT_NEAR(RunLogSoftmaxOperator(large, 0).data[0], -1.3132617, 1e-6);
  const GivenTensor empty{{2}, {-kInfinity, -kInfinity}};
  EXPECT_TRUE(std::isnan(RunSoftmaxOperator(empty, 0).data[0]));
  EXPECT_TRUE(std::isnan(RunLogSoftmaxOperator(empty, 0).data[0]));
}

TEST(SoftmaxOperator, NamesTheAxisThatIsNone) {
  const GivenTensor input{{2, 3}, std::vector<float>(6)};
  for (const double axis : {2.0, -3.0, 0.5, std::nan("")}) {
    EXPECT_THAT(
        MessageOf([&] { RunSoftmaxOperator(input, axis); }),
        AllOf(HasSubstr("[softmax] there is no axis"), HasSubstr("(2 x 3)")));
  }
  EXPECT_THAT(MessageOf([&] { RunLogSoftmaxOperator({{}, {1}}, -1); }),
              HasSubstr("[logSoftmax] there is no axis -1 in shape ()"));
}

TEST(NormalizationOperators, AgreeWithTheirFormulasOverAnyTrailingAxes) {
  Random random(92);
  for (int i = 0; i < 2000; ++i) {
    const Case c(random);
    NormalizationSpec spec;
    spec.input = RandomTensor(random, c.shape);
    for (float& x : spec.input.data) x += 100;  // an offset to be taken off
    spec.axis = static_cast<double>(c.axis - c.shape.rank());
    spec.epsilon = 1e-3;
    const Shape trailing(
        c.shape.sizes().subspan(static_cast<std::size_t>(c.axis)));
    spec.weight = RandomTensor(random, trailing);
    spec.bias = RandomTensor(random, trailing);
    const auto layer = RunLayerNormOperator(spec);
    const auto rms = RunRmsNormOperator(spec);
    const Index width = c.length * c.inner;
    for (Index row = 0; row < c.outer; ++row) {
      const float* x = spec.input.data.data() + row * width;
      double mean = 0;
      double squares = 0;
      for (Index k = 0; k < width; ++k) mean += double(x[k]) / double(width);
      for (Index k = 0; k < width; ++k) squares += double(x[k]) * double(x[k]);
      double variance = 0;
      for (Index k = 0; k < width; ++k) {
        variance += (double(x[k]) - mean) * (double(x[k]) - mean);
      }
      const double inverse = 1 / std::sqrt(variance / double(width) + 1e-3);
      const double rms_inverse = 1 / std::sqrt(squares / double(width) + 1e-3);
      ASSERT_NEAR(layer.mean.data[std::size_t(row)], mean, 1e-4);
      ASSERT_NEAR(layer.inv_std_dev.data[std::size_t(row)], inverse,
                  1e-5 * inverse);
      for (Index k = 0; k < width; ++k) {
        const double w = spec.weight->data[std::size_t(k)];
        const double b = spec.bias->data[std::size_t(k)];
        const auto at = static_cast<std::size_t>(row * width + k);
        ASSERT_NEAR(layer.output.data[at],
                    (double(x[k]) - mean) * inverse * w + b, 1e-5);
        ASSERT_NEAR(rms.data[at], double(x[k]) * rms_inverse * w + b, 1e-5);
      }
    }
  }
}

TEST(NormalizationOperators, GiveMeansInTheInputsShapeWithItsLastAxesOne) {
  NormalizationSpec spec;
  spec.input = {{2, 3, 4}, std::vector<float>(24, 1)};
  spec.axis = 1;
  EXPECT_EQ(RunLayerNormOperator(spec).mean.shape, (Shape{2, 1, 1}));
  EXPECT_EQ(RunLayerNormOperator(spec).output.data, std::vector<float>(24, 0));
}

TEST(NormalizationOperators, BroadcastWeightsAndNameThoseThatCannotBe) {
  NormalizationSpec spec;
  spec.input = {{2, 2}, {1, 3, 1, 3}};
  spec.epsilon = 0;
  spec.weight = GivenTensor{{1}, {2}};
  EXPECT_EQ(RunLayerNormOperator(spec).output.data,
            (std::vector<float>{-2, 2, -2, 2}));
  spec.bias = GivenTensor{{2, 1}, {10, 20}};
  EXPECT_EQ(RunLayerNormOperator(spec).output.data,
            (std::vector<float>{8, 12, 18, 22}));
  spec.bias = GivenTensor{{3}, {1, 2, 3}};
  EXPECT_THAT(MessageOf([&] { RunLayerNormOperator(spec); }),
              HasSubstr("[layerNorm] bias of shape (3) cannot be broadcast to "
                        "(2 x 2)"));
  spec.bias.reset();
  spec.weight = GivenTensor{{1, 1, 2}, {1, 2}};
  EXPECT_THAT(MessageOf([&] { RunRmsNormOperator(spec); }),
              HasSubstr("[rmsNorm] weight of shape (1 x 1 x 2)"));
  spec.epsilon = -1;
  EXPECT_THAT(MessageOf([&] { RunRmsNormOperator(spec); }),
              HasSubstr("epsilon is -1"));
}

}  // namespace
}  // namespace attention
