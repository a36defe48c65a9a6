#ifndef ATTENTION_IO_SAFETENSORS_H_
#define ATTENTION_IO_SAFETENSORS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

struct StoredTensor {
  Shape shape;
  std::vector<float> data;
};

/// What a .safetensors file holds: tensors by name, and notes about them.
struct TensorFile {
  std::map<std::string, StoredTensor, std::less<>> tensors;
  std::map<std::string, std::string, std::less<>> metadata;
};

/// The file's bytes, every tensor as little-endian F32, in order of names.
/// Source: the format's own description, huggingface/safetensors.
std::string ToSafetensors(const TensorFile& file);

/// Reads F32 and F64. Trusts nothing: throws Error("[safetensors] ...") for a
/// header that is longer than the file or 16 MiB, that is not the JSON it must
/// be or names a tensor twice; another dtype; a shape that is not its bytes'
/// length; bytes that overlap, are left over, or lie beyond the file; and
/// numbers that are not finite floats.
TensorFile ReadSafetensors(std::string_view bytes);

}  // namespace attention

#endif  // ATTENTION_IO_SAFETENSORS_H_
