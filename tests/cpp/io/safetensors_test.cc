#include "attention/io/safetensors.h"

#include <cstdint>

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string File(const std::string& header, const std::string& data) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes +=
        static_cast<char>((std::uint64_t{header.size()} >> (8 * i)) & 0xFF);
  }
  return bytes + header + data;
}

std::string Tensor(const std::string& name, const std::string& dtype,
                   const std::string& shape, const std::string& range) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + range + "}";
}

std::string Refusal(const std::string& bytes) {
  return testing::MessageOf([&] { ReadSafetensors(bytes); });
}

const std::string kTwo("\0\0\x80\x3f\0\0\0\xc0", 8);  // 1, -2

TEST(Safetensors, ReadsBackWhatItWrites) {
  Random random(4);
  TensorFile file;
  file.metadata = {{"model", "transformer"}, {"\"\n\\", "é漢😀"}};
  for (const Shape& shape : {Shape{}, Shape{3}, Shape{0, 2}, Shape{2, 3, 4}}) {
    file.tensors[ToText(shape) + "\t\""] = {
        shape, testing::RandomNumbers(random, shape.elements())};
  }
  const TensorFile again = ReadSafetensors(ToSafetensors(file));
  EXPECT_EQ(again.metadata, file.metadata);
  ASSERT_EQ(again.tensors.size(), file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    const auto found = again.tensors.find(name);
    ASSERT_NE(found, again.tensors.end());
    EXPECT_EQ(found->second.shape, tensor.shape);
    EXPECT_EQ(found->second.data, tensor.data);
  }
  EXPECT_TRUE(ReadSafetensors(ToSafetensors({})).tensors.empty());
}

TEST(Safetensors, ReadsWhatOthersWrite) {
  const auto file = ReadSafetensors(File(
      " { " + Tensor("a\\u00e9\\ud83d\\ude00\\/", "F32", "[ 2 ]", "[0,8]") +
          " }  ",
      kTwo));
  const auto found = file.tensors.find("aé😀/");
  ASSERT_NE(found, file.tensors.end());
  EXPECT_THAT(found->second.data, ElementsAre(1, -2));
  const std::string one("\0\0\0\0\0\0\xf0\x3f", 8);
  const auto wide =
      ReadSafetensors(File("{" + Tensor("a", "F64", "[]", "[0,8]") + "}", one));
  EXPECT_THAT(wide.tensors.at("a").data, ElementsAre(1));
}

TEST(Safetensors, RefusesAHeaderThatDoesNotFit) {
  EXPECT_THAT(Refusal(""), HasSubstr("[safetensors] 0 bytes are too few"));
  EXPECT_THAT(Refusal(std::string(8, '\xff')), HasSubstr("too long"));
  EXPECT_THAT(Refusal(File("{}", "").substr(0, 9)), HasSubstr("too long"));
}

TEST(Safetensors, RefusesAHeaderThatIsNotItsJson) {
  for (const std::string header :
       {"", "[]", "{", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{}x",
        "{\"__metadata__\":{\"a\":1}}", "{\"a\":{\"dtype\":\"F32\"}}",
        "{'a':1}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":"
        "1}}",
        "{\"\\ud800\":{}}", "{\"\\q\":{}}", "{\"\\u00g0\":{}}",
        "{\"a\n\":{}}"}) {
    EXPECT_THAT(Refusal(File(header, kTwo)), HasSubstr("[safetensors] "))
        << header;
  }
  EXPECT_THAT(Refusal(File("{" + Tensor("a", "F32", "[2]", "[0,8]") + "," +
                               Tensor("a", "F32", "[2]", "[0,8]") + "}",
                           kTwo)),
              HasSubstr("\"a\" is there twice"));
}

TEST(Safetensors, RefusesTensorsThatAreNotTheirBytes) {
  const auto refusal = [](const std::string& dtype, const std::string& shape,
                          const std::string& range) {
    return Refusal(File("{" + Tensor("a", dtype, shape, range) + "}", kTwo));
  };
  EXPECT_THAT(refusal("I64", "[1]", "[0,8]"), HasSubstr("a is I64"));
  EXPECT_THAT(refusal("F32", "[3]", "[0,8]"), HasSubstr("is not 8 bytes"));
  EXPECT_THAT(refusal("F32", "[4]", "[0,16]"), HasSubstr("beyond the file"));
  EXPECT_THAT(refusal("F32", "[2]", "[8,0]"), HasSubstr("beyond the file"));
  EXPECT_THAT(refusal("F32", "[1]", "[0,4]"), HasSubstr("take 4 bytes of 8"));
  EXPECT_THAT(refusal("F32", "[1]", "[4,8]"), HasSubstr("belong to none"));
  EXPECT_THAT(refusal("F32", "[65536,65536]", "[0,8]"), HasSubstr("more than"));
  EXPECT_THAT(refusal("F32", "[9007199254740993]", "[0,8]"), HasSubstr("2^53"));
  EXPECT_THAT(refusal("F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]"),
              HasSubstr("axes"));
  EXPECT_THAT(Refusal(File("{" + Tensor("a", "F32", "[2]", "[0,8]") + "," +
                               Tensor("b", "F32", "[1]", "[4,8]") + "}",
                           kTwo)),
              HasSubstr("b overlaps"));
}

TEST(Safetensors, RefusesNumbersThatAreNotFiniteFloats) {
  const auto refusal = [](const std::string& dtype, const std::string& bytes) {
    return Refusal(File(
        "{" + Tensor("a", dtype, "[1]", "[0," + ToText(bytes.size()) + "]") +
            "}",
        bytes));
  };
  EXPECT_THAT(refusal("F32", std::string("\0\0\xc0\x7f", 4)),
              HasSubstr("a holds nan"));
  EXPECT_THAT(refusal("F32", std::string("\0\0\x80\x7f", 4)),
              HasSubstr("a holds inf"));
  EXPECT_THAT(refusal("F64", std::string("\0\0\0\0\0\0\xe0\x7f", 8)),
              HasSubstr("no finite float"));
}

TEST(Safetensors, SurvivesAnyBytes) {
  TensorFile file;
  file.tensors["a"] = {{2}, {1, 2}};
  file.metadata["step"] = "3";
  const std::string good = ToSafetensors(file);
  Random random(12);
  for (int i = 0; i < testing::kLightCases; ++i) {
    std::string bytes = good;
    for (Index n = testing::Draw(random, 1, 4); n > 0; --n) {
      bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
    }
    bytes.resize(bytes.size() - random.Below(3));
    const std::string message = Refusal(bytes);  // an Error, or nothing
    if (message.empty()) continue;
    ASSERT_THAT(message, ::testing::StartsWith("["));
  }
}

}  // namespace
}  // namespace attention
