#ifndef ATTENTION_LAYERS_ATTENTION_LAYER_H_
#define ATTENTION_LAYERS_ATTENTION_LAYER_H_

#include <span>
#include <string_view>
#include <vector>

#include "attention/kernels/packed_matrix.h"
#include "attention/layers/rows_layer.h"

namespace attention {

/// What a layer is made of: row-major d_model x d_model, for x W, and biases of
/// d_model numbers, or of none for no bias.
struct AttentionWeights {
  std::span<const float> query;
  std::span<const float> key;
  std::span<const float> value;
  std::span<const float> output;
  std::span<const float> query_bias;
  std::span<const float> key_bias;
  std::span<const float> value_bias;
  std::span<const float> output_bias;
};

struct AttentionLayerOptions {
  Index d_model = 0;
  Index n_heads = 1;
  bool causal = false;
  /// Whether a run keeps what attends to what, to look at.
  bool keep_weights = false;
  /// Whose errors are thrown.
  std::string_view op = "attentionLayer";
};

/// Multi-head self-attention for whoever wants the result alone, as fast as it
/// comes: no tape, and weights to look at only on request. Source:
/// Vaswani et al. 2017, section 3.2.2.
///
/// Everything is computed transposed, in panels of eight tokens side by side:
/// what one product leaves in its registers is then what the next one reads,
/// nothing is packed in between, and the softmax runs down the lanes. Scores
/// exist for one panel at a time, of keys that the mask hides none are computed
/// (but within the panel on the diagonal): memory grows linearly in tokens,
/// unless weights are kept.
///
/// Rounding: every product as AddPackedProduct's, the weights as Exp's; a score
/// that is off by e changes its row's weights by a factor of at most exp(2 e).
class AttentionLayer : public RowsLayer {
 public:
  /// Throws Error unless sizes and numbers fit and all are finite.
  AttentionLayer(const AttentionLayerOptions& options,
                 const AttentionWeights& weights);

  std::span<float> Input(Index tokens) override;
  std::span<const float> Run() override;
  std::span<const float> Weights() const override;

 private:
  void PackProjections(const AttentionWeights& weights);
  /// Of the panels from `begin` to before `past`.
  void Project(Index begin, Index past);
  /// `scores` has room for a panel's, key by key.
  void Attend(Index head, Index panel, float* scores);
  /// The panel's tokens' weights, from `scores` times `factor`.
  void Keep(Index head, Index panel, Index keys, const float* scores,
            const std::array<Four, 2>& factor);

  AttentionLayerOptions options_;
  Index size_;   // of a head, d_model / n_heads
  Index width_;  // of a head, filled up with zeros to whole tiles
  std::vector<float> projection_;  // q, k and v of all heads, by tiles of rows
  std::vector<float> projection_bias_;
  PackedMatrix output_;

  Index tokens_ = 0;
  Index panels_ = 0;
  std::vector<float> given_;   // tokens x d_model
  std::vector<float> x_;       // panel, number, token of the panel
  std::vector<float> q_;       // panel, head, number, token of the panel
  std::vector<float> k_;       // head, tile of keys, number, key of the tile
  std::vector<float> v_;       // head, tile of numbers, key, number of the tile
  std::vector<float> z_;       // panel, head, number, token of the panel
  std::vector<float> result_;  // tokens x d_model
  std::vector<float> weights_;  // head, token, key
  bool kept_ = false;           // whether they are the last run's
};

}  // namespace attention

#endif  // ATTENTION_LAYERS_ATTENTION_LAYER_H_
