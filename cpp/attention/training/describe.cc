#include "attention/training/describe.h"

#include <optional>
#include <string_view>
#include <vector>

#include "attention/core/digits.h"
#include "attention/io/json.h"
#include "attention/models/config_fields.h"

namespace attention {
namespace {

std::string Json(double number) { return ShortestDigits(number); }
std::string Json(bool flag) { return flag ? "true" : "false"; }
template <typename Value>
std::string Json(const std::optional<Value>& value) {
  return value ? Json(*value) : "null";
}
std::string Json(const std::string& text) { return ToJson(text); }
std::string Json(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    list += (list.empty() ? "" : ",") + ToJson(text);
  }
  return "[" + list + "]";
}

/// An object, entry by entry.
class Object {
 public:
  template <typename Value>
  Object& Add(std::string_view name, const Value& value) {
    return AddJson(name, Json(value));
  }
  Object& AddJson(std::string_view name, const std::string& json) {
    text_ += (text_.empty() ? "" : ",") + ToJson(name) + ":" + json;
    return *this;
  }
  std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string ConfigJson(const ConfigSpec& config) {
  Object object;
  const ConfigSpec plain;
  std::vector<std::string> defaults;
  ForEachConfigField(plain, [&](std::string_view, const auto& value) {
    defaults.push_back(Json(value));
  });
  std::size_t i = 0;
  ForEachConfigField(config, [&](std::string_view name, const auto& value) {
    const std::string json = Json(value);
    if (json != defaults[i++]) object.AddJson(name, json);
  });
  return object.text();
}

}  // namespace

std::string Describe(const RunSpec& run, const TrainerSpec& options) {
  Object adam;
  adam.Add("beta1", options.adam.beta1)
      .Add("beta2", options.adam.beta2)
      .Add("epsilon", options.adam.epsilon)
      .Add("weight_decay", options.adam.weight_decay)
      .Add("decoupled", options.adam.decoupled);
  Object schedule;
  schedule.Add("type", options.schedule.type)
      .Add("rate", options.schedule.rate)
      .Add("d_model", options.schedule.d_model)
      .Add("warmup", static_cast<double>(options.schedule.warmup))
      .Add("total", static_cast<double>(options.schedule.total));
  Object trainer;
  trainer.AddJson("adam", adam.text())
      .AddJson("schedule", schedule.text())
      .Add("clip", options.clip)
      .Add("batch_size", options.batch_size)
      .Add("label_smoothing", options.label_smoothing)
      .Add("bucket", options.bucket)
      .Add("accumulate", options.accumulate)
      .Add("evaluate_every", options.evaluate_every)
      .Add("patience", options.patience);
  Object object;
  object.Add("format", 1.0)
      .Add("model", run.model)
      .AddJson("config", ConfigJson(run.config))
      .Add("seed", run.seed)
      .Add("vocabulary", run.vocabulary)
      .Add("target_vocabulary", run.target_vocabulary)
      .AddJson("trainer", trainer.text());
  return object.text();
}

}  // namespace attention
