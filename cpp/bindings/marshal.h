#ifndef BINDINGS_MARSHAL_H_
#define BINDINGS_MARSHAL_H_

#include <emscripten/val.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/error.h"
#include "attention/layers/parameters.h"

namespace attention::bindings {

using emscripten::val;

/// Runs the body and returns its result, or a JavaScript Error with the
/// message of what was thrown: no C++ exception leaves the module.
template <typename Body>
val Guard(Body&& body) {
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

/// The property, or nothing for undefined and null. Throws Error when the
/// holder is no object.
std::optional<val> Find(std::string_view op, const val& holder,
                        const char* name);

/// Each throws Error("[op] name must be ...") for another type.
double ReadNumber(std::string_view op, std::string_view name, const val& value);
bool ReadFlag(std::string_view op, std::string_view name, const val& value);
std::string ReadText(std::string_view op, std::string_view name,
                     const val& value);
/// A list of strings.
std::vector<std::string> ReadTexts(std::string_view op, std::string_view name,
                                   const val& value);
std::vector<val> ReadList(std::string_view op, std::string_view name,
                          const val& value);
/// Whole numbers, as an index or a shape has them.
std::vector<Index> ReadIndexes(std::string_view op, std::string_view name,
                               const val& value);
/// {data, shape}: any array of numbers, big integers or booleans. Throws Error
/// when the length is not the shape's.
GivenTensor ReadTensor(std::string_view op, std::string_view name,
                       const val& value);
/// Whether the tensor's data are booleans: a Uint8Array, or an array that
/// begins with true or false.
bool HoldsBooleans(const val& tensor);

/// The property read as such, or the fallback.
double NumberOr(std::string_view op, const val& holder, const char* name,
                double fallback);
bool FlagOr(std::string_view op, const val& holder, const char* name,
            bool fallback);
std::string TextOr(std::string_view op, const val& holder, const char* name,
                   std::string_view fallback);
std::optional<double> FindNumber(std::string_view op, const val& holder,
                                 const char* name);
std::optional<GivenTensor> FindTensor(std::string_view op, const val& holder,
                                      const char* name);

/// An array of what `convert` makes of each entry.
template <typename List, typename Convert>
val ToList(const List& list, Convert&& convert) {
  val array = val::array();
  for (const auto& entry : list) array.call<void>("push", convert(entry));
  return array;
}
/// An array of strings.
val ToTexts(std::span<const std::string> texts);
val ToArray(std::span<const Index> numbers);
/// A copy in JavaScript's own memory.
val ToFloats(std::span<const float> numbers);
/// {data, shape}
val ToTensor(const Shape& shape, std::span<const float> numbers);

}  // namespace attention::bindings

#endif  // BINDINGS_MARSHAL_H_
