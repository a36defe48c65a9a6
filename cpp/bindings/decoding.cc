#include "bindings/decoding.h"

#include <emscripten/val.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "attention/decoding/decode.h"
#include "attention/decoding/model_predictor.h"
#include "attention/decoding/predictor.h"
#include "bindings/language.h"
#include "bindings/marshal.h"
#include "bindings/run_spec.h"

namespace attention::bindings {
namespace {

constexpr const char* kOp = "decode";

/// What tokens are called: by the vocabulary, or else by their numbers.
class Names {
 public:
  Names(const val& options, Index size) : size_(size) {
    if (const auto words = Find(kOp, options, "vocabulary")) {
      words_ = ReadTexts(kOp, "vocabulary", *words);
      if (static_cast<Index>(words_.size()) != size_) {
        Fail(kOp, "vocabulary has ", words_.size(), " words, but there are ",
             size_, " logits for each");
      }
    }
  }

  explicit Names(std::vector<std::string> words)
      : size_(static_cast<Index>(words.size())), words_(std::move(words)) {}

  std::string Of(Index id) const {
    return words_.empty() ? std::to_string(id)
                          : words_[static_cast<std::size_t>(id)];
  }

  /// A token given by its number or by its word.
  std::optional<Index> IdOf(const val& options, const char* name) const {
    const auto given = Find(kOp, options, name);
    if (!given) return std::nullopt;
    if (!given->isString()) {
      const double id = ReadNumber(kOp, name, *given);
      if (!(id >= 0 && id < static_cast<double>(size_))) {
        Fail(kOp, name, " is ", id, ", beyond the ", size_, " tokens");
      }
      return static_cast<Index>(id);
    }
    const std::string word = ReadText(kOp, name, *given);
    const auto found = std::ranges::find(words_, word);
    if (found == words_.end()) {
      Fail(kOp, name, " is \"", word, "\", which the vocabulary doesn't have");
    }
    return static_cast<Index>(found - words_.begin());
  }

 private:
  Index size_;
  std::vector<std::string> words_;
};

Index WholeOr(const val& options, const char* name, Index fallback) {
  return static_cast<Index>(
      NumberOr(kOp, options, name, static_cast<double>(fallback)));
}

DecodeOptions ReadOptions(const val& options, const Names& names) {
  DecodeOptions result;
  result.strategy = TextOr(kOp, options, "strategy", result.strategy);
  if (const auto prompt = Find(kOp, options, "prompt")) {
    result.prompt = ReadIndexes(kOp, "prompt", *prompt);
  } else {
    result.prompt = {names.IdOf(options, "start").value_or(0)};
  }
  result.end = names.IdOf(options, "end");
  result.max_length = WholeOr(options, "maxLength", result.max_length);
  result.beam_size = WholeOr(options, "beamSize", result.beam_size);
  result.penalty = TextOr(kOp, options, "lengthPenalty", result.penalty);
  result.alpha = NumberOr(kOp, options, "alpha", result.alpha);
  SamplingOptions& sampling = result.sampling;
  sampling.temperature =
      NumberOr(kOp, options, "temperature", sampling.temperature);
  sampling.top_k = WholeOr(options, "topK", sampling.top_k);
  sampling.top_p = NumberOr(kOp, options, "topP", sampling.top_p);
  result.seed = static_cast<std::uint64_t>(
      NumberOr(kOp, options, "seed", static_cast<double>(result.seed)));
  return result;
}

val ToObject(const Beam& beam, const Names& names) {
  Object object;
  object.Set("ids", ToArray(beam.ids));
  object.Set("tokens",
             ToList(beam.ids, [&](Index id) { return val(names.Of(id)); }));
  object.Set("logProbability", beam.log_probability);
  object.Set("score", beam.score);
  object.Set("parent", static_cast<double>(beam.parent));
  object.Set("next", ToList(beam.next, [&](const Continuation& from) {
               Object next;
               next.Set("id", static_cast<double>(from.id));
               next.Set("token", names.Of(from.id));
               next.Set("logProbability", from.log_probability);
               next.Set("probability", from.probability);
               next.Set("kept", from.kept);
               return next;
             }));
  return object;
}

val ToObject(const DecodeResult& result, const DecodeOptions& options,
             const Names& names) {
  const auto beams = [&](const std::vector<Beam>& list) {
    return ToList(list,
                  [&](const Beam& beam) { return ToObject(beam, names); });
  };
  const Beam& best = result.best();
  std::string text;
  List tokens;
  for (std::size_t i = options.prompt.size(); i < best.ids.size(); ++i) {
    if (best.ids[i] == options.end) break;
    const std::string token = names.Of(best.ids[i]);
    text += (text.empty() ? "" : " ") + token;
    tokens.Push(token);
  }
  Object object;
  object.Set("text", text);
  object.Set("tokens", tokens);
  object.Set("ids", ToArray(best.ids));
  object.Set("logProbability", best.log_probability);
  object.Set("score", best.score);
  List all;
  for (const auto* list : {&result.finished, &result.live}) {
    for (const Beam& beam : *list) {
      Object one(ToObject(beam, names));
      one.Set("finished", list == &result.finished);
      all.Push(one);
    }
  }
  object.Set("beams", all);
  object.Set("strategy", options.strategy);
  object.Set("lengthPenalty", options.penalty);
  object.Set("steps", ToList(result.steps, [&](const DecodeStep& from) {
               Object step;
               step.Set("live", beams(from.live));
               step.Set("finished", beams(from.finished));
               step.Set("pruned", beams(from.pruned));
               return step;
             }));
  return object;
}

}  // namespace

val DecodeModel(RunSpec spec, GivenTensors* store, const val& options,
                const TextOfIds& text_of) {
  ModelPredictor predictor(std::move(spec), store,
                           FlagOr(kOp, options, "cache", true));
  const Names names(predictor.words());
  DecodeOptions decode = ReadOptions(options, names);
  decode.prompt = predictor.prompt();
  decode.end = predictor.end();
  const DecodeResult result = Decode(predictor, decode);
  Object object(ToObject(result, decode, names));
  if (text_of) {
    std::vector<Index> ids = result.best().ids;
    ids.erase(ids.begin(), ids.begin() + std::ssize(decode.prompt));
    if (!ids.empty() && ids.back() == decode.end) ids.pop_back();
    object.Set("text", text_of(ids, predictor.words()));
  }
  return object;
}

val DecodeCall(const val& options) {
  return Guard([&] {
    if (Find(kOp, options, "model")) {
      return DecodeModel(ReadRunSpec(options), nullptr, options);
    }
    const auto logits = FindTensor(kOp, options, "logits");
    if (!logits) Fail(kOp, "logits is needed");
    ChainPredictor chain({logits->data.data(), logits->shape});
    const Names names(options, chain.vocabulary());
    const DecodeOptions decode = ReadOptions(options, names);
    return ToObject(Decode(chain, decode), decode, names);
  });
}

}  // namespace attention::bindings
