#include "attention/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "attention/core/error.h"
#include "attention/io/json.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "safetensors";
constexpr std::size_t kPreamble = 8;  // the header's length
constexpr std::uint64_t kMaxHeader = std::uint64_t{1} << 24;

/// A tensor as the header tells of it.
struct Entry {
  std::string name;
  std::string dtype;
  std::vector<Index> shape;
  std::vector<std::int64_t> range;
  bool has_shape = false;
};

void PutBytes(std::uint64_t bits, int count, std::string& file) {
  for (int i = 0; i < count; ++i) {
    file += static_cast<char>((bits >> (8 * i)) & 0xFF);
  }
}

std::uint64_t TakeBytes(std::string_view bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    bits = (bits << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return bits;
}

Entry ReadEntry(JsonReader& json, std::string name) {
  Entry entry;
  entry.name = std::move(name);
  json.Object([&](const std::string& key) {
    if (key == "dtype") {
      entry.dtype = json.String();
    } else if (key == "shape") {
      if (entry.has_shape) Fail(kOp, entry.name, " has two shapes");
      entry.has_shape = true;
      json.Array([&] {
        const std::int64_t size = json.Whole();
        if (size > Shape::kMaxElements) {
          Fail(kOp, entry.name, " has an axis of ", static_cast<double>(size));
        }
        entry.shape.push_back(static_cast<Index>(size));
      });
    } else if (key == "data_offsets") {
      json.Array([&] { entry.range.push_back(json.Whole()); });
    } else {
      Fail(kOp, entry.name, " has an unknown field \"", key, "\"");
    }
  });
  if (entry.dtype.empty() || !entry.has_shape || entry.range.size() != 2) {
    Fail(kOp, entry.name,
         " lacks its dtype, its shape or its two data_offsets");
  }
  return entry;
}

std::vector<Entry> ReadHeader(std::string_view header, TensorFile& file) {
  JsonReader json(kOp, header);
  std::vector<Entry> entries;
  json.Object([&](std::string name) {
    if (name == "__metadata__") {
      json.Object([&](std::string key) {
        if (!file.metadata.emplace(key, json.String()).second) {
          Fail(kOp, "the note \"", key, "\" is there twice");
        }
      });
      return;
    }
    if (!file.tensors.emplace(name, StoredTensor{}).second) {
      Fail(kOp, "the tensor \"", name, "\" is there twice");
    }
    entries.push_back(ReadEntry(json, std::move(name)));
  });
  json.ExpectEnd();
  return entries;
}

float ReadNumber(const Entry& entry, std::string_view bytes) {
  const std::uint64_t bits = TakeBytes(bytes);
  const double value = bytes.size() == 8
                           ? std::bit_cast<double>(bits)
                           : static_cast<double>(std::bit_cast<float>(
                                 static_cast<std::uint32_t>(bits)));
  // Also what a double holds and a float does not.
  const auto number = static_cast<float>(value);
  if (!std::isfinite(number)) {
    Fail(kOp, entry.name, " holds ", value, ", which is no finite float");
  }
  return number;
}

StoredTensor ReadTensor(const Entry& entry, std::string_view data) {
  if (entry.dtype != "F32" && entry.dtype != "F64") {
    Fail(kOp, entry.name, " is ", entry.dtype, "; F32 and F64 can be read");
  }
  const std::size_t width = entry.dtype == "F64" ? 8 : 4;
  StoredTensor tensor{Shape(entry.shape), {}};
  const auto begin = static_cast<std::uint64_t>(entry.range[0]);
  const auto end = static_cast<std::uint64_t>(entry.range[1]);
  if (begin > end || end > data.size()) {
    Fail(kOp, entry.name, " lies beyond the file's ", data.size(),
         " bytes of numbers");
  }
  const auto count = static_cast<std::size_t>(tensor.shape.elements());
  if (end - begin != std::uint64_t{count} * width) {
    Fail(kOp, entry.name, " of shape ", tensor.shape, " and ", entry.dtype,
         " is not ", static_cast<double>(end - begin), " bytes");
  }
  tensor.data.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    tensor.data.push_back(ReadNumber(
        entry,
        data.substr(static_cast<std::size_t>(begin) + i * width, width)));
  }
  return tensor;
}

/// Every byte belongs to one tensor.
void CheckLayout(std::vector<Entry>& entries, std::size_t size) {
  std::ranges::sort(entries, {}, &Entry::range);
  std::int64_t at = 0;
  for (const Entry& entry : entries) {
    if (entry.range[0] < at) {
      Fail(kOp, entry.name, " overlaps the tensor before it");
    }
    if (entry.range[0] > at) {
      Fail(kOp, "there are bytes before ", entry.name, " that belong to none");
    }
    at = std::max(at, entry.range[1]);
  }
  if (static_cast<std::uint64_t>(at) != size) {
    Fail(kOp, "the tensors take ", static_cast<double>(at), " bytes of ", size);
  }
}

}  // namespace

std::string ToSafetensors(const TensorFile& file) {
  std::string header = "{\"__metadata__\":{";
  for (const auto& [key, note] : file.metadata) {
    if (header.back() != '{') header += ',';
    header += ToJson(key) + ":" + ToJson(note);
  }
  header += '}';
  std::size_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    std::string sizes;
    for (const Index size : tensor.shape.sizes()) {
      sizes += (sizes.empty() ? "" : ",") + ToText(size);
    }
    const std::size_t end = offset + 4 * tensor.data.size();
    header += "," + ToJson(name) + ":{\"dtype\":\"F32\",\"shape\":[" + sizes +
              "],\"data_offsets\":[" + ToText(offset) + "," + ToText(end) +
              "]}";
    offset = end;
  }
  header += '}';
  while (header.size() % 8 != 0) header += ' ';
  std::string bytes;
  bytes.reserve(kPreamble + header.size() + offset);
  PutBytes(header.size(), 8, bytes);
  bytes += header;
  for (const auto& [name, tensor] : file.tensors) {
    for (const float number : tensor.data) {
      PutBytes(std::bit_cast<std::uint32_t>(number), 4, bytes);
    }
  }
  return bytes;
}

TensorFile ReadSafetensors(std::string_view bytes) {
  if (bytes.size() < kPreamble) {
    Fail(kOp, bytes.size(), " bytes are too few for a file");
  }
  const std::uint64_t length = TakeBytes(bytes.substr(0, kPreamble));
  if (length > bytes.size() - kPreamble || length > kMaxHeader) {
    Fail(kOp, "a header of ", static_cast<double>(length),
         " bytes is too long for a file of ", bytes.size());
  }
  const auto size = static_cast<std::size_t>(length);
  TensorFile file;
  std::vector<Entry> entries = ReadHeader(bytes.substr(kPreamble, size), file);
  const std::string_view data = bytes.substr(kPreamble + size);
  // Each is within the file before their order is looked at.
  for (const Entry& entry : entries) {
    file.tensors[entry.name] = ReadTensor(entry, data);
  }
  CheckLayout(entries, data.size());
  return file;
}

}  // namespace attention
