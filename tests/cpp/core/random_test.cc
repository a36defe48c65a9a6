#include "attention/core/random.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;

TEST(Random, FollowsThePublishedSequenceOfSplitMix64) {
  // The first numbers of seed 1234567 in the reference implementation.
  Random random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(Random, DrawsTheSameFloatsEverywhereFromTheSameSeed) {
  Random random(SeedFor(7, "attn.W_q"));
  EXPECT_THAT((std::vector<float>{random.Uniform(), random.Uniform(),
                                  random.Uniform()}),
              ElementsAre(0x1.d2f5acp-1f, 0x1.54ca38p-1f, 0x1.adf1ccp-2f));
}

TEST(Random, DrawsAtAPlaceWhatItDrawsThereInItsTurn) {
  Random random(99);
  for (std::uint64_t place = 0; place < 50; ++place) {
    ASSERT_EQ(Random::UniformAt(99, place), random.Uniform()) << place;
  }
}

TEST(Random, StaysWithinItsBoundsAndFillsThemEvenly) {
  Random random(1);
  int counts[8] = {};
  double sum = 0;
  for (int i = 0; i < 80000; ++i) {
    const float u = random.Uniform();
    ASSERT_TRUE(u >= 0 && u < 1) << u;
    ++counts[static_cast<int>(u * 8)];
    const float s = random.Symmetric(0.5f);
    ASSERT_TRUE(s >= -0.5f && s < 0.5f) << s;
    sum += s;
  }
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
  EXPECT_NEAR(sum / 80000, 0, 0.005);
}

TEST(SeedFor, GivesNamesAndSeedsThatDifferUnrelatedNumbers) {
  EXPECT_NE(SeedFor(7, "cat"), SeedFor(7, "cats"));
  EXPECT_NE(SeedFor(7, "cat"), SeedFor(8, "cat"));
  EXPECT_EQ(SeedFor(7, "cat"), SeedFor(7, "cat"));
}

TEST(XavierBound, IsTheRootOfSixOverTheFans) {
  EXPECT_FLOAT_EQ(XavierBound(4, 2), 1.0f);
}

}  // namespace
}  // namespace attention
