#ifndef ATTENTION_MODELS_STACK_CONFIG_H_
#define ATTENTION_MODELS_STACK_CONFIG_H_

#include <string_view>

#include "attention/models/spec.h"

namespace attention {

/// Throws Error(op) for switches that only one attention by itself has: a stack
/// adds each sublayer's output to its input, and has no single variance.
void CheckStack(std::string_view op, const Config& config);

}  // namespace attention

#endif  // ATTENTION_MODELS_STACK_CONFIG_H_
