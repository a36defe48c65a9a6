#include "attention/decoding/decode.h"

#include <algorithm>
#include <cmath>

#include "attention/core/error.h"
#include "attention/core/random.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "decode";
constexpr Index kMaxBeams = 64;
constexpr Index kMaxLength = 512;
constexpr Index kMaxKept = Index{1} << 21;  // ids in the beams of all steps
constexpr std::size_t kShown = 16;          // continuations of a beam

void CheckRange(std::string_view name, Index value, Index least, Index most) {
  if (value < least || value > most) {
    Fail(kOp, name, " is ", value, "; it must be from ", least, " to ", most);
  }
}

void Check(const DecodeOptions& options, Index vocabulary) {
  const std::string& strategy = options.strategy;
  if (strategy != "greedy" && strategy != "beam" && strategy != "sample") {
    Fail(kOp, "there is no strategy \"", strategy,
         "\"; there are greedy, beam, sample");
  }
  const std::string& penalty = options.penalty;
  if (penalty != "none" && penalty != "gnmt" && penalty != "length") {
    Fail(kOp, "there is no length penalty \"", penalty,
         "\"; there are none, gnmt, length");
  }
  if (!(std::abs(options.alpha) <= 10)) {
    Fail(kOp, "alpha is ", options.alpha, "; it must be from -10 to 10");
  }
  CheckRange("the beam size", options.beam_size, 1, kMaxBeams);
  CheckRange("the largest length", options.max_length, 0, kMaxLength);
  CheckRange("top_k", options.sampling.top_k, 0, Index{1} << 30);
  const double temperature = options.sampling.temperature;
  if (!std::isfinite(temperature) || temperature < 0) {
    Fail(kOp, "the temperature is ", temperature, "; it must be 0 or above");
  }
  if (!(options.sampling.top_p > 0 && options.sampling.top_p <= 1)) {
    Fail(kOp, "top_p is ", options.sampling.top_p,
         "; it must be above 0 and at most 1");
  }
  if (options.prompt.empty()) Fail(kOp, "there is nothing to begin with");
  // Each step keeps its beams whole, and as many that were not taken.
  const auto prompt = static_cast<Index>(options.prompt.size());
  const Index beams = strategy == "beam" ? options.beam_size : 1;
  if (beams * options.max_length * (prompt + options.max_length) > kMaxKept) {
    Fail(kOp, "the beams of ", options.max_length, " steps behind ", prompt,
         " tokens, ", beams, " a step, are more than can be kept; take fewer ",
         "beams or a shorter length");
  }
  for (const Index id : options.prompt) {
    CheckRange("a token of the prompt", id, 0, vocabulary - 1);
  }
  if (options.end) CheckRange("the end token", *options.end, 0, vocabulary - 1);
}

double Penalty(const DecodeOptions& options, std::size_t length) {
  const auto n = static_cast<double>(std::max<std::size_t>(length, 1));
  if (options.penalty == "gnmt") return std::pow((5 + n) / 6, options.alpha);
  if (options.penalty == "length") return std::pow(n, options.alpha);
  return 1;
}

/// One search under way.
class Search {
 public:
  Search(Predictor& predictor, const DecodeOptions& options)
      : predictor_(predictor), options_(options), random_(options.seed) {
    DecodeStep first;
    first.live.push_back({.ids = options.prompt});
    result_.steps.push_back(std::move(first));
  }

  DecodeResult Run() &&;

 private:
  struct Candidate {
    std::size_t beam;
    Index id;
    double log_probability;
  };

  std::vector<std::vector<double>> Predict(std::span<const Beam> live);
  std::vector<Candidate> One(const Beam& beam, std::span<const double> logs,
                             std::span<double> drawn_from);
  std::vector<Candidate> Best(std::span<const Beam> live,
                              std::span<const std::vector<double>> logs) const;
  Beam Grow(const Candidate& candidate) const;
  bool Done() const;

  Predictor& predictor_;
  const DecodeOptions& options_;
  Random random_;
  DecodeResult result_;
};

std::vector<std::vector<double>> Search::Predict(std::span<const Beam> live) {
  std::vector<Prefix> prefixes;
  for (const Beam& beam : live) {
    prefixes.push_back(
        {beam.ids, static_cast<std::size_t>(std::max(beam.parent, Index{0}))});
  }
  const std::vector<float> logits = predictor_.Next(prefixes);
  const auto size = static_cast<std::size_t>(predictor_.vocabulary());
  std::vector<std::vector<double>> logs;
  for (std::size_t i = 0; i < live.size(); ++i) {
    logs.push_back(LogSoftmax(std::span(logits).subspan(i * size, size)));
  }
  return logs;
}

/// Greedy and sampling: one token of one beam.
std::vector<Search::Candidate> Search::One(const Beam& beam,
                                           std::span<const double> logs,
                                           std::span<double> drawn_from) {
  Index id = Largest(logs, 1).front();
  if (options_.strategy == "sample") {
    const std::vector<double> probabilities =
        SamplingDistribution(logs, options_.sampling);
    std::ranges::copy(probabilities, drawn_from.begin());
    // 53 bits: all that a double holds.
    id = Pick(probabilities,
              static_cast<double>(random_.Next() >> 11) * 0x1p-53);
  }
  return {{0, id, beam.log_probability + logs[static_cast<std::size_t>(id)]}};
}

/// Of all continuations the best, twice as many as beams: the first half is
/// taken, the second is shown as what was not.
std::vector<Search::Candidate> Search::Best(
    std::span<const Beam> live,
    std::span<const std::vector<double>> logs) const {
  const auto count = static_cast<std::size_t>(2 * options_.beam_size);
  std::vector<Candidate> candidates;
  for (std::size_t beam = 0; beam < live.size(); ++beam) {
    for (const Index id : Largest(logs[beam], count)) {
      const double log = logs[beam][static_cast<std::size_t>(id)];
      if (std::isinf(log)) break;  // and all that follow
      candidates.push_back({beam, id, live[beam].log_probability + log});
    }
  }
  std::ranges::stable_sort(candidates, std::ranges::greater{},
                           &Candidate::log_probability);
  candidates.resize(std::min(candidates.size(), count));
  return candidates;
}

Beam Search::Grow(const Candidate& candidate) const {
  Beam grown{.ids = result_.steps.back().live[candidate.beam].ids,
             .log_probability = candidate.log_probability,
             .parent = static_cast<Index>(candidate.beam)};
  grown.ids.push_back(candidate.id);
  const std::size_t written = grown.ids.size() - options_.prompt.size();
  grown.score = grown.log_probability / Penalty(options_, written);
  return grown;
}

/// Whether no live beam can come to stand among the best finished.
bool Search::Done() const {
  const std::vector<Beam>& live = result_.steps.back().live;
  const auto wanted = static_cast<std::size_t>(options_.beam_size);
  if (live.empty()) return true;
  if (options_.strategy != "beam" || result_.finished.size() < wanted) {
    return false;
  }
  // A log-probability only falls; the score is best at one end of what length
  // the beam may still reach.
  const std::size_t written = live[0].ids.size() - options_.prompt.size();
  const double divisor = std::max(
      Penalty(options_, written + 1),
      Penalty(options_, static_cast<std::size_t>(options_.max_length)));
  return live[0].log_probability / divisor <=
         result_.finished[wanted - 1].score;
}

DecodeResult Search::Run() && {
  const bool wide = options_.strategy == "beam";
  for (Index written = 0; written < options_.max_length && !Done(); ++written) {
    std::vector<Beam>& live = result_.steps.back().live;
    const std::vector<std::vector<double>> logs = Predict(live);
    std::vector<double> drawn_from(logs[0].size(), 0.0);
    const std::vector<Candidate> candidates =
        wide ? Best(live, logs) : One(live[0], logs[0], drawn_from);
    for (std::size_t beam = 0; beam < live.size(); ++beam) {
      for (const Index id : Largest(logs[beam], kShown)) {
        const auto place = static_cast<std::size_t>(id);
        const double log = logs[beam][place];
        live[beam].next.push_back({id, log,
                                   options_.strategy == "sample"
                                       ? drawn_from[place]
                                       : std::exp(log)});
      }
    }
    const auto taken = static_cast<std::size_t>(wide ? options_.beam_size : 1);
    DecodeStep step;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      Beam grown = Grow(candidates[i]);
      if (i >= taken) {
        step.pruned.push_back(std::move(grown));
        continue;
      }
      for (Continuation& next : live[candidates[i].beam].next) {
        next.kept = next.kept || next.id == candidates[i].id;
      }
      const bool ended = grown.ids.back() == options_.end;
      (ended ? step.finished : step.live).push_back(std::move(grown));
    }
    result_.finished.insert(result_.finished.end(), step.finished.begin(),
                            step.finished.end());
    std::ranges::stable_sort(result_.finished, std::ranges::greater{},
                             &Beam::score);
    result_.steps.push_back(std::move(step));
  }
  result_.live = result_.steps.back().live;
  return std::move(result_);
}

}  // namespace

DecodeResult Decode(Predictor& predictor, const DecodeOptions& options) {
  Check(options, predictor.vocabulary());
  return Search(predictor, options).Run();
}

}  // namespace attention
