// The JSON of a file's header, token by token. The first byte says what is
// expected: a string, a whole number, an object of strings, lists of numbers.

#include "attention/io/json.h"

#include "fuzz.h"

namespace {

using attention::JsonReader;

/// What is read is written so that it reads back the same.
void ReadString(JsonReader& json) {
  const std::string text = json.String();
  json.ExpectEnd();
  const std::string written = attention::ToJson(text);
  JsonReader again("again", written);
  attention::fuzz::Require(again.String() == text);
}

void ReadWhole(JsonReader& json) {
  const std::int64_t number = json.Whole();
  json.ExpectEnd();
  attention::fuzz::Require(number >= 0 && number <= (std::int64_t{1} << 53));
}

void ReadObject(JsonReader& json) {
  json.Object([&](const std::string&) { json.String(); });
  json.ExpectEnd();
}

void ReadLists(JsonReader& json) {
  json.Array([&] { json.Array([&] { json.Whole(); }); });
  json.ExpectEnd();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace attention;
  if (size == 0) return 0;
  constexpr void (*kReaders[])(JsonReader&) = {ReadString, ReadWhole,
                                               ReadObject, ReadLists};
  JsonReader json("json", fuzz::TextOf(data + 1, size - 1));
  fuzz::Answers([&] { kReaders[data[0] % 4](json); });
  return 0;
}
