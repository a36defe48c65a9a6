#ifndef TOOLS_CONFIG_FILE_H_
#define TOOLS_CONFIG_FILE_H_

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "attention/models/config_fields.h"

namespace attention::tools {

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The object's entry of that name, where there is one.
template <typename Value>
void Take(const nlohmann::json& object, const char* name, Value& value) {
  if (object.contains(name)) value = object.at(name).get<Value>();
}

template <typename Value>
void Take(const nlohmann::json& object, const char* name,
          std::optional<Value>& value) {
  if (object.contains(name)) value = object.at(name).get<Value>();
}

/// A model's config, as a tool's config or a model's note has it.
inline ConfigSpec ReadConfig(const nlohmann::json& given) {
  ConfigSpec config;
  ForEachConfigField(
      config, [&](const char* name, auto& field) { Take(given, name, field); });
  return config;
}

}  // namespace attention::tools

#endif  // TOOLS_CONFIG_FILE_H_
