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
  std::optional<double> d_embedding;       // d_model; use_lite's
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
  bool tied_embeddings = false;          // one table for words read and written
  bool embedding_scale = false;          // embeddings times sqrt(d_model)
  std::string positions = "sinusoidal";  // see PositionKind
  std::string softmax = "row";           // or "matrix"
  std::string attention = "softmax";     // see AttentionKind
  std::string update_rule;  // of linear attention by a state: ONNX's
  std::string projection = "per_head";  // or "joint"
  std::string norm = "layer";           // see NormKind
  std::string norm_order = "post";      // or "pre"
  /// Whether a stack ends in a norm of its own: with norm_order "pre".
  std::optional<bool> final_norm;
  std::string activation = "relu";         // see Activation
  std::string patch_embedding = "linear";  // or "raw"
  std::string pooling = "mean";            // see Pooling
  std::string pool_word = "it";            // of pooling "word"
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
  /// height x width x channels; of an image_classifier also a batch of them.
  std::optional<GivenTensor> image;
  std::vector<NamedTensor> given;  // all that the model "given" has
  GivenTensors weights;
  ConfigSpec config;
  double seed = 7;
  MaskSpec mask;
  std::vector<Edit> edits;
  std::optional<LossSpec> loss;  // what the gradients are of, if any
};

/// Which row of a sentence its classes are read from.
enum class Pooling {
  kMean,   // the mean of its words
  kFirst,  // its first word: Devlin et al. 2019
  kWord,   // the last occurrence of config.pool_word
};

/// The config with its defaults filled in and every number checked.
struct Config {
  Index d_model = 0;
  Index d_embedding = 0;  // of what the first layer reads
  Index length = 0;
  PositionOptions positions;
  bool diagnostics = false;
  MultiHeadOptions heads;
  Index n_layers = 1;
  Index n_decoder_layers = 1;
  FeedForwardOptions feed_forward;
  NormOptions norm;
  bool norm_first = false;
  bool final_norm = false;
  DropoutOptions dropout;
  Index n_classes = 2;
  Index patch_size = 16;
  bool raw_patches = false;
  Pooling pooling = Pooling::kMean;
  std::string pool_word = "it";
  /// One table embeds the words that are read and scores those that may come:
  /// Press and Wolf 2017; Vaswani et al. 2017, section 3.4.
  bool tied_embeddings = false;
  /// Embeddings times sqrt(d_model), drawn as much smaller: section 3.4.
  bool embedding_scale = false;

  BlockOptions block() const {
    return {heads, feed_forward, norm, norm_first, final_norm, dropout};
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
