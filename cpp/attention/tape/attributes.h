#ifndef ATTENTION_TAPE_ATTRIBUTES_H_
#define ATTENTION_TAPE_ATTRIBUTES_H_

#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "attention/core/shape.h"

namespace attention {

/// What a step knows beside its operands: a factor, a mask's rule, a fill.
using Attribute = std::variant<double, std::string>;
using Attributes = std::map<std::string, Attribute, std::less<>>;

/// The attribute, or the fallback where there is none.
double NumberOr(const Attributes& attributes, std::string_view name,
                double fallback);
Index IndexOr(const Attributes& attributes, std::string_view name,
              Index fallback);
std::string TextOr(const Attributes& attributes, std::string_view name,
                   std::string_view fallback);

}  // namespace attention

#endif  // ATTENTION_TAPE_ATTRIBUTES_H_
