#include "attention/models/spec.h"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "attention/core/error.h"
#include "attention/models/bounds.h"

namespace attention {
namespace {

/// The value beside the word. Throws Error listing the words.
template <typename Value, std::size_t N>
Value Choose(std::string_view op, std::string_view setting,
             std::string_view word,
             const std::array<std::pair<std::string_view, Value>, N>& choices) {
  std::string known;
  for (const auto& [name, value] : choices) {
    if (name == word) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  Fail(op, setting, " is \"", word, "\"; it can be ", known);
}

template <typename Value>
using Choice = std::pair<std::string_view, Value>;

std::string Divisors(Index d_model) {
  std::string divisors;
  for (Index n = 1; n <= bounds::kNHeads.largest; ++n) {
    if (d_model % n == 0) divisors += (n == 1 ? "" : ", ") + ToText(n);
  }
  return divisors;
}

Index HeadWidth(std::string_view op, const ConfigSpec& spec, Index d_model,
                Index n_heads) {
  if (spec.d_k) return CheckedSize(op, bounds::kDK, *spec.d_k);
  if (d_model % n_heads != 0) {
    Fail(op, "n_heads ", n_heads, " does not divide d_model ", d_model,
         ", so d_k = d_model / n_heads is no whole number; n_heads can be ",
         Divisors(d_model), ", or give d_k");
  }
  return d_model / n_heads;
}

/// A given embedding decides d_model unless the config does.
double ModelWidth(const RunSpec& spec) {
  constexpr double kDefault = 8;
  const double given =
      spec.x && spec.x->shape.rank() > 0
          ? static_cast<double>(spec.x->shape[spec.x->shape.rank() - 1])
          : kDefault;
  return spec.config.d_model.value_or(given);
}

MaskPart ResolvePart(std::string_view op, const MaskRuleSpec& spec,
                     Index queries, Index keys) {
  MaskPart part;
  part.rule.kind =
      Choose(op, "mask rule", spec.rule,
             std::array<Choice<MaskKind>, 8>{{{"causal", MaskKind::kCausal},
                                              {"padding", MaskKind::kPadding},
                                              {"prefix", MaskKind::kPrefix},
                                              {"window", MaskKind::kWindow},
                                              {"dilated", MaskKind::kDilated},
                                              {"global", MaskKind::kGlobal},
                                              {"block", MaskKind::kBlock},
                                              {"custom", MaskKind::kNone}}});
  if (spec.rule == "custom") {
    const Shape wanted{queries, keys};
    if (!spec.allowed || spec.allowed->shape != wanted) {
      Fail(op, "a custom mask needs cells of shape ", wanted, ", not ",
           spec.allowed ? ToText(spec.allowed->shape) : "none");
    }
    part.painted = spec.allowed->data;
    return part;
  }
  const auto count = [&](const char* name, std::optional<double> given,
                         Index smallest = 0) {
    return CheckedCount(op, "the " + spec.rule + " mask's " + name,
                        given.value_or(static_cast<double>(smallest)),
                        smallest);
  };
  part.rule.count = count("count", spec.count);
  part.rule.length = count("length", spec.length);
  part.rule.left = count("left", spec.left);
  part.rule.right = count("right", spec.right);
  part.rule.dilation = count("dilation", spec.dilation, 1);
  part.rule.size = count("size", spec.size, 1);
  return part;
}

std::uint64_t CheckedSeed(std::string_view op, std::string_view name,
                          double seed) {
  constexpr double kLargest = 9007199254740991;  // what JavaScript counts to
  if (!(seed >= 0 && seed <= kLargest) || seed != std::floor(seed)) {
    Fail(op, name, " is ", seed, "; it must be a whole number from 0 to ",
         kLargest);
  }
  return static_cast<std::uint64_t>(seed);
}

void ResolvePositions(std::string_view op, const ConfigSpec& given,
                      PositionOptions& positions) {
  positions.kind = Choose(op, "positions", given.positions,
                          std::array<Choice<PositionKind>, 5>{
                              {{"sinusoidal", PositionKind::kSinusoidal},
                               {"learned", PositionKind::kLearned},
                               {"rotary", PositionKind::kRotary},
                               {"alibi", PositionKind::kAlibi},
                               {"none", PositionKind::kNone}}});
  positions.max_length =
      CheckedSize(op, bounds::kMaxLength, given.max_length.value_or(128));
}

/// What attention has in every model.
void ResolveSwitches(const RunSpec& spec, MultiHeadOptions& heads) {
  const std::string& op = spec.model;
  const ConfigSpec& given = spec.config;
  heads.bias = given.bias;
  heads.scale = given.scale;
  heads.temperature = given.temperature.value_or(1);
  if (!(heads.temperature > 0) ||
      !std::isfinite(static_cast<float>(1 / heads.temperature))) {
    Fail(op, "temperature is ", heads.temperature,
         "; it must be a number above 0: scores are divided by it");
  }
  heads.output = given.output;
  heads.whole_matrix =
      Choose(op, "softmax", given.softmax,
             std::array<Choice<bool>, 2>{{{"row", false}, {"matrix", true}}});
  heads.projection = Choose(
      op, "projection", given.projection,
      std::array<Choice<Projection>, 2>{
          {{"per_head", Projection::kPerHead}, {"joint", Projection::kJoint}}});
  heads.style =
      Choose(op, "mask style", spec.mask.style,
             std::array<Choice<MaskStyle>, 4>{
                 {{"boolean", MaskStyle::kBoolean},
                  {"large_negative", MaskStyle::kLargeNegative},
                  {"additive", MaskStyle::kAdditive},
                  {"additive_literal", MaskStyle::kAdditiveLiteral}}});
  heads.compare = given.diagnostics;
  heads.kind = Choose(op, "attention", given.attention,
                      std::array<Choice<AttentionKind>, 5>{
                          {{"softmax", AttentionKind::kSoftmax},
                           {"sparse", AttentionKind::kSparse},
                           {"fused", AttentionKind::kFused},
                           {"linear", AttentionKind::kLinear},
                           {"linear_literal", AttentionKind::kLinearLiteral}}});
  if (!given.update_rule.empty()) {
    heads.update_rule = Choose(
        op, "update_rule", given.update_rule,
        std::array<Choice<const char*>, 4>{{{"linear", "linear"},
                                            {"gated", "gated"},
                                            {"delta", "delta"},
                                            {"gated_delta", "gated_delta"}}});
    if (heads.kind != AttentionKind::kLinear) {
      Fail(op, "update_rule is \"", given.update_rule,
           "\", which is for attention \"linear\", not \"", given.attention,
           "\"");
    }
    heads.kind = AttentionKind::kLinearState;
  }
  if (heads.kind != AttentionKind::kSoftmax &&
      heads.style != MaskStyle::kBoolean) {
    Fail(op, "attention is \"", given.attention,
         "\", which takes the mask style "
         "boolean, not ",
         spec.mask.style);
  }
}

/// The sizes of the heads, and how they know positions.
void ResolveHeads(std::string_view op, const ConfigSpec& given,
                  Config& config) {
  MultiHeadOptions& heads = config.heads;
  heads.n_heads = CheckedSize(op, bounds::kNHeads, given.n_heads.value_or(2));
  heads.d_k = HeadWidth(op, given, config.d_model, heads.n_heads);
  heads.d_v = CheckedSize(op, bounds::kDV,
                          given.d_v.value_or(static_cast<double>(heads.d_k)));
  heads.n_kv_heads = CheckedSize(
      op, bounds::kNKVHeads,
      given.n_kv_heads.value_or(static_cast<double>(heads.n_heads)));
  if (heads.n_heads % heads.n_kv_heads != 0) {
    Fail(op, "n_kv_heads ", heads.n_kv_heads, " does not divide n_heads ",
         heads.n_heads, "; it can be ", Divisors(heads.n_heads));
  }
  heads.rotary = config.positions.kind == PositionKind::kRotary;
  heads.alibi = config.positions.kind == PositionKind::kAlibi;
  if (heads.rotary && heads.d_k % 2 != 0) {
    Fail(op, "rotary positions turn pairs of numbers, and d_k is ", heads.d_k,
         "; an even d_k is needed");
  }
  heads.dropout = config.dropout;
}

/// What the layers of a stack are made of.
void ResolveLayers(const RunSpec& spec, Config& config) {
  const std::string& op = spec.model;
  const ConfigSpec& given = spec.config;
  config.n_layers =
      CheckedSize(op, bounds::kLayers, given.n_layers.value_or(1));
  config.n_decoder_layers = CheckedSize(
      op, bounds::kDecoderLayers,
      given.n_decoder_layers.value_or(static_cast<double>(config.n_layers)));
  FeedForwardOptions& ffn = config.feed_forward;
  ffn.d_ff =
      CheckedSize(op, bounds::kDFF,
                  given.d_ff.value_or(4 * static_cast<double>(config.d_model)));
  ffn.bias = given.ffn_bias;
  ffn.activation = Choose(
      op, "activation", given.activation,
      std::array<Choice<Activation>, 4>{{{"relu", Activation::kRelu},
                                         {"gelu", Activation::kGelu},
                                         {"gelu_tanh", Activation::kGeluTanh},
                                         {"swiglu", Activation::kSwiglu}}});
  config.norm.kind = Choose(
      op, "norm", given.norm,
      std::array<Choice<NormKind>, 3>{{{"layer", NormKind::kLayer},
                                       {"layer_std", NormKind::kLayerStd},
                                       {"rms", NormKind::kRms}}});
  config.norm.epsilon = given.epsilon.value_or(1e-5);
  if (!(config.norm.epsilon >= 0) || !std::isfinite(config.norm.epsilon)) {
    Fail(op, "epsilon is ", config.norm.epsilon,
         "; it must be 0 or a number above");
  }
  config.norm_first =
      Choose(op, "norm_order", given.norm_order,
             std::array<Choice<bool>, 2>{{{"post", false}, {"pre", true}}});
  // Sums that no norm stands behind would grow from layer to layer.
  config.final_norm =
      given.final_norm.value_or(config.norm_first && op != "use_lite");
  config.dropout = {
      given.dropout.value_or(0), given.training,
      CheckedSeed(op, given.dropout_seed ? "dropout_seed" : "seed",
                  given.dropout_seed.value_or(spec.seed))};
  if (!(config.dropout.rate >= 0 && config.dropout.rate < 1)) {
    Fail(op, "dropout is ", config.dropout.rate,
         "; it must be from 0 to below 1");
  }
  config.n_classes =
      CheckedSize(op, bounds::kClasses, given.n_classes.value_or(2));
  config.patch_size =
      CheckedSize(op, bounds::kPatchSize, given.patch_size.value_or(16));
  config.raw_patches =
      Choose(op, "patch_embedding", given.patch_embedding,
             std::array<Choice<bool>, 2>{{{"linear", false}, {"raw", true}}});
  config.pooling =
      Choose(op, "pooling", given.pooling,
             std::array<Choice<Pooling>, 3>{{{"mean", Pooling::kMean},
                                             {"first", Pooling::kFirst},
                                             {"word", Pooling::kWord}}});
  config.pool_word = given.pool_word;
  if (config.pool_word.empty()) Fail(op, "pool_word is empty");
}

}  // namespace

Config ResolveConfig(const RunSpec& spec) {
  const std::string& op = spec.model;
  const ConfigSpec& given = spec.config;
  Config config;
  config.d_model = CheckedSize(op, bounds::kDModel, ModelWidth(spec));
  config.d_embedding = CheckedSize(
      op, bounds::kDEmbedding,
      given.d_embedding.value_or(static_cast<double>(config.d_model)));
  config.length = CheckedSize(op, bounds::kLength, given.length.value_or(100));
  config.diagnostics = given.diagnostics;
  config.tied_embeddings = given.tied_embeddings;
  config.embedding_scale = given.embedding_scale;
  if (config.tied_embeddings && op != "transformer" && op != "decoder_only") {
    Fail(op,
         "tied_embeddings is for models that write words: transformer and "
         "decoder_only");
  }
  ResolvePositions(op, given, config.positions);
  ResolveSwitches(spec, config.heads);
  ResolveLayers(spec, config);
  const bool raw = spec.model == "vision" && config.raw_patches;
  if (spec.model == "attention" || spec.model == "positions" ||
      spec.model == "given" || raw) {
    return config;  // its inputs say the rest
  }
  ResolveHeads(op, given, config);
  return config;
}

MaskPlan ResolveMask(const RunSpec& spec, Index queries, Index keys) {
  MaskPlan plan;
  plan.any =
      Choose(spec.model, "combine", spec.mask.combine,
             std::array<Choice<bool>, 2>{{{"and", false}, {"or", true}}});
  for (const MaskRuleSpec& rule : spec.mask.rules) {
    plan.parts.push_back(ResolvePart(spec.model, rule, queries, keys));
  }
  return plan;
}

std::uint64_t ResolveSeed(const RunSpec& spec) {
  return CheckedSeed(spec.model, "seed", spec.seed);
}

}  // namespace attention
