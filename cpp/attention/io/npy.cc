#include "attention/io/npy.h"

#include <bit>
#include <cstdint>

#include "attention/core/error.h"

namespace attention {
namespace {

/// The shape as Python writes a tuple: (), (3,), (2, 3).
std::string Tuple(const Shape& shape) {
  std::string tuple = "(";
  for (const Index size : shape.sizes()) tuple += ToText(size) + ", ";
  if (shape.rank() > 0) tuple.pop_back();  // the space
  if (shape.rank() > 1) tuple.pop_back();  // the comma; one size keeps it
  return tuple + ")";
}

}  // namespace

std::string ToNpy(View<const float> tensor) {
  constexpr std::size_t kPreamble = 10;
  constexpr std::size_t kAlignment = 64;
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " +
                       Tuple(tensor.shape) + ", }";
  while ((kPreamble + header.size() + 1) % kAlignment != 0) header += ' ';
  header += '\n';

  std::string file = "\x93NUMPY";
  file += '\x01';
  file += '\x00';
  file += static_cast<char>(header.size() & 0xFF);
  file += static_cast<char>(header.size() >> 8);
  file += header;
  file.reserve(file.size() + static_cast<std::size_t>(tensor.size()) * 4);
  for (const float value : tensor.span()) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) {
      file += static_cast<char>((bits >> shift) & 0xFF);
    }
  }
  return file;
}

}  // namespace attention
