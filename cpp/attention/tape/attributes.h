#ifndef ATTENTION_TAPE_ATTRIBUTES_H_
#define ATTENTION_TAPE_ATTRIBUTES_H_

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "attention/core/shape.h"

namespace attention {

/// What a step knows beside its operands: a factor, a mask's rule, a fill.
using Attribute = std::variant<double, std::string>;
using Attributes = std::map<std::string, Attribute, std::less<>>;

/// An attribute where it is written down, before a step keeps it.
struct NamedAttribute {
  NamedAttribute(std::string_view of, double number)
      : name(of), value(number) {}
  NamedAttribute(std::string_view of, std::string_view text)
      : name(of), value(text) {}

  std::string_view name;
  std::variant<double, std::string_view> value;
};

/// What a step is given for the length of the call: {{"factor", 2.0}}, or
/// attributes that were put together before. Making a map is left to the one
/// place that keeps it.
class AttributeList {
 public:
  AttributeList() = default;
  // A step's attributes are given as they are.
  // NOLINTBEGIN(google-explicit-constructor)
  AttributeList(std::initializer_list<NamedAttribute> entries)
      : entries_(entries) {}
  AttributeList(const Attributes& given) : given_(&given) {}
  // NOLINTEND(google-explicit-constructor)

  Attributes ToMap() const;

 private:
  std::initializer_list<NamedAttribute> entries_;
  const Attributes* given_ = nullptr;
};

/// The attribute, or the fallback where there is none.
double NumberOr(const Attributes& attributes, std::string_view name,
                double fallback);
Index IndexOr(const Attributes& attributes, std::string_view name,
              Index fallback);
/// A view of the attribute.
std::string_view TextOr(const Attributes& attributes, std::string_view name,
                        std::string_view fallback);

}  // namespace attention

#endif  // ATTENTION_TAPE_ATTRIBUTES_H_
