#include "golden/optimizer.h"

#include <cmath>

#include "attention/training/adam.h"
#include "attention/training/clip.h"
#include "attention/training/schedule.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;

TEST(Adam, StepsAsPyTorchDoes) {
  for (const golden::AdamCase& golden : golden::kAdam) {
    const auto steps = TraceAdam(golden.options, golden.rate, golden::kStart,
                                 golden::kGradients);
    ASSERT_EQ(steps.size(), golden.after.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      EXPECT_LT(testing::WorstDifference(steps[i].parameters, golden.after[i]),
                1e-14);
    }
  }
}

TEST(Adam, StepsByTheLearningRateAtFirst) {
  // mHat / sqrt(vHat) is the gradient's sign.
  const std::vector<std::vector<double>> gradients = {{5, -0.01, 0}};
  const auto step = TraceAdam({}, 0.1, {1, 1, 1}, gradients).front();
  EXPECT_NEAR(step.update[0], 0.1, 1e-9);
  EXPECT_NEAR(step.update[1], -0.1, 1e-6);
  EXPECT_EQ(step.update[2], 0);
  EXPECT_NEAR(step.m[0], 0.5, 1e-12);
  EXPECT_NEAR(step.m_hat[0], 5, 1e-12);
  EXPECT_NEAR(step.v[0], 0.025, 1e-12);
  EXPECT_NEAR(step.v_hat[0], 25, 1e-9);
}

TEST(Adam, RefusesWhatCannotBeStepped) {
  const auto message = [](AdamOptions options, double rate,
                          std::vector<double> parameters,
                          std::vector<double> gradient) {
    return testing::MessageOf(
        [&] { TraceAdam(options, rate, parameters, {&gradient, 1}); });
  };
  EXPECT_THAT(message({.beta1 = 1}, 0.1, {1}, {1}),
              HasSubstr("[adam] a beta is 1"));
  EXPECT_THAT(message({.beta2 = std::nan("")}, 0.1, {1}, {1}),
              HasSubstr("a beta is nan"));
  EXPECT_THAT(message({.epsilon = 0}, 0.1, {1}, {1}), HasSubstr("epsilon"));
  EXPECT_THAT(message({.weight_decay = -1}, 0.1, {1}, {1}),
              HasSubstr("weight decay is -1"));
  EXPECT_THAT(message({}, -1, {1}, {1}), HasSubstr("learning rate is -1"));
  EXPECT_THAT(message({}, 0.1, {1}, {1, 2}),
              HasSubstr("2 gradients are not for 1"));
  EXPECT_THAT(message({}, 0.1, {1}, {std::nan("")}),
              HasSubstr("a gradient holds nan"));
  EXPECT_THAT(message({}, 0.1, {INFINITY}, {1}),
              HasSubstr("the parameters holds inf"));
}

TEST(Schedule, WarmsUpAndFallsAsThePaperSays) {
  const Schedule noam{
      .type = "noam", .rate = 1, .d_model = 512, .warmup = 4000};
  CheckSchedule(noam);
  const double top = 1 / std::sqrt(512.0) / std::sqrt(4000.0);
  EXPECT_NEAR(LearningRate(noam, 4000), top, 1e-15);
  EXPECT_NEAR(LearningRate(noam, 1), top / 4000, 1e-15);
  EXPECT_NEAR(LearningRate(noam, 2000), top / 2, 1e-15);
  EXPECT_NEAR(LearningRate(noam, 16000), top / 2, 1e-15);
  for (Index step = 1; step < 4000; ++step) {
    ASSERT_LT(LearningRate(noam, step), LearningRate(noam, step + 1));
  }
}

TEST(Schedule, GoesUpAStraightLineAndDownACosine) {
  const Schedule constant{.type = "constant", .rate = 0.5, .warmup = 4};
  EXPECT_DOUBLE_EQ(LearningRate(constant, 1), 0.125);
  EXPECT_DOUBLE_EQ(LearningRate(constant, 4), 0.5);
  EXPECT_DOUBLE_EQ(LearningRate(constant, 4000), 0.5);
  const Schedule cosine{.type = "cosine", .rate = 2, .warmup = 10, .total = 30};
  CheckSchedule(cosine);
  EXPECT_DOUBLE_EQ(LearningRate(cosine, 5), 1);
  EXPECT_DOUBLE_EQ(LearningRate(cosine, 10), 2);
  EXPECT_DOUBLE_EQ(LearningRate(cosine, 20), 1);
  EXPECT_NEAR(LearningRate(cosine, 30), 0, 1e-15);
  EXPECT_NEAR(LearningRate(cosine, 99), 0, 1e-15);
}

TEST(Schedule, RefusesWhatIsNoSchedule) {
  const auto message = [](Schedule schedule) {
    return testing::MessageOf([&] { CheckSchedule(schedule); });
  };
  EXPECT_THAT(message({.type = "step"}), HasSubstr("[schedule] there is no"));
  EXPECT_THAT(message({.type = "noam"}), HasSubstr("from 1 to"));
  EXPECT_THAT(message({.rate = -1}), HasSubstr("learning rate is -1"));
  EXPECT_THAT(message({.d_model = 0}), HasSubstr("d_model is 0"));
  EXPECT_THAT(message({.type = "cosine", .warmup = 5, .total = 5}),
              HasSubstr("more than the 5"));
}

TEST(Clip, ScalesAllGradientsByTheirCommonNormAsPyTorchDoes) {
  std::vector<double> one = golden::kGradients[0];
  std::vector<double> two = golden::kGradients[1];
  const std::vector<std::span<double>> both = {one, two};
  const ClipResult result = ClipByNorm<double>(both, 2);
  EXPECT_NEAR(result.norm, golden::kNorm, 1e-12);
  EXPECT_LT(testing::WorstDifference(one, golden::kClipped[0]), 1e-14);
  EXPECT_LT(testing::WorstDifference(two, golden::kClipped[1]), 1e-14);
}

TEST(Clip, LeavesSmallGradientsAsTheyAre) {
  std::vector<double> small = {0.3, -0.4};
  const std::vector<std::span<double>> list = {small};
  const ClipResult result = ClipByNorm<double>(list, 1);
  EXPECT_DOUBLE_EQ(result.norm, 0.5);
  EXPECT_EQ(result.coefficient, 1);
  EXPECT_EQ(small, (std::vector<double>{0.3, -0.4}));
}

TEST(Clip, RefusesNormsThatAreNone) {
  std::vector<float> wrong = {1, testing::kNan};
  const std::vector<std::span<float>> list = {wrong};
  EXPECT_EQ(testing::MessageOf([&] { ClipByNorm<float>(list, 1); }),
            "[clip] the gradients' norm is nan");
  EXPECT_THAT(testing::MessageOf([&] { ClipByNorm<float>({}, 0); }),
              HasSubstr("largest norm is 0"));
}

}  // namespace
}  // namespace attention
