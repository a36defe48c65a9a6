#include "attention/models/incremental.h"

#include <algorithm>
#include <optional>

#include "attention/core/error.h"
#include "attention/layers/block.h"
#include "attention/models/bounds.h"
#include "attention/models/output.h"
#include "attention/models/sizes.h"
#include "attention/models/words.h"
#include "attention/tape/ops.h"

namespace attention {
namespace {

/// Letters of the keys that a layer keeps: "hkd", or "gkd" where heads share.
std::string HeadLetter(const Config& config) {
  return config.heads.n_kv_heads == config.heads.n_heads ? "h" : "g";
}

/// What stands in for the source of a transformer: nothing needs to be read.
constexpr Index kNoTensor = 0;

void CheckSpec(const RunSpec& spec) {
  if (spec.model != "transformer" && spec.model != "decoder_only") {
    Fail("decode", "the model \"", spec.model,
         "\" writes no text; transformer and decoder_only do");
  }
  if (spec.batch) {
    Fail(spec.model, "texts are written on one by one; give one sentence");
  }
  if (spec.config.softmax == "matrix") {
    Fail(spec.model,
         "a softmax over the whole matrix changes every word's weights with "
         "each word that follows, so none can be kept");
  }
  if (spec.model != "decoder_only") return;
  for (const MaskRuleSpec& rule : spec.mask.rules) {
    if (rule.rule != "padding" && rule.rule != "custom") continue;
    Fail(spec.model, "a ", rule.rule,
         " mask is of a text of one length, and this one grows");
  }
}

std::vector<Index> IdsOf(const std::vector<TokenInfo>& tokens) {
  std::vector<Index> ids;
  for (const TokenInfo& token : tokens) ids.push_back(token.id);
  return ids;
}

}  // namespace

IncrementalDecoder::IncrementalDecoder(const RunSpec& spec, GivenTensors* store)
    : spec_(spec) {
  CheckSpec(spec_);
  spec_.edits.clear();
  spec_.loss.reset();
  spec_.config.training = false;
  const Trace trace = RunModel(spec_, store);
  config_ = trace.config;
  const bool source = spec_.model == "transformer";
  prefix_ = source ? "target." : "";
  vocabulary_ = source ? trace.target_vocabulary : trace.vocabulary;
  prompt_ = IdsOf((source ? trace.target_tokens : trace.tokens).front());
  n_layers_ = source ? config_.n_decoder_layers : config_.n_layers;
  TakeParameters(trace);
  if (source) {
    source_length_ = std::ssize(trace.tokens.front());
    const std::string letters = HeadLetter(config_) + "kd";
    for (Index i = 0; i < n_layers_; ++i) {
      const std::string prefix = "decoder." + ToText(i) + ".cross.";
      const auto take = [&](const char* which) {
        const bool grouped = letters[0] == 'g';
        const std::string name = prefix + which + (grouped ? "_grouped" : "");
        const TensorId id = *trace.tape.Find(name);
        return tape_.Give(name, letters, trace.tape.tensor(id).shape,
                          Role::kInput, trace.tape.Read(id).span());
      };
      const TensorId k = take("k");
      cross_.push_back({k, take("v"), true});
    }
  }
  fixed_ = tape_.tensors().size();
}

void IncrementalDecoder::TakeParameters(const Trace& trace) {
  for (TensorId id = 0; id < trace.tape.tensors().size(); ++id) {
    const TensorInfo& info = trace.tape.tensor(id);
    const bool encoders =
        info.name.starts_with("encoder.") || info.name.starts_with("source.");
    if (info.role != Role::kParameter || encoders) continue;
    tape_.Give(info.name, info.axes, info.shape, info.role,
               trace.tape.Read(id).span());
  }
}

Index IncrementalDecoder::IdOf(std::string_view word) const {
  const auto found = std::ranges::find(vocabulary_, word);
  if (found == vocabulary_.end()) {
    Fail(spec_.model, "the vocabulary has no \"", word, "\"");
  }
  return found - vocabulary_.begin();
}

TensorId IncrementalDecoder::RecordWord(Index id, Index position) {
  Parameters parameters(0);
  const std::vector<float> ids = {static_cast<float>(id)};
  const TensorId token =
      tape_.Give(prefix_ + "tokens", "t", {1}, Role::kInput, ids);
  const TensorId table = *tape_.Find(TableName(config_, prefix_));
  const TensorId row = tape_.Record(ops::kGather, prefix_ + "embedding.out",
                                    "t,vm->tm", {token, table});
  const TensorId embedding =
      RecordScaledEmbeddings(tape_, config_, prefix_, row);
  PositionOptions positions = config_.positions;
  positions.offset = position;
  return RecordInput(tape_, embedding, positions, parameters, prefix_);
}

TensorId IncrementalDecoder::RecordOpenKeys(const std::string& name,
                                            Index keys) {
  return RecordMask(tape_, {}, 1, keys, {.name = name, .parts = name + "."});
}

/// The newest word's row of the mask that the whole text would have.
TensorId IncrementalDecoder::RecordOwnMask(Index length) {
  constexpr const char* kName = "decoder.mask";
  const bool ruled = prefix_.empty() && !spec_.mask.rules.empty();
  if (!ruled) return RecordOpenKeys(kName, length);
  Tape whole;
  const TensorId mask =
      RecordMask(whole, ResolveMask(spec_, length, length), length, length,
                 {.name = kName, .parts = "decoder.mask.", .causal = true});
  const auto last =
      whole.Read(mask).span().last(static_cast<std::size_t>(length));
  return tape_.Give(kName, "qk", {1, length}, Role::kInput, last);
}

std::vector<KnownLayer> IncrementalDecoder::RecordKnown(const State& state) {
  std::vector<KnownLayer> known(static_cast<std::size_t>(n_layers_));
  const MultiHeadOptions& heads = config_.heads;
  const std::string letters = HeadLetter(config_) + "pd";
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!cross_.empty()) known[i].cross = cross_[i];
    if (state.length == 0) continue;
    const std::string prefix = "decoder." + ToText(i) + ".attn.past_";
    const auto give = [&](const char* which, Index d,
                          const std::vector<float>& numbers) {
      return tape_.Give(prefix + which, letters,
                        {heads.n_kv_heads, state.length, d}, Role::kInput,
                        numbers);
    };
    const TensorId k = give("k", heads.d_k, state.layers[i].k);
    known[i].own = KnownKeys{k, give("v", heads.d_v, state.layers[i].v), false};
  }
  return known;
}

void IncrementalDecoder::Keep(const std::vector<BlockTensors>& layers,
                              State& state) const {
  const auto numbers = [&](TensorId id) {
    const auto values = tape_.Read(id).span();
    return std::vector<float>(values.begin(), values.end());
  };
  state.layers.clear();
  for (const BlockTensors& layer : layers) {
    state.layers.push_back(
        {numbers(layer.own.present_k), numbers(layer.own.present_v)});
  }
  ++state.length;
}

std::vector<float> IncrementalDecoder::Step(State& state, Index id) {
  CheckedSize(spec_.model, TokenBound(spec_.config),
              static_cast<double>(state.length + 1));
  tape_.Truncate(fixed_);
  const TensorId x = RecordWord(id, state.length);
  const TensorId mask = RecordOwnMask(state.length + 1);
  std::optional<CrossAttention> cross;
  if (source_length_ > 0) {
    // All of the source's keys are known, so that no memory is read.
    cross = CrossAttention{
        kNoTensor, RecordOpenKeys("decoder.cross_mask", source_length_)};
  }
  const std::vector<KnownLayer> known = RecordKnown(state);
  BlockOptions options = config_.block();
  options.dropout = {};
  options.heads.dropout = {};
  Parameters parameters(0);
  const StackTensors stack = RecordStack(tape_, "decoder.", x, mask, cross,
                                         n_layers_, options, parameters, known);
  RecordOutput(tape_, stack.out, std::ssize(vocabulary_), 'v', parameters,
               TiedTable(tape_, config_));
  Keep(stack.layers, state);
  const auto logits = tape_.Read(*tape_.Find("logits")).span();
  return {logits.begin(), logits.end()};
}

}  // namespace attention
