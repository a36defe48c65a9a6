#ifndef BINDINGS_MARSHAL_H_
#define BINDINGS_MARSHAL_H_

#include <emscripten/val.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attention/core/error.h"
#include "attention/core/function_ref.h"
#include "attention/layers/parameters.h"

namespace attention::bindings {

using emscripten::val;

/// Runs the body and returns its result, or a JavaScript Error with the
/// message of what was thrown: no C++ exception leaves the module.
val Guard(FunctionRef<val()> body);

/// A JavaScript object that is being made, property by property. Its functions
/// are compiled once; val's own would be at each of some hundred calls.
class Object {
 public:
  Object() = default;
  /// Goes on with one that was made before.
  explicit Object(val made) : value_(std::move(made)) {}

  void Set(const char* name, const val& value);
  void Set(const char* name, double value);
  void Set(const char* name, bool value);
  void Set(const char* name, const std::string& value);
  void Set(const char* name, std::string_view value);
  void Set(const char* name, const char* value);

  /// A list holds objects as it holds any value.
  operator val() const {  // NOLINT(google-explicit-constructor)
    return value_;
  }

 private:
  val value_ = val::object();
};

/// A JavaScript array that is being made, entry by entry.
class List {
 public:
  void Push(const val& value);
  void Push(double value);
  void Push(const std::string& value);

  operator val() const {  // NOLINT(google-explicit-constructor)
    return value_;
  }

 private:
  val value_ = val::array();
};

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
template <typename Entries, typename Convert>
val ToList(const Entries& list, Convert&& convert) {
  List array;
  for (const auto& entry : list) array.Push(convert(entry));
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
