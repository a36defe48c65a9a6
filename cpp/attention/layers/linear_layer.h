#ifndef ATTENTION_LAYERS_LINEAR_LAYER_H_
#define ATTENTION_LAYERS_LINEAR_LAYER_H_

#include <span>
#include <vector>

#include "attention/kernels/packed_matrix.h"
#include "attention/layers/rows_layer.h"

namespace attention {

/// x W + b with a W that stays, packed once. Rounding: PackedMatrix's.
class LinearLayer : public RowsLayer {
 public:
  /// W is depth x width; no numbers for no bias. Throws Error unless they fit
  /// and all are finite.
  LinearLayer(std::span<const float> weight, Index depth, Index width,
              std::span<const float> bias);

  std::span<float> Input(Index rows) override;
  std::span<const float> Run() override;

 private:
  Index width_;
  PackedMatrix matrix_;
  Index rows_ = 0;
  std::vector<float> given_;
  std::vector<float> panels_;
  std::vector<float> result_;
};

}  // namespace attention

#endif  // ATTENTION_LAYERS_LINEAR_LAYER_H_
