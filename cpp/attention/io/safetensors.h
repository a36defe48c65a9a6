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

/// How numbers are written. kHalf rounds to the nearest half, ties to even.
/// kByte gives each row of a matrix, that is each entry of its first axis, the
/// scale that makes its largest number 127: NAME as I8 beside NAME.scale in
/// F32; tensors of fewer than two axes stay F32.
enum class Precision { kSingle, kHalf, kByte };

/// The file's bytes, little-endian, in order of names. Throws
/// Error("[safetensors] ...") for a number too large for a half. Source: the
/// format's own description, huggingface/safetensors.
std::string ToSafetensors(const TensorFile& file,
                          Precision precision = Precision::kSingle);

/// Reads F64, F32, F16, BF16, and I8 with its scales, which are multiplied in
/// and are no tensors of their own. Trusts nothing: throws Error("[safetensors]
/// ...") for a header that is longer than the file or 16 MiB, that is not the
/// JSON it must be or names a tensor twice; another dtype; a shape that is not
/// its bytes' length; bytes that overlap, are left over, or lie beyond the
/// file; and numbers that are not finite floats.
TensorFile ReadSafetensors(std::string_view bytes);

}  // namespace attention

#endif  // ATTENTION_IO_SAFETENSORS_H_
