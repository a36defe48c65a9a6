#ifndef ATTENTION_LAYERS_PROJECTIONS_H_
#define ATTENTION_LAYERS_PROJECTIONS_H_

#include <optional>
#include <string>

#include "attention/layers/parameters.h"
#include "attention/tape/tape.h"

namespace attention {

struct ProjectionOptions {
  std::string prefix = "attn.";
  Index n_heads = 1;
  Index n_kv_heads = 1;
  bool bias = false;
  Projection projection = Projection::kPerHead;
  bool rotary = false;
  Index offset = 0;  // the position of x's first row
};

/// Records `<prefix>q` ("hqd") from x ("tm" or "btm"): W_q [b_q], and, turned
/// by position, `q_unrotated` before it.
template <typename Scalar>
TensorId RecordQueries(BasicTape<Scalar>& tape, TensorId x, Index d,
                       const ProjectionOptions& options,
                       Parameters& parameters);

/// Keys or values as a query's head sees them, and as a cache keeps them.
struct KeyTensors {
  TensorId heads;    // "hkd"
  TensorId present;  // "hkd", or "gkd" where heads share
};

/// Records `<prefix>k` (or v, `which`), "hkd", from x. Each of these ways adds
/// a stage before it, in this order: turned by position `k_unrotated` (keys
/// only), appended to a past `new_k`, heads that share `k_grouped` ("gkd").
template <typename Scalar>
KeyTensors RecordKeys(BasicTape<Scalar>& tape, TensorId x, char which, Index d,
                      std::optional<TensorId> past,
                      const ProjectionOptions& options, Parameters& parameters);

/// The same where all keys are there already: only repeats them for the heads.
template <typename Scalar>
KeyTensors ShareKeys(BasicTape<Scalar>& tape, TensorId present, char which,
                     const ProjectionOptions& options);

extern template TensorId RecordQueries(BasicTape<float>&, TensorId, Index,
                                       const ProjectionOptions&, Parameters&);
extern template TensorId RecordQueries(BasicTape<double>&, TensorId, Index,
                                       const ProjectionOptions&, Parameters&);
extern template KeyTensors RecordKeys(BasicTape<float>&, TensorId, char, Index,
                                      std::optional<TensorId>,
                                      const ProjectionOptions&, Parameters&);
extern template KeyTensors RecordKeys(BasicTape<double>&, TensorId, char, Index,
                                      std::optional<TensorId>,
                                      const ProjectionOptions&, Parameters&);
extern template KeyTensors ShareKeys(BasicTape<float>&, TensorId, char,
                                     const ProjectionOptions&);
extern template KeyTensors ShareKeys(BasicTape<double>&, TensorId, char,
                                     const ProjectionOptions&);

}  // namespace attention

#endif  // ATTENTION_LAYERS_PROJECTIONS_H_
