#ifndef ATTENTION_MODELS_SPEC_H_
#define ATTENTION_MODELS_SPEC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attention/layers/block.h"
#include "attention/layers/masks.h"
#include "attention/layers/multi_head_attention.h"
#include "attention/layers/parameters.h"
#include "attention/layers/positions.h"
#include "attention/models/loss.h"
#include "attention/tape/tape.h"

namespace attention {

/// Sizes and switches as a caller gives them: numbers unchecked, what is absent
/// at its default.
struct ConfigSpec {
  std::optional<double> d_model;           // 8
  std::optional<double> n_heads;           // 2
  std::optional<double> d_k;               // d_model / n_heads
  std::optional<double> d_v;               // d_k
  std::optional<double> length;            // positions: 100
  std::optional<double> n_kv_heads;        // n_heads, which it divides
  std::optional<double> n_layers;          // 1
  std::optional<double> n_decoder_layers;  // n_layers
  std::optional<double> d_ff;              // 4 d_model
  std::optional<double> max_length;        // 128, rows of learned positions
  std::optional<double> n_classes;         // 2
  std::optional<double> patch_size;        // 16
  std::optional<double> dropout;           // 0, the rate
  std::optional<double> dropout_seed;      // the run's seed
  std::optional<double> epsilon;           // 1e-5, of the norms
  std::optional<double> temperature;       // 1, of the softmax
  bool training = false;                   // whether dropout drops
  bool ffn_bias = true;
  bool bias = false;
  bool scale = true;
  bool output = true;
  bool diagnostics = false;
  std::string positions = "sinusoidal";  // see PositionKind
  std::string softmax = "row";           // or "matrix"
  std::string attention = "softmax";     // see AttentionKind
  std::string update_rule;  // of linear attention by a state: ONNX's
  std::string projection = "per_head";     // or "joint"
  std::string norm = "layer";              // see NormKind
  std::string norm_order = "post";         // or "pre"
  std::string activation = "relu";         // see Activation
  std::string patch_embedding = "linear";  // or "raw"
};

struct MaskRuleSpec {
  // causal, padding, prefix, window, dilated, global, block, custom
  std::string rule;
  std::optional<double> count = {};
  std::optional<double> length = {};
  std::optional<double> left = {};
  std::optional<double> right = {};
  std::optional<double> dilation = {};
  std::optional<double> size = {};
  std::optional<GivenTensor> allowed = {};
};

struct MaskSpec {
  std::vector<MaskRuleSpec> rules;
  std::string combine = "and";    // or "or"
  std::string style = "boolean";  // see MaskStyle
};

struct NamedTensor {
  std::string name;
  GivenTensor tensor;
};

/// Everything that determines a run.
struct RunSpec {
  std::string model = "self_attention";
  std::vector<std::string> texts;                // one a sentence
  std::vector<std::vector<std::string>> tokens;  // instead of texts
  bool batch = false;                            // a list was given
  /// What the decoder of an encoder-decoder reads, behind <start>.
  std::vector<std::string> target_texts;
  std::vector<std::vector<std::string>> target_tokens;
  bool target_batch = false;
  /// The words that have a row, by id; what it lacks becomes <unk>. Empty: the
  /// words of the text, as they appear.
  std::vector<std::string> vocabulary;
  std::vector<std::string> target_vocabulary;
  std::optional<GivenTensor> x;  // embeddings, instead of text
  std::optional<GivenTensor> q;
  std::optional<GivenTensor> k;
  std::optional<GivenTensor> v;
  std::optional<GivenTensor> image;  // height x width x channels
  std::vector<NamedTensor> given;    // all that the model "given" has
  GivenTensors weights;
  ConfigSpec config;
  double seed = 7;
  MaskSpec mask;
  std::vector<Edit> edits;
  std::optional<LossSpec> loss;  // what the gradients are of, if any
};

/// The config with its defaults filled in and every number checked.
struct Config {
  Index d_model = 0;
  Index length = 0;
  PositionOptions positions;
  bool diagnostics = false;
  MultiHeadOptions heads;
  Index n_layers = 1;
  Index n_decoder_layers = 1;
  FeedForwardOptions feed_forward;
  NormOptions norm;
  bool norm_first = false;
  DropoutOptions dropout;
  Index n_classes = 2;
  Index patch_size = 16;
  bool raw_patches = false;

  BlockOptions block() const {
    return {heads, feed_forward, norm, norm_first, dropout};
  }
};

/// Throws Error(spec.model) for a size that is no whole number or out of
/// bounds, heads that do not divide d_model, an unknown word.
Config ResolveConfig(const RunSpec& spec);
MaskPlan ResolveMask(const RunSpec& spec, Index queries, Index keys);
/// Throws Error(spec.model) unless it is a whole number JavaScript counts to.
std::uint64_t ResolveSeed(const RunSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_SPEC_H_
