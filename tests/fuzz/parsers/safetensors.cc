// A file of tensors: what is read can be written, and reads back the same.

#include "attention/io/safetensors.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace attention;
  TensorFile file;
  if (!fuzz::Answers(
          [&] { file = ReadSafetensors(fuzz::TextOf(data, size)); })) {
    return 0;
  }
  const TensorFile again = ReadSafetensors(ToSafetensors(file));
  fuzz::Require(again.metadata == file.metadata);
  fuzz::Require(again.tensors.size() == file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    const auto found = again.tensors.find(name);
    fuzz::Require(found != again.tensors.end());
    fuzz::Require(found->second.shape == tensor.shape);
    fuzz::Require(found->second.data == tensor.data);
  }
  return 0;
}
