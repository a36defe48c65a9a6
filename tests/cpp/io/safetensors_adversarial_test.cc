// Files made to break the reader: cut off anywhere, with sizes that lie, ranges
// that overlap by the thousand, names that come again and again.

#include <cstdint>

#include "attention/io/safetensors.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kThousands = 20000;

std::string File(const std::string& header, const std::string& data,
                 std::uint64_t length) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes += static_cast<char>((length >> (8 * i)) & 0xFF);
  }
  return bytes + header + data;
}

std::string File(const std::string& header, const std::string& data = "") {
  return File(header, data, header.size());
}

std::string Tensor(const std::string& name, const std::string& shape,
                   const std::string& range, const std::string& dtype = "F32") {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + range + "}";
}

std::string Refusal(const std::string& bytes) {
  return testing::MessageOf([&] { ReadSafetensors(bytes); });
}

/// `count` times what `entry` makes of its number, in braces.
template <typename Body>
std::string Header(int count, Body&& entry) {
  std::string header = "{";
  for (int i = 0; i < count; ++i) {
    if (i > 0) header += ',';
    header += entry(ToText(i));
  }
  return header + "}";
}

TEST(SafetensorsAdversarial, CutOffAtAnyByteIsRefused) {
  TensorFile file;
  file.metadata = {{"model", "transformer"}, {"é", "\n\"\\"}};
  file.tensors["a"] = {{2, 2}, {1, 2, 3, 4}};
  file.tensors["b"] = {{}, {5}};
  const std::string bytes = ToSafetensors(file);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THAT(Refusal(bytes.substr(0, length)), StartsWith("[safetensors] "))
        << length << " of " << bytes.size() << " bytes";
  }
  EXPECT_THAT(Refusal(bytes + '\0'), HasSubstr("bytes of"));
}

TEST(SafetensorsAdversarial, ALengthThatLiesIsRefusedBeforeThereIsRoomForIt) {
  for (const std::uint64_t length :
       {std::uint64_t{3}, std::uint64_t{1} << 24, std::uint64_t{1} << 32,
        std::uint64_t{1} << 53, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    EXPECT_THAT(Refusal(File("{}", "", length)), HasSubstr("is too long for"))
        << length;
  }
  const std::string blank(std::size_t{1} << 24, ' ');
  EXPECT_THAT(Refusal(File("{}" + blank)), HasSubstr("is too long for"));
}

TEST(SafetensorsAdversarial, SizesAndRangesOfAnySizeAreRefused) {
  const std::string four(4, '\0');
  for (const char* shape :
       {"[9007199254740992]", "[2147483648,2147483648]", "[0,9007199254740992]",
        "[2097152,2097152,2097152]", "[9007199254740993]",
        "[18446744073709551616]", "[-1]", "[1.0]", "[1e3]", "[01]"}) {
    EXPECT_NE(Refusal(File("{" + Tensor("a", shape, "[0,4]") + "}", four)), "")
        << shape;
  }
  for (const char* range :
       {"[0,9007199254740992]", "[9007199254740988,9007199254740992]", "[4,0]",
        "[0,9007199254740993]", "[0]", "[0,4,4]", "[]"}) {
    EXPECT_NE(Refusal(File("{" + Tensor("a", "[1]", range) + "}", four)), "")
        << range;
  }
}

TEST(SafetensorsAdversarial, TensorsThatShareBytesAreRefusedBeforeOneIsRead) {
  // Read one by one, they would take twenty gigabytes.
  const std::string data(std::size_t{1} << 20, '\0');
  const std::string header = Header(kThousands, [&](const std::string& i) {
    return Tensor("t" + i, "[262144]", "[0,1048576]");
  });
  EXPECT_THAT(Refusal(File(header, data)), HasSubstr("overlaps"));
  EXPECT_THAT(Refusal(File("{" + Tensor("a", "[2]", "[0,8]") + "," +
                               Tensor("b", "[2]", "[4,12]") + "}",
                           data.substr(0, 12))),
              HasSubstr("b overlaps"));
}

TEST(SafetensorsAdversarial, NamesThatComeAgainAreRefused) {
  const std::string one(4, '\0');
  const auto refusal = [&](const std::string& header) {
    return Refusal(File(header, one));
  };
  EXPECT_THAT(refusal(Header(kThousands,
                             [](const std::string&) {
                               return Tensor("a", "[1]", "[0,4]");
                             })),
              HasSubstr("is there twice"));
  EXPECT_THAT(refusal("{\"__metadata__\":" +
                      Header(kThousands,
                             [](const std::string&) {
                               return std::string("\"a\":\"b\"");
                             }) +
                      "}"),
              HasSubstr("is there twice"));
  for (const char* field :
       {"\"dtype\":\"F32\"", "\"shape\":[1]", "\"data_offsets\":[0,4]"}) {
    EXPECT_NE(refusal(std::string("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
                                  "\"data_offsets\":[0,4],") +
                      field + "}}"),
              "")
        << field;
  }
}

TEST(SafetensorsAdversarial, ManyTensorsOfNothingAreRead) {
  const std::string header = Header(kThousands, [](const std::string& i) {
    return Tensor("t" + i, "[0]", "[0,0]");
  });
  EXPECT_EQ(ReadSafetensors(File(header)).tensors.size(),
            static_cast<std::size_t>(kThousands));
}

TEST(SafetensorsAdversarial, NestingWithoutEndIsRefused) {
  for (const std::string piece :
       {"[", "{\"a\":", "{\"__metadata__\":{\"a\":"}) {
    std::string header;
    for (int i = 0; i < kThousands; ++i) header += piece;
    EXPECT_THAT(Refusal(File(header)), StartsWith("[safetensors] ")) << piece;
  }
  std::string axes = "[1";
  for (int i = 0; i < kThousands; ++i) axes += ",1";
  const std::string message = Refusal(
      File("{" + Tensor("a", axes + "]", "[0,4]") + "}", std::string(4, '\0')));
  EXPECT_THAT(message, HasSubstr("axes"));
  EXPECT_LT(message.size(), 200u);
}

TEST(SafetensorsAdversarial, WholeNumbersNeedScalesThatFit) {
  const std::string numbers("\x01\x7f\x80\xff", 4);
  const auto refusal = [&](const std::string& scale, const std::string& data) {
    return Refusal(File("{" + Tensor("w", "[2,2]", "[0,4]", "I8") + scale + "}",
                        numbers + data));
  };
  EXPECT_THAT(refusal("", ""), HasSubstr("w is I8 and needs w.scale"));
  EXPECT_THAT(
      refusal("," + Tensor("w.scale", "[1]", "[4,8]"), std::string(4, '\0')),
      HasSubstr("needs w.scale"));
  EXPECT_THAT(refusal("," + Tensor("w.scale", "[2]", "[4,12]"),
                      std::string("\0\0\xc0\x7f\0\0\0\0", 8)),
              HasSubstr("no finite float"));
  const std::string huge("\xff\xff\x7f\x7f\xff\xff\x7f\x7f", 8);
  EXPECT_THAT(refusal("," + Tensor("w.scale", "[2]", "[4,12]"), huge),
              HasSubstr("no finite float"));
}

}  // namespace
}  // namespace attention
