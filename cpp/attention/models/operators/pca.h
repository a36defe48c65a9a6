#ifndef ATTENTION_MODELS_OPERATORS_PCA_H_
#define ATTENTION_MODELS_OPERATORS_PCA_H_

#include "attention/layers/parameters.h"

namespace attention {

struct PcaResult {
  GivenTensor mean;        // [d]
  GivenTensor components;  // [c, d], of length 1 and at right angles
  GivenTensor scores;      // [n, c]: the centred points along them
  GivenTensor explained;   // [c]: shares of the total variance, falling
};

/// The directions in which n points [n, d] spread most, by the eigenvectors of
/// the centred points' products, in double. The largest entry of a component,
/// the first of equals, is positive. Beyond the directions that the points
/// have, as for one point or points all alike, components, scores and shares
/// are zeros. Throws Error("[pca] ..."): x is no matrix with points, a number
/// is not finite, components are no whole number from 1 to d, or both sizes of
/// x are beyond 1024. Source: Pearson 1901; Jolliffe 2002, section 3.5.
PcaResult RunPca(const GivenTensor& x, double components);

}  // namespace attention

#endif  // ATTENTION_MODELS_OPERATORS_PCA_H_
