#ifndef ATTENTION_IO_NPY_H_
#define ATTENTION_IO_NPY_H_

#include <string>

#include "attention/core/view.h"

namespace attention {

/// A .npy file, format version 1.0, little-endian float32 in C order, as
/// numpy.load reads it. Source: NumPy's NEP 1.
std::string ToNpy(View<const float> tensor);

}  // namespace attention

#endif  // ATTENTION_IO_NPY_H_
