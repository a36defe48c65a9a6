#ifndef ATTENTION_MODELS_SPEC_H_
#define ATTENTION_MODELS_SPEC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attention/layers/masks.h"
#include "attention/layers/multi_head_attention.h"
#include "attention/layers/parameters.h"
#include "attention/models/loss.h"
#include "attention/tape/tape.h"

namespace attention {

/// Sizes and switches as a caller gives them: numbers unchecked, what is absent
/// at its default.
struct ConfigSpec {
  std::optional<double> d_model;  // 8
  std::optional<double> n_heads;  // 2
  std::optional<double> d_k;      // d_model / n_heads
  std::optional<double> d_v;      // d_k
  std::optional<double> length;   // positions: 100
  bool bias = false;
  bool scale = true;
  bool output = true;
  bool diagnostics = false;
  std::string positions = "sinusoidal";  // or "none"
  std::string softmax = "row";           // or "matrix"
  std::string attention = "softmax";     // see AttentionKind
  std::string projection = "per_head";   // or "joint"
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

/// Everything that determines a run.
struct RunSpec {
  std::string model = "self_attention";
  std::vector<std::string> texts;                // one a sentence
  std::vector<std::vector<std::string>> tokens;  // instead of texts
  bool batch = false;                            // a list was given
  std::optional<GivenTensor> x;                  // embeddings, instead of text
  std::optional<GivenTensor> q;
  std::optional<GivenTensor> k;
  std::optional<GivenTensor> v;
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
  bool positions = true;
  bool diagnostics = false;
  MultiHeadOptions heads;
};

/// Throws Error(spec.model) for a size that is no whole number or out of
/// bounds, heads that do not divide d_model, an unknown word.
Config ResolveConfig(const RunSpec& spec);
MaskPlan ResolveMask(const RunSpec& spec, Index queries, Index keys);
std::uint64_t ResolveSeed(const RunSpec& spec);

}  // namespace attention

#endif  // ATTENTION_MODELS_SPEC_H_
