#include "attention/models/vision.h"

#include "attention/tape/replay.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using testing::kNan;
using testing::MessageOf;
using testing::ValuesOf;
using testing::WorstDifference;

RunSpec Picture(const Shape& shape, double patch_size,
                const char* embedding = "linear") {
  Random random(81);
  RunSpec spec;
  spec.model = "vision";
  spec.image = testing::RandomTensor(random, shape);
  spec.config.patch_size = patch_size;
  spec.config.patch_embedding = embedding;
  return spec;
}

Shape ShapeOf(const Trace& trace, const char* name) {
  return trace.tape.tensor(*trace.tape.Find(name)).shape;
}

TEST(Vision, RunsAPhotographInPatchesOfSixteen) {
  const Trace trace = RunModel(Picture({224, 224, 3}, 16));
  EXPECT_EQ(ShapeOf(trace, "patches"), (Shape{196, 768}));
  EXPECT_EQ(ShapeOf(trace, "attn.weights"), (Shape{2, 196, 196}));
  EXPECT_EQ(ShapeOf(trace, "reconstruction.patches"), (Shape{196, 768}));
  EXPECT_EQ(ShapeOf(trace, "reconstruction"), (Shape{224, 224, 3}));
  EXPECT_LT(trace.tape.arena().size(), std::size_t{4} << 20);
}

TEST(Vision, RunsADigitInPatchesOfTwo) {
  for (const char* embedding : {"linear", "raw"}) {
    const Trace trace = RunModel(Picture({8, 8, 1}, 2, embedding));
    EXPECT_EQ(ShapeOf(trace, "patches"), (Shape{16, 4}));
    EXPECT_EQ(ShapeOf(trace, "reconstruction"), (Shape{8, 8, 1}));
  }
}

TEST(Vision, RecomputesEveryCell) {
  for (const char* embedding : {"linear", "raw"}) {
    for (const char* attention : {"softmax", "sparse", "linear", "fused"}) {
      for (const char* positions : {"sinusoidal", "none"}) {
        RunSpec spec = Picture({6, 9, 2}, 3, embedding);
        spec.config.attention = attention;
        spec.config.positions = positions;
        spec.config.bias = true;
        spec.config.diagnostics = true;
        const auto worst = ReplayAll(RunModel<double>(spec).tape);
        EXPECT_LT(worst.error, 1e-12) << embedding << " " << worst.name;
      }
    }
  }
}

/// Tutorial 000: each patch of the new image is the sum of all patches, each
/// times its weight.
TEST(Vision, PutsWeightedRawPatchesTogether) {
  RunSpec spec = Picture({4, 4, 1}, 2, "raw");
  spec.config.positions = "none";
  const Trace trace = RunModel(spec);
  const auto weights = ValuesOf(trace.tape, "attn.weights");
  const auto patches = ValuesOf(trace.tape, "patches");
  std::vector<double> expected;
  for (std::size_t t = 0; t < 4; ++t) {
    for (std::size_t p = 0; p < 4; ++p) {
      double sum = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        sum += static_cast<double>(weights[t * 4 + k]) *
               static_cast<double>(patches[k * 4 + p]);
      }
      expected.push_back(sum);
    }
  }
  EXPECT_LT(
      WorstDifference(ValuesOf(trace.tape, "reconstruction.patches"), expected),
      1e-6);
  const auto image = ValuesOf(trace.tape, "reconstruction");
  EXPECT_EQ(image[4 * 1 + 2], ValuesOf(trace.tape, "reconstruction.patches")[6])
      << "row 1, column 2 is the third number of the second patch";
}

TEST(Vision, GivesAPatchThatSeesItselfAloneBackAsItWas) {
  for (const double n_heads : {1, 3}) {
    RunSpec spec = Picture({6, 6, 3}, 2, "raw");
    spec.config.n_heads = n_heads;
    spec.mask.rules = {{.rule = "window", .left = 0, .right = 0}};
    const Trace trace = RunModel(spec);
    EXPECT_EQ(ValuesOf(trace.tape, "reconstruction"),
              ValuesOf(trace.tape, "image"));
  }
}

TEST(Vision, SaysWhichPatchesDivideTheImage) {
  EXPECT_THAT(MessageOf([] { RunModel(Picture({24, 36, 3}, 5)); }),
              HasSubstr("[vision] patch_size 5 does not divide an image of 24 "
                        "x 36; it can be 1, 2, 3, 4, 6, 12"));
  EXPECT_THAT(MessageOf([] { RunModel(Picture({64, 64, 1}, 1)); }),
              HasSubstr("tokens is 4096; at most 512"));
}

TEST(Vision, RefusesWhatIsNoImage) {
  const auto message = [](const std::function<void(RunSpec&)>& change) {
    RunSpec spec = Picture({4, 4, 1}, 2);
    change(spec);
    return MessageOf([&] { RunModel(spec); });
  };
  EXPECT_THAT(message([](RunSpec& spec) { spec.image.reset(); }),
              HasSubstr("[vision] inputs.image is needed"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.texts = {"a cat"}; }),
              HasSubstr("no text"));
  EXPECT_THAT(message([](RunSpec& spec) {
                spec.image = GivenTensor{{4, 4}, std::vector<float>(16)};
              }),
              HasSubstr("the image has shape (4 x 4)"));
  EXPECT_THAT(
      message([](RunSpec& spec) { spec.image = GivenTensor{{0, 4, 1}, {}}; }),
      HasSubstr("image_side is 0"));
  EXPECT_THAT(message([](RunSpec& spec) {
                spec.image = GivenTensor{{2, 2, 5}, std::vector<float>(20)};
              }),
              HasSubstr("channels is 5; at most 4"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.image->data[3] = kNan; }),
              HasSubstr("a pixel that is no number"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.config.patch_size = 0; }),
              HasSubstr("patch_size is 0"));
  EXPECT_THAT(message([](RunSpec& spec) { spec.config.output = false; }),
              HasSubstr("output is off"));
}

TEST(Vision, RefusesRawPatchesInHeadsThatDoNotDivideThem) {
  RunSpec spec = Picture({4, 4, 1}, 2, "raw");
  spec.config.n_heads = 3;
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("n_heads 3 does not divide a patch's 4 numbers"));
  spec.config.n_heads = 1;
  spec.config.positions = "rotary";
  EXPECT_THAT(MessageOf([&] { RunModel(spec); }),
              HasSubstr("positions sinusoidal or none, not rotary"));
}

}  // namespace
}  // namespace attention
