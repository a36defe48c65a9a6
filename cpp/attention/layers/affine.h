#ifndef ATTENTION_LAYERS_AFFINE_H_
#define ATTENTION_LAYERS_AFFINE_H_

#include <string>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

/// The names and letters of one linear map of a row's last axis.
struct AffineNames {
  std::string weights;  // "encoder.0.ffn.W_1"
  std::string bias;     // empty for none
  std::string out;
  char letter;  // of the result's last axis
};

/// Records weights (d_in x d_out), [bias] and out = x W + b: x's last axis
/// becomes d_out numbers under the letter.
template <typename Scalar>
TensorId RecordAffine(BasicTape<Scalar>& tape, const AffineNames& names,
                      TensorId x, Index d_out, Parameters& parameters);

extern template TensorId RecordAffine(BasicTape<float>&, const AffineNames&,
                                      TensorId, Index, Parameters&);
extern template TensorId RecordAffine(BasicTape<double>&, const AffineNames&,
                                      TensorId, Index, Parameters&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_AFFINE_H_
