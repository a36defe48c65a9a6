#include "attention/decoding/model_predictor.h"

#include <algorithm>
#include <limits>

#include "attention/core/error.h"
#include "attention/models/vocabulary.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "decode";

std::vector<std::string> TextsOf(const std::vector<TokenInfo>& tokens) {
  std::vector<std::string> texts;
  for (const TokenInfo& token : tokens) texts.push_back(token.text);
  return texts;
}

}  // namespace

ModelPredictor::ModelPredictor(RunSpec spec, GivenTensors* store, bool cache)
    : spec_(std::move(spec)),
      store_(store != nullptr ? store : &own_),
      pairs_(spec_.model == "transformer") {
  if (!pairs_ && spec_.model != "decoder_only") {
    Fail(kOp, "the model \"", spec_.model,
         "\" writes no words; transformer and decoder_only do");
  }
  if (spec_.batch) Fail(kOp, "one text at a time can be written on");
  spec_.loss.reset();
  spec_.edits.clear();  // of cells that a growing text moves
  spec_.target_texts.clear();
  spec_.target_tokens.clear();
  spec_.config.training = false;
  const bool blank = !pairs_ && spec_.tokens.empty() &&
                     (spec_.texts.empty() || spec_.texts[0].empty());
  if (blank) spec_.tokens = {{specials::kStart}};
  const Trace trace = RunModel(spec_, store_);
  words_ = pairs_ ? trace.target_vocabulary : trace.vocabulary;
  spec_.vocabulary = trace.vocabulary;  // grows no more
  spec_.target_vocabulary = trace.target_vocabulary;
  source_ = TextsOf(trace.tokens[0]);
  end_ = IdOf(specials::kEnd);
  prompt_ = {IdOf(specials::kStart)};
  unwritten_ = {IdOf(specials::kPadding), IdOf(specials::kStart)};
  if (!pairs_) {
    for (const TokenInfo& token : trace.tokens[0]) {
      const bool start = prompt_.size() == 1 && token.id == prompt_[0];
      if (!start) prompt_.push_back(token.id);
    }
  }
  spec_.texts.clear();
  spec_.tokens = {pairs_ ? source_ : WordsOf(prompt_)};
  if (cache) decoder_.emplace(spec_, store_);
}

Index ModelPredictor::IdOf(std::string_view word) const {
  const auto found = std::ranges::find(words_, word);
  if (found == words_.end()) Fail(kOp, "the vocabulary has no ", word);
  return static_cast<Index>(found - words_.begin());
}

std::vector<std::string> ModelPredictor::WordsOf(
    std::span<const Index> ids) const {
  std::vector<std::string> words;
  for (const Index id : ids) {
    words.push_back(words_[static_cast<std::size_t>(id)]);
  }
  return words;
}

std::vector<float> ModelPredictor::Next(std::span<const Prefix> prefixes) {
  std::vector<float> rows = decoder_ ? ReadOn(prefixes) : RunAll(prefixes);
  for (std::size_t row = 0; row < rows.size(); row += words_.size()) {
    for (const Index id : unwritten_) {
      rows[row + static_cast<std::size_t>(id)] =
          -std::numeric_limits<float>::infinity();
    }
  }
  return rows;
}

std::vector<float> ModelPredictor::ReadOn(std::span<const Prefix> prefixes) {
  std::vector<IncrementalDecoder::State> states;
  std::vector<float> rows;
  for (const Prefix& prefix : prefixes) {
    IncrementalDecoder::State state;
    if (!states_.empty()) state = states_[prefix.parent];
    std::vector<float> logits;
    for (auto i = static_cast<std::size_t>(state.length); i < prefix.ids.size();
         ++i) {
      logits = decoder_->Step(state, prefix.ids[i]);
    }
    rows.insert(rows.end(), logits.begin(), logits.end());
    states.push_back(std::move(state));
  }
  states_ = std::move(states);
  return rows;
}

std::vector<float> ModelPredictor::RunAll(std::span<const Prefix> prefixes) {
  std::vector<std::vector<std::string>> sentences;
  for (const Prefix& prefix : prefixes)
    sentences.push_back(WordsOf(prefix.ids));
  spec_.batch = true;
  if (pairs_) {
    spec_.tokens.assign(prefixes.size(), source_);
    spec_.target_batch = true;
    spec_.target_tokens = std::move(sentences);
  } else {
    spec_.tokens = std::move(sentences);
  }
  const Trace trace = RunModel(spec_, store_);
  const View<const float> logits = trace.tape.Read(*trace.tape.Find("logits"));
  const auto size = words_.size();  // sentences x length x words
  const auto length = static_cast<std::size_t>(logits.shape[1]);
  std::vector<float> rows;
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    const auto last =
        logits.span().subspan(((i + 1) * length - 1) * size, size);
    rows.insert(rows.end(), last.begin(), last.end());
  }
  return rows;
}

}  // namespace attention
