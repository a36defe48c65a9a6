#include "bindings/step_handle.h"

#include <memory>
#include <vector>

#include "bindings/marshal.h"
#include "bindings/trace_handle.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "train";

val ToFloats(const std::vector<float>& numbers) {
  return val(emscripten::typed_memory_view(numbers.size(), numbers.data()))
      .call<val>("slice");
}

}  // namespace

val ToObject(const StepReport& report) {
  Object object;
  object.Set("step", static_cast<double>(report.step));
  object.Set("epoch", static_cast<double>(report.epoch));
  object.Set("loss", report.loss);
  object.Set("learningRate", report.rate);
  object.Set("gradientNorm", report.norm);
  object.Set("clipCoefficient", report.coefficient);
  return object;
}

val StepHandle::Describe() const {
  return Guard([&] {
    Object object(ToObject(step_.report));
    object.Set("tokens", static_cast<double>(step_.report.labels));
    object.Set("examples", ToList(step_.examples, [](std::size_t example) {
                 return val(static_cast<double>(example));
               }));
    List names;
    for (const auto& [name, tensor] : step_.weights) {
      names.Push(name);
    }
    object.Set("parameters", names);
    return object;
  });
}

val StepHandle::TakeTrace() {
  return Guard([&] {
    if (taken_) Fail(kOp, "this step's trace was taken already");
    taken_ = true;
    return val(std::make_shared<TraceHandle>(std::move(step_.trace)));
  });
}

val StepHandle::Update(const std::string& name) const {
  return Guard([&] {
    const ParameterUpdate update = step_.Update(name);
    std::vector<float> taken = update.before;
    for (std::size_t i = 0; i < taken.size(); ++i) taken[i] -= update.after[i];
    Object object;
    object.Set("shape", ToArray(update.shape.sizes()));
    object.Set("before", ToFloats(update.before));
    object.Set("gradient", ToFloats(update.gradient));
    object.Set("clipped", ToFloats(update.clipped));
    object.Set("m", ToFloats(update.m));
    object.Set("v", ToFloats(update.v));
    object.Set("mHat", ToFloats(update.m_hat));
    object.Set("vHat", ToFloats(update.v_hat));
    object.Set("update", ToFloats(taken));
    object.Set("after", ToFloats(update.after));
    return object;
  });
}

}  // namespace attention::bindings
