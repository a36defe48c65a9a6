#ifndef ATTENTION_MODELS_OPERATORS_DIFFERENCE_OPERATOR_H_
#define ATTENTION_MODELS_OPERATORS_DIFFERENCE_OPERATOR_H_

#include "attention/layers/parameters.h"

namespace attention {

/// a - b, cell by cell, for laying two runs side by side. Equal infinities, as
/// two blocked scores are, differ by nothing; so do two NaNs. Throws
/// Error("[difference] ...") when the shapes differ.
GivenTensor RunDifferenceOperator(const GivenTensor& a, const GivenTensor& b);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_DIFFERENCE_OPERATOR_H_
