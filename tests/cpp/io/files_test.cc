#include "attention/io/csv.h"
#include "attention/io/npy.h"
#include "support.h"

namespace attention {
namespace {

using testing::kInfinity;
using testing::kNan;

TEST(Npy, IsByteForByteWhatNumpySaves) {
  const std::vector<float> numbers = {1, -2.5f, kInfinity, 0, 3, 0.1f};
  const std::string file = ToNpy({numbers.data(), {2, 3}});
  const std::string header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  ASSERT_EQ(file.size(), 128u + 24u);
  EXPECT_EQ(file.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(file.substr(10, header.size()), header);
  EXPECT_EQ(file.substr(10 + header.size(), 117 - header.size()),
            std::string(117 - header.size(), ' '));
  EXPECT_EQ(file[127], '\n');
  EXPECT_EQ(
      file.substr(128, 12),
      std::string("\x00\x00\x80\x3f\x00\x00\x20\xc0\x00\x00\x80\x7f", 12));
}

TEST(Npy, WritesShapesAsPythonDoes) {
  const float number = 7;
  EXPECT_NE(ToNpy({&number, {1}}).find("'shape': (1,), }"), std::string::npos);
  EXPECT_NE(ToNpy({&number, {}}).find("'shape': (), }"), std::string::npos);
  EXPECT_NE(ToNpy({&number, {1, 1, 1}}).find("'shape': (1, 1, 1), }"),
            std::string::npos);
}

TEST(Csv, HasALineForEachRowWithItsPlace) {
  const std::vector<float> numbers = {1,    2,      3,    4,
                                      0.1f, -1e-8f, kNan, kInfinity};
  EXPECT_EQ(ToCsv({numbers.data(), {2, 2, 2}}, "hqk"),
            "h,q,k0,k1\n"
            "0,0,1,2\n"
            "0,1,3,4\n"
            "1,0,0.1,-1e-08\n"
            "1,1,nan,inf\n");
  EXPECT_EQ(ToCsv({numbers.data(), {2}}, "t"), "t0,t1\n1,2\n");
  EXPECT_EQ(ToCsv({numbers.data(), {}}, ""), "x0\n1\n");
}

TEST(Csv, WritesDigitsThatReadBackToTheSameFloat) {
  Random random(71);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const float number =
        random.Symmetric(1) * std::pow(10.0f, random.Symmetric(30));
    const std::string csv = ToCsv({&number, {1}}, "t");
    ASSERT_EQ(std::stof(csv.substr(csv.find('\n') + 1)), number) << csv;
  }
}

}  // namespace
}  // namespace attention
