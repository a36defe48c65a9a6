#include "attention/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include "attention/core/error.h"
#include "attention/io/half.h"
#include "attention/io/json.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "safetensors";
constexpr std::size_t kPreamble = 8;           // the header's length
constexpr std::string_view kScale = ".scale";  // behind an I8 tensor's name
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
      if (!entry.dtype.empty()) Fail(kOp, entry.name, " has two dtypes");
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

/// Bytes of a number; 0 for a dtype that cannot be read.
std::size_t WidthOf(std::string_view dtype) {
  if (dtype == "F64") return 8;
  if (dtype == "F32") return 4;
  if (dtype == "F16" || dtype == "BF16") return 2;
  return dtype == "I8" ? 1 : 0;
}

double ReadNumber(std::string_view dtype, std::string_view bytes) {
  const std::uint64_t bits = TakeBytes(bytes);
  const auto low = static_cast<std::uint32_t>(bits);
  if (dtype == "F64") return std::bit_cast<double>(bits);
  if (dtype == "F32") return static_cast<double>(std::bit_cast<float>(low));
  if (dtype == "BF16") {
    return static_cast<double>(std::bit_cast<float>(low << 16));
  }
  if (dtype == "F16") return FromHalf(static_cast<std::uint16_t>(low));
  return static_cast<double>(static_cast<std::int8_t>(low));
}

/// Where the numbers lie, and that they are as many as the shape says.
void CheckEntry(const Entry& entry, std::size_t size) {
  const std::size_t width = WidthOf(entry.dtype);
  if (width == 0) {
    Fail(kOp, entry.name, " is ", entry.dtype,
         "; F64, F32, F16, BF16 and I8 can be read");
  }
  const auto begin = static_cast<std::uint64_t>(entry.range[0]);
  const auto end = static_cast<std::uint64_t>(entry.range[1]);
  if (begin > end || end > size) {
    Fail(kOp, entry.name, " lies beyond the file's ", size,
         " bytes of numbers");
  }
  const Shape shape(entry.shape);
  const auto count = static_cast<std::uint64_t>(shape.elements());
  if (end - begin != count * width) {
    Fail(kOp, entry.name, " of shape ", shape, " and ", entry.dtype, " is not ",
         static_cast<double>(end - begin), " bytes");
  }
}

StoredTensor ReadTensor(const Entry& entry, std::string_view data) {
  StoredTensor tensor{Shape(entry.shape), {}};
  const std::size_t width = WidthOf(entry.dtype);
  const auto begin = static_cast<std::size_t>(entry.range[0]);
  const auto end = static_cast<std::size_t>(entry.range[1]);
  tensor.data.reserve((end - begin) / width);
  for (std::size_t at = begin; at < end; at += width) {
    const double value = ReadNumber(entry.dtype, data.substr(at, width));
    // Also what a double holds and a float does not.
    const auto number = static_cast<float>(value);
    if (!std::isfinite(number)) {
      Fail(kOp, entry.name, " holds ", value, ", which is no finite float");
    }
    tensor.data.push_back(number);
  }
  return tensor;
}

/// Multiplies the rows of whole numbers by their scales.
void ApplyScales(const std::vector<Entry>& entries, TensorFile& file) {
  for (const Entry& entry : entries) {
    if (entry.dtype != "I8") continue;
    StoredTensor& tensor = file.tensors[entry.name];
    const auto found = file.tensors.find(entry.name + std::string(kScale));
    if (tensor.shape.rank() == 0 || found == file.tensors.end() ||
        found->second.shape != Shape{tensor.shape[0]}) {
      Fail(kOp, entry.name, " is I8 and needs ", entry.name, kScale,
           ", a number for each entry of its first axis");
    }
    const std::vector<float>& scales = found->second.data;
    const std::size_t columns =
        scales.empty() ? 0 : tensor.data.size() / scales.size();
    for (std::size_t i = 0; i < tensor.data.size(); ++i) {
      tensor.data[i] *= scales[i / columns];
      if (!std::isfinite(tensor.data[i])) {
        Fail(kOp, entry.name, " times its scale is no finite float");
      }
    }
    file.tensors.erase(found);
  }
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

/// A tensor as it is written.
struct Part {
  std::string name;
  const char* dtype;
  Shape shape;
  std::string bytes;
};

std::string Singles(const std::vector<float>& numbers) {
  std::string bytes;
  bytes.reserve(4 * numbers.size());
  for (const float number : numbers) {
    PutBytes(std::bit_cast<std::uint32_t>(number), 4, bytes);
  }
  return bytes;
}

std::string Halves(const std::string& name, const std::vector<float>& numbers) {
  std::string bytes;
  bytes.reserve(2 * numbers.size());
  for (const float number : numbers) {
    if (std::abs(number) >= 65520) {
      Fail(kOp, name, " holds ", number, ", too large for a half");
    }
    PutBytes(ToHalf(number), 2, bytes);
  }
  return bytes;
}

void AddBytes(const std::string& name, const StoredTensor& tensor,
              std::vector<Part>& parts) {
  constexpr float kLargest = 127;
  const auto rows = static_cast<std::size_t>(tensor.shape[0]);
  const std::size_t columns = rows == 0 ? 0 : tensor.data.size() / rows;
  std::vector<float> scales;
  std::string bytes;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto numbers = std::span(tensor.data).subspan(row * columns, columns);
    float largest = 0;
    for (const float number : numbers) {
      largest = std::max(largest, std::abs(number));
    }
    scales.push_back(largest > 0 ? largest / kLargest : 1);
    for (const float number : numbers) {
      const auto whole =
          static_cast<std::int8_t>(std::lround(number / scales.back()));
      bytes += static_cast<char>(whole);
    }
  }
  parts.push_back({name, "I8", tensor.shape, std::move(bytes)});
  parts.push_back({name + std::string(kScale),
                   "F32",
                   {static_cast<Index>(rows)},
                   Singles(scales)});
}

void AddParts(const std::string& name, const StoredTensor& tensor,
              Precision precision, std::vector<Part>& parts) {
  if (precision == Precision::kByte && tensor.shape.rank() >= 2) {
    AddBytes(name, tensor, parts);
  } else if (precision == Precision::kHalf) {
    parts.push_back({name, "F16", tensor.shape, Halves(name, tensor.data)});
  } else {
    parts.push_back({name, "F32", tensor.shape, Singles(tensor.data)});
  }
}

}  // namespace

std::string ToSafetensors(const TensorFile& file, Precision precision) {
  std::vector<Part> parts;
  for (const auto& [name, tensor] : file.tensors) {
    AddParts(name, tensor, precision, parts);
  }
  std::string header = "{\"__metadata__\":{";
  for (const auto& [key, note] : file.metadata) {
    if (header.back() != '{') header += ',';
    header += ToJson(key) + ":" + ToJson(note);
  }
  header += '}';
  std::size_t offset = 0;
  for (const Part& part : parts) {
    std::string sizes;
    for (const Index size : part.shape.sizes()) {
      sizes += (sizes.empty() ? "" : ",") + ToText(size);
    }
    const std::size_t end = offset + part.bytes.size();
    header += "," + ToJson(part.name) + ":{\"dtype\":\"" + part.dtype +
              "\",\"shape\":[" + sizes + "],\"data_offsets\":[" +
              ToText(offset) + "," + ToText(end) + "]}";
    offset = end;
  }
  header += '}';
  while (header.size() % 8 != 0) header += ' ';
  std::string bytes;
  bytes.reserve(kPreamble + header.size() + offset);
  PutBytes(header.size(), 8, bytes);
  bytes += header;
  for (const Part& part : parts) bytes += part.bytes;
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
  // Nothing is read before it is known that no byte will be read twice.
  for (const Entry& entry : entries) CheckEntry(entry, data.size());
  CheckLayout(entries, data.size());
  for (const Entry& entry : entries) {
    file.tensors[entry.name] = ReadTensor(entry, data);
  }
  ApplyScales(entries, file);
  return file;
}

}  // namespace attention
