#include "attention/core/shape.h"

#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using testing::MessageOf;

TEST(Shape, CountsItsElementsAndPlacesCellsRowMajor) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape.rank(), 3);
  EXPECT_EQ(shape.elements(), 24);
  EXPECT_EQ(shape.Offset(std::vector<Index>{1, 2, 3}), 23);
  EXPECT_EQ(shape.Offset(std::vector<Index>{1, 0, 0}), 12);
  EXPECT_EQ(Shape{}.elements(), 1);
  EXPECT_EQ((Shape{3, 0, 2}).elements(), 0);
}

TEST(Shape, KnowsWhichCellsItHas) {
  const Shape shape{2, 3};
  EXPECT_TRUE(shape.Contains(std::vector<Index>{1, 2}));
  EXPECT_FALSE(shape.Contains(std::vector<Index>{2, 0}));
  EXPECT_FALSE(shape.Contains(std::vector<Index>{0, -1}));
  EXPECT_FALSE(shape.Contains(std::vector<Index>{0}));
}

TEST(Shape, RefusesNegativeSizesTooManyAxesAndTooManyNumbers) {
  EXPECT_THAT(MessageOf([] { Shape{2, -1}; }), HasSubstr("[shape]"));
  EXPECT_THAT(MessageOf([] { Shape{2, -1}; }), HasSubstr("negative"));
  EXPECT_THAT(MessageOf([] { Shape({1, 1, 1, 1, 1, 1, 1, 1, 1}); }),
              HasSubstr("9 axes"));
  EXPECT_THAT(MessageOf([] { Shape{1 << 20, 1 << 20}; }),
              HasSubstr("more than 268435456 numbers"));
}

TEST(Error, BeginsWithTheOpAndWritesShapesAndShortestDigits) {
  EXPECT_EQ(MessageOf([] { Fail("add", Shape{2, 3}, " and ", 0.1, ' ', 7); }),
            "[add] (2 x 3) and 0.1 7");
  EXPECT_EQ(ToText(0.1f), "0.1");
  EXPECT_EQ(ToText(testing::kNan), "nan");
  EXPECT_EQ(ToText(-testing::kNan), "nan");
  EXPECT_EQ(ToText(-testing::kInfinity), "-inf");
}

}  // namespace
}  // namespace attention
