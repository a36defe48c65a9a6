#include <numeric>

#include "tape/gradient.h"
#include "tape/replayed.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;

TensorId Cut(BasicTape<double>& tape, TensorId image, Index size) {
  const Shape& shape = tape.tensor(image).shape;
  const Index patches = shape[0] / size * (shape[1] / size);
  return tape.Record(ops::kPatches, "patches", "yxs->tp", {image},
                     {{"size", static_cast<double>(size)}},
                     {{'t', patches}, {'p', size * size * shape[2]}});
}

TensorId Join(BasicTape<double>& tape, TensorId patches, const Shape& image,
              Index size) {
  return tape.Record(ops::kUnpatches, "joined", "tp->yxs", {patches},
                     {{"size", static_cast<double>(size)}},
                     {{'y', image[0]}, {'x', image[1]}, {'s', image[2]}});
}

TEST(Patches, CutsAlongRowsOfPatchesAndKeepsAPixelsChannelsTogether) {
  BasicTape<double> tape;
  std::vector<double> pixels(4 * 4);
  std::iota(pixels.begin(), pixels.end(), 0);
  const TensorId grey =
      tape.Give("grey", "yxs", {4, 4, 1}, Role::kInput, pixels);
  EXPECT_THAT(ValuesOf(tape, Cut(tape, grey, 2)),
              ElementsAre(0, 1, 4, 5, 2, 3, 6, 7,  //
                          8, 9, 12, 13, 10, 11, 14, 15));
  BasicTape<double> colours;
  const TensorId two =
      colours.Give("two", "yxs", {2, 4, 2}, Role::kInput, pixels);
  EXPECT_THAT(ValuesOf(colours, Cut(colours, two, 2)),
              ElementsAre(0, 1, 2, 3, 8, 9, 10, 11,  //
                          4, 5, 6, 7, 12, 13, 14, 15));
}

TEST(Patches, PutTogetherGiveTheImageAgain) {
  Random random(71);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const Index size = Draw(random, 1, 4);
    const Shape shape{size * Draw(random, 1, 3), size * Draw(random, 1, 3),
                      Draw(random, 1, 3)};
    BasicTape<double> tape;
    const TensorId image =
        tape.Give("image", "yxs", shape, Role::kInput,
                  testing::RandomNumbers<double>(random, shape.elements()));
    const TensorId joined = Join(tape, Cut(tape, image, size), shape, size);
    ASSERT_EQ(ValuesOf(tape, joined), ValuesOf(tape, image)) << "case " << i;
  }
}

TEST(Patches, RefuseSizesThatDoNotMakeUpTheImage) {
  BasicTape<double> tape;
  const TensorId image = tape.Give("image", "yxs", {2, 4, 1}, Role::kInput,
                                   std::vector<double>(8, 1.0));
  const auto message = [&](double size, const NewSizes& sizes) {
    return MessageOf([&] {
      tape.Record(ops::kPatches, "patches", "yxs->tp", {image},
                  {{"size", size}}, sizes);
    });
  };
  EXPECT_THAT(message(3, {{'t', 1}, {'p', 9}}),
              HasSubstr("[patches] patches of 3 x 3 and shape (1 x 9) do not "
                        "make up an image of shape (2 x 4 x 1)"));
  EXPECT_THAT(message(2, {{'t', 2}, {'p', 5}}), HasSubstr("(2 x 5)"));
  EXPECT_THAT(message(0, {{'t', 2}, {'p', 4}}), HasSubstr("0 x 0"));
}

TEST(Patches, CutEachImageOfABatchAsIfAlone) {
  Random random(72);
  const auto pixels = testing::RandomNumbers<double>(random, 48);
  BasicTape<double> tape;
  const TensorId images =
      tape.Give("images", "byxs", {2, 4, 6, 1}, Role::kInput, pixels);
  const TensorId patches =
      tape.Record(ops::kPatches, "patches", "byxs->btp", {images},
                  {{"size", 2.0}}, {{'t', 6}, {'p', 4}});
  const TensorId joined =
      tape.Record(ops::kUnpatches, "joined", "btp->byxs", {patches},
                  {{"size", 2.0}}, {{'y', 4}, {'x', 6}, {'s', 1}});
  EXPECT_EQ(ValuesOf(tape, joined), pixels);
  std::vector<double> each;
  for (int i = 0; i < 2; ++i) {
    BasicTape<double> one;
    const auto from = pixels.begin() + i * 24;
    const TensorId image = one.Give("image", "yxs", {4, 6, 1}, Role::kInput,
                                    std::vector<double>(from, from + 24));
    for (const double x : ValuesOf(one, Cut(one, image, 2))) each.push_back(x);
  }
  EXPECT_EQ(ValuesOf(tape, patches), each);
}

BasicTape<double> PatchTape() {
  BasicTape<double> tape;
  const Shape shape{4, 6, 3};
  const TensorId image = testing::GiveRandom(tape, "image", "yxs", shape);
  const TensorId patches = Cut(tape, image, 2);
  const TensorId squared =
      tape.Record(ops::kEinsum, "squared", "tp,tp->tp", {patches, patches});
  testing::ProbeLoss(tape, Join(tape, squared, shape, 2));
  return tape;
}

const testing::ReplayedTape kReplayed(&PatchTape);

BasicTape<double> PatchBatchTape() {
  BasicTape<double> tape;
  const TensorId images =
      testing::GiveRandom(tape, "images", "byxs", {2, 4, 2, 3});
  const TensorId patches =
      tape.Record(ops::kPatches, "patches", "byxs->btp", {images},
                  {{"size", 2.0}}, {{'t', 2}, {'p', 12}});
  const TensorId squared =
      tape.Record(ops::kEinsum, "squared", "btp,btp->btp", {patches, patches});
  testing::ProbeLoss(
      tape, tape.Record(ops::kUnpatches, "joined", "btp->byxs", {squared},
                        {{"size", 2.0}}, {{'y', 4}, {'x', 2}, {'s', 3}}));
  return tape;
}

const testing::ReplayedTape kReplayedBatch(&PatchBatchTape);

TEST(Patches, HaveTheGradientsOfCentralDifferences) {
  testing::ExpectGradients(PatchTape());
  testing::ExpectGradients(PatchBatchTape());
}

}  // namespace
}  // namespace attention
