#include "attention/models/image_classifier.h"

#include "attention/tape/replay.h"
#include "models/stack_specs.h"
#include "support.h"
#include "tape/gradient.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ShapeOf;
using testing::ValuesOf;
using testing::WorstDifference;

RunSpec Images(const Shape& shape, double patch_size = 2) {
  Random random(83);
  RunSpec spec;
  spec.model = "image_classifier";
  spec.image = testing::RandomTensor(random, shape);
  spec.config.patch_size = patch_size;
  spec.config.n_classes = 10;
  spec.config.n_layers = 2;
  spec.config.d_ff = 12;
  spec.config.positions = "learned";
  spec.config.bias = true;
  return spec;
}

TEST(ImageClassifier, GivesADigitItsClasses) {
  const Trace trace = RunModel(Images({8, 8, 1}));
  EXPECT_EQ(ShapeOf(trace, "patches"), (Shape{16, 4}));
  EXPECT_EQ(ShapeOf(trace, "encoder.1.attn.weights"), (Shape{2, 16, 16}));
  EXPECT_EQ(ShapeOf(trace, "pooled"), (Shape{8}));
  EXPECT_EQ(ShapeOf(trace, "logits"), (Shape{10}));
}

TEST(ImageClassifier, GivesEachImageOfABatchWhatItHasAlone) {
  for (const char* positions : testing::kPositionKinds) {
    RunSpec batch = Images({3, 4, 6, 2});
    batch.config.positions = positions;
    const Trace trace = RunModel(batch);
    EXPECT_EQ(ShapeOf(trace, "patches"), (Shape{3, 6, 8}));
    const auto together = ValuesOf(trace.tape, "logits");
    for (Index i = 0; i < 3; ++i) {
      RunSpec spec = batch;
      const auto from = batch.image->data.begin() + i * 48;
      spec.image = GivenTensor{{4, 6, 2}, {from, from + 48}};
      const auto alone = ValuesOf(RunModel(spec).tape, "logits");
      const auto begin = together.begin() + i * 10;
      EXPECT_LT(WorstDifference(std::vector<float>(begin, begin + 10), alone),
                1e-5)
          << positions << " " << i;
    }
  }
}

TEST(ImageClassifier, RecomputesEveryCell) {
  for (const Shape& shape : {Shape{4, 6, 2}, Shape{2, 4, 6, 2}}) {
    const auto worst = ReplayAll(RunModel<double>(Images(shape)).tape);
    EXPECT_LT(worst.error, 1e-12) << worst.name;
  }
}

TEST(ImageClassifier, AgreesInFloatAndDouble) {
  const RunSpec spec = Images({2, 4, 6, 2});
  EXPECT_LT(WorstDifference(ValuesOf(RunModel(spec).tape, "logits"),
                            ValuesOf(RunModel<double>(spec).tape, "logits")),
            1e-5);
}

TEST(ImageClassifier, HasTheGradientsOfCentralDifferences) {
  for (const Shape& shape : {Shape{4, 4, 1}, Shape{2, 4, 4, 1}}) {
    RunSpec spec = Images(shape);
    const bool batch = shape.rank() == 4;
    spec.loss = LossSpec{
        .type = "cross_entropy",
        .tensor = "",
        .targets = batch ? GivenTensor{{2}, {3, 7}} : GivenTensor{{}, {3}}};
    testing::ExpectGradients(
        RunModel<double>(spec).tape,
        {.constants = {"loss.labels", "encoder.mask", "positions.ids"},
         .max_cells = 3});
  }
}

TEST(ImageClassifier, RefusesWhatIsNoImageAndWhatPatchesAreNot) {
  const auto message = [](const std::function<void(RunSpec&)>& change) {
    RunSpec spec = Images({4, 4, 1});
    change(spec);
    return MessageOf([&] { RunModel(spec); });
  };
  EXPECT_THAT(message([](RunSpec& spec) { spec.image.reset(); }),
              HasSubstr("[image_classifier] inputs.image is needed"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.texts = {"a cat"}; }),
              HasSubstr("no text"));
  EXPECT_THAT(message([](RunSpec& spec) {
                spec.image = GivenTensor{{4, 4}, std::vector<float>(16)};
              }),
              HasSubstr("the image has shape (4 x 4); it must be height x "
                        "width x channels, or images x height"));
  EXPECT_THAT(message([](RunSpec& spec) {
                spec.image =
                    GivenTensor{{257, 1, 1, 1}, std::vector<float>(257)};
              }),
              HasSubstr("batch is 257; at most 256"));
  EXPECT_THAT(
      message([](RunSpec& spec) { spec.image->data[3] = testing::kNan; }),
      HasSubstr("a pixel that is no number"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.config.patch_size = 3; }),
              HasSubstr("patch_size 3 does not divide"));
  EXPECT_THAT(
      message([](RunSpec& spec) { spec.config.patch_embedding = "raw"; }),
      HasSubstr("patches are embedded here"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.config.pooling = "first"; }),
              HasSubstr("pooling is \"first\", but patches are pooled"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.config.max_length = 3; }),
              HasSubstr("4 tokens do not fit"));
  EXPECT_THAT(message([](RunSpec& spec) {
                spec = Images({512, 512, 1}, 32);
                spec.config.d_ff = 4096;
                spec.config.d_model = 512;
                spec.config.n_layers = 12;
              }),
              HasSubstr("need"));
}

}  // namespace
}  // namespace attention
