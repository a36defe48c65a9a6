#include "attention/tape/attributes.h"

namespace attention {

Attributes AttributeList::ToMap() const {
  if (given_ != nullptr) return *given_;
  Attributes map;
  for (const NamedAttribute& entry : entries_) {
    Attribute& kept = map[std::string(entry.name)];
    if (const double* number = std::get_if<double>(&entry.value)) {
      kept = *number;
    } else {
      kept = std::string(std::get<std::string_view>(entry.value));
    }
  }
  return map;
}

double NumberOr(const Attributes& attributes, std::string_view name,
                double fallback) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? fallback : std::get<double>(found->second);
}

Index IndexOr(const Attributes& attributes, std::string_view name,
              Index fallback) {
  return static_cast<Index>(
      NumberOr(attributes, name, static_cast<double>(fallback)));
}

std::string_view TextOr(const Attributes& attributes, std::string_view name,
                        std::string_view fallback) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? fallback
                                   : std::get<std::string>(found->second);
}

}  // namespace attention
