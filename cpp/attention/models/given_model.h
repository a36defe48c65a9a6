#ifndef ATTENTION_MODELS_GIVEN_MODEL_H_
#define ATTENTION_MODELS_GIVEN_MODEL_H_

#include "attention/models/run.h"

namespace attention {

/// Records the spec's given tensors under their names and computes nothing, so
/// that what another program computed can be looked at as a run is. The letters
/// of their axes follow from the name's last part: weights and scores are
/// "hqk", q and z "hqd", k and v "hkd", concat "qc", what else there is "tm".
/// Throws Error("[given] ..."): there is none, a name is no path, a tensor has
/// no numbers or more than four axes, there is a target, or words were given
/// that are as many as no tensor's queries or keys.
template <typename Scalar>
void RunGiven(const RunSpec& spec, BasicTrace<Scalar>& trace,
              Parameters& parameters);

extern template void RunGiven(const RunSpec&, BasicTrace<float>&, Parameters&);
extern template void RunGiven(const RunSpec&, BasicTrace<double>&, Parameters&);

}  // namespace attention

#endif  // ATTENTION_MODELS_GIVEN_MODEL_H_
