#ifndef ATTENTION_LAYERS_ENCODER_LAYER_H_
#define ATTENTION_LAYERS_ENCODER_LAYER_H_

#include <span>
#include <vector>

#include "attention/kernels/packed_matrix.h"
#include "attention/layers/attention_layer.h"
#include "attention/layers/rows_layer.h"

namespace attention {

enum class RowsActivation { kRelu, kGelu };

struct EncoderWeights {
  AttentionWeights attention;
  std::span<const float> hidden;       // d_model x d_ff
  std::span<const float> hidden_bias;  // each bias may have no numbers
  std::span<const float> out;          // d_ff x d_model
  std::span<const float> out_bias;
  std::span<const float> norm1;  // d_model, or none for ones
  std::span<const float> norm1_bias;
  std::span<const float> norm2;
  std::span<const float> norm2_bias;
};

struct EncoderLayerOptions {
  AttentionLayerOptions attention;
  Index d_ff = 0;
  RowsActivation activation = RowsActivation::kRelu;
  /// Whether norms come before the sublayers instead of behind the residuals.
  bool norm_first = false;
  double epsilon = 1e-5;
};

/// Attention, a feed-forward network, and about each a residual and a norm.
/// Source: Vaswani et al. 2017, section 3.1; norm first: Xiong et al. 2020.
///
/// Rounding: AttentionLayer's, PackedMatrix's for both products, LayerNorm's,
/// which sums in double.
class EncoderLayer : public RowsLayer {
 public:
  /// Throws Error unless sizes and numbers fit and all are finite.
  EncoderLayer(const EncoderLayerOptions& options,
               const EncoderWeights& weights);

  std::span<float> Input(Index rows) override;
  std::span<const float> Run() override;
  std::span<const float> Weights() const override {
    return attention_.Weights();
  }

 private:
  struct Norm {
    std::vector<float> weight;
    std::vector<float> bias;
  };
  Norm MakeNorm(std::span<const float> weight,
                std::span<const float> bias) const;
  void Normalize(const Norm& norm, const float* in, float* out);
  /// result_ = the network of `in`.
  void FeedForward(const float* in);
  void Activate(std::span<float> numbers) const;

  EncoderLayerOptions options_;
  AttentionLayer attention_;
  PackedMatrix hidden_;
  PackedMatrix out_;
  Norm norm1_;
  Norm norm2_;

  Index rows_ = 0;
  std::vector<float> x_;
  std::vector<float> panels_;
  std::vector<float> activated_;  // panels of d_ff numbers a row
  std::vector<float> result_;
};

}  // namespace attention

#endif  // ATTENTION_LAYERS_ENCODER_LAYER_H_
