#ifndef BINDINGS_RELAXED_SIMD_H_
#define BINDINGS_RELAXED_SIMD_H_

namespace attention::bindings {

/// Lets products multiply and add in one instruction, or not. Gives what they
/// do from now on: an engine without relaxed SIMD can't.
bool UseRelaxedSimd(bool wanted);

}  // namespace attention::bindings

#endif  // BINDINGS_RELAXED_SIMD_H_
