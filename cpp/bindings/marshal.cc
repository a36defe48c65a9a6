#include "bindings/marshal.h"

#include <cmath>

namespace attention::bindings {
namespace {

bool IsAbsent(const val& value) {
  return value.isUndefined() || value.isNull();
}

bool HasType(const val& value, const char* type) {
  return value.typeOf().as<std::string>() == type;
}

std::string Path(std::string_view name, std::size_t i) {
  return std::string(name) + "[" + ToText(i) + "]";
}

std::size_t LengthOf(std::string_view op, std::string_view name,
                     const val& value) {
  if (HasType(value, "object") && !value.isNull()) {
    const val length = value["length"];
    if (length.isNumber()) {
      const double count = length.as<double>();
      if (count >= 0 && count <= static_cast<double>(Shape::kMaxElements)) {
        return static_cast<std::size_t>(count);
      }
    }
  }
  Fail(op, name, " must be an array");
}

}  // namespace

val Guard(FunctionRef<val()> body) {
  const auto error = [](const std::string& message) {
    return val::global("Error").new_(message);
  };
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return error("[engine] out of memory");
  } catch (const std::exception& exception) {
    return error(exception.what());
  }
}

void Object::Set(const char* name, const val& value) {
  value_.set(name, value);
}
void Object::Set(const char* name, double value) { Set(name, val(value)); }
void Object::Set(const char* name, bool value) { Set(name, val(value)); }
void Object::Set(const char* name, const std::string& value) {
  Set(name, val(value));
}
void Object::Set(const char* name, std::string_view value) {
  Set(name, std::string(value));
}
void Object::Set(const char* name, const char* value) {
  Set(name, std::string(value));
}

void List::Push(const val& value) { value_.call<void>("push", value); }
void List::Push(double value) { Push(val(value)); }
void List::Push(const std::string& value) { Push(val(value)); }

std::optional<val> Find(std::string_view op, const val& holder,
                        const char* name) {
  if (!HasType(holder, "object") || holder.isNull()) {
    Fail(op, "an object with \"", name, "\" is needed");
  }
  val value = holder[name];
  if (IsAbsent(value)) return std::nullopt;
  return value;
}

double ReadNumber(std::string_view op, std::string_view name,
                  const val& value) {
  if (!value.isNumber()) Fail(op, name, " must be a number");
  return value.as<double>();
}

bool ReadFlag(std::string_view op, std::string_view name, const val& value) {
  if (!value.isTrue() && !value.isFalse()) {
    Fail(op, name, " must be true or false");
  }
  return value.isTrue();
}

std::string ReadText(std::string_view op, std::string_view name,
                     const val& value) {
  if (!value.isString()) Fail(op, name, " must be a string");
  return value.as<std::string>();
}

std::vector<val> ReadList(std::string_view op, std::string_view name,
                          const val& value) {
  const std::size_t length = LengthOf(op, name, value);
  std::vector<val> list;
  list.reserve(length);
  for (std::size_t i = 0; i < length; ++i) list.push_back(value[i]);
  return list;
}

std::vector<std::string> ReadTexts(std::string_view op, std::string_view name,
                                   const val& value) {
  std::vector<std::string> texts;
  for (const val& entry : ReadList(op, name, value)) {
    texts.push_back(ReadText(op, Path(name, texts.size()), entry));
  }
  return texts;
}

std::vector<Index> ReadIndexes(std::string_view op, std::string_view name,
                               const val& value) {
  constexpr double kLargest = 1 << 30;
  std::vector<Index> indexes;
  for (const val& entry : ReadList(op, name, value)) {
    const std::string path = Path(name, indexes.size());
    const double number = ReadNumber(op, path, entry);
    if (!(std::abs(number) <= kLargest) || number != std::floor(number)) {
      Fail(op, path, " is ", number, "; it must be a whole number");
    }
    indexes.push_back(static_cast<Index>(number));
  }
  return indexes;
}

GivenTensor ReadTensor(std::string_view op, std::string_view name,
                       const val& value) {
  const std::string label(name);
  const auto data = Find(op, value, "data");
  const auto sizes = Find(op, value, "shape");
  if (!data || !sizes) Fail(op, label, " must have data and shape");
  for (const Index size : ReadIndexes(op, label + ".shape", *sizes)) {
    if (size < 0) Fail(op, label, " has a negative size, ", size);
  }
  GivenTensor tensor{Shape(ReadIndexes(op, label + ".shape", *sizes)), {}};
  const std::size_t length = LengthOf(op, label + ".data", *data);
  if (static_cast<Index>(length) != tensor.shape.elements()) {
    Fail(op, label, " has ", length, " numbers, but its shape ", tensor.shape,
         " has ", tensor.shape.elements());
  }
  tensor.data.resize(length);
  const val float_array = val::global("Float32Array");
  // Number() also takes what BigInt64Array and arrays of booleans hold.
  const val numbers =
      data->instanceof(float_array)
          ? *data
          : float_array.call<val>("from", *data, val::global("Number"));
  val(emscripten::typed_memory_view(length, tensor.data.data()))
      .call<void>("set", numbers);
  return tensor;
}

bool HoldsBooleans(const val& tensor) {
  const val data = tensor["data"];
  if (data.instanceof(val::global("Uint8Array"))) return true;
  const val first = data[0];
  return first.isTrue() || first.isFalse();
}

double NumberOr(std::string_view op, const val& holder, const char* name,
                double fallback) {
  return FindNumber(op, holder, name).value_or(fallback);
}

bool FlagOr(std::string_view op, const val& holder, const char* name,
            bool fallback) {
  const auto value = Find(op, holder, name);
  return value ? ReadFlag(op, name, *value) : fallback;
}

std::string TextOr(std::string_view op, const val& holder, const char* name,
                   std::string_view fallback) {
  const auto value = Find(op, holder, name);
  return value ? ReadText(op, name, *value) : std::string(fallback);
}

std::optional<double> FindNumber(std::string_view op, const val& holder,
                                 const char* name) {
  const auto value = Find(op, holder, name);
  if (!value) return std::nullopt;
  return ReadNumber(op, name, *value);
}

std::optional<GivenTensor> FindTensor(std::string_view op, const val& holder,
                                      const char* name) {
  const auto value = Find(op, holder, name);
  if (!value) return std::nullopt;
  return ReadTensor(op, name, *value);
}

val ToTexts(std::span<const std::string> texts) {
  return ToList(texts, [](const std::string& text) { return text; });
}

val ToArray(std::span<const Index> numbers) {
  List array;
  for (const Index number : numbers) {
    array.Push(static_cast<double>(number));
  }
  return array;
}

val ToFloats(std::span<const float> numbers) {
  return val(emscripten::typed_memory_view(numbers.size(), numbers.data()))
      .call<val>("slice");
}

val ToTensor(const Shape& shape, std::span<const float> numbers) {
  Object tensor;
  tensor.Set("data", ToFloats(numbers));
  tensor.Set("shape", ToArray(shape.sizes()));
  return tensor;
}

}  // namespace attention::bindings
