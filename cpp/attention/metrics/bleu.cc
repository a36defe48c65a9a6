#include "attention/metrics/bleu.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "bleu";
constexpr Index kMaxN = 16;

void Check(const BleuOptions& options) {
  if (options.max_n < 1 || options.max_n > kMaxN) {
    Fail(kOp, "max_n is ", options.max_n, "; it must be from 1 to ", kMaxN);
  }
  const std::string& name = options.smoothing;
  if (name != "none" && name != "add_epsilon" && name != "add_k" &&
      name != "exponential") {
    Fail(kOp, "there is no smoothing \"", name,
         "\"; there are none, add_epsilon, add_k, exponential");
  }
  if (!std::isfinite(options.epsilon) || !(options.epsilon > 0)) {
    Fail(kOp, "epsilon is ", options.epsilon, "; it must be above 0");
  }
  if (!std::isfinite(options.k) || !(options.k > 0)) {
    Fail(kOp, "k is ", options.k, "; it must be above 0");
  }
}

BleuPrecision Clip(const BleuExample& example, Index n) {
  std::map<Words, Index> largest;
  for (const Words& reference : example.references) {
    for (const auto& [ngram, count] : CountNgrams(reference, n)) {
      Index& most = largest[ngram];
      most = std::max(most, count);
    }
  }
  BleuPrecision precision{.n = n};
  for (auto& [ngram, count] : CountNgrams(example.candidate, n)) {
    const auto found = largest.find(ngram);
    const Index reference = found == largest.end() ? 0 : found->second;
    const Index clipped = std::min(count, reference);
    precision.matches += clipped;
    precision.total += count;
    precision.clipped.push_back({ngram, count, reference, clipped});
  }
  precision.total = std::max(precision.total, Index{1});
  return precision;
}

Index NearestLength(const BleuExample& example) {
  const auto length = static_cast<Index>(example.candidate.size());
  Index nearest = static_cast<Index>(example.references.front().size());
  for (const Words& reference : example.references) {
    const auto other = static_cast<Index>(reference.size());
    const Index further = std::abs(other - length) - std::abs(nearest - length);
    if (further < 0 || (further == 0 && other < nearest)) nearest = other;
  }
  return nearest;
}

double Penalty(Index candidate, Index reference) {
  if (candidate > reference) return 1;
  if (candidate == 0) return 0;
  return std::exp(1 - static_cast<double>(reference) /
                          static_cast<double>(candidate));
}

void Smooth(const BleuOptions& options, std::vector<BleuPrecision>& all) {
  int without = 0;
  for (BleuPrecision& one : all) {
    const auto matches = static_cast<double>(one.matches);
    const auto total = static_cast<double>(one.total);
    one.precision = matches / total;
    if (options.smoothing == "add_k" && one.n > 1) {
      one.precision = (matches + options.k) / (total + options.k);
    }
    if (one.matches > 0) continue;
    if (options.smoothing == "add_epsilon") {
      one.precision = options.epsilon / total;
    } else if (options.smoothing == "exponential") {
      one.precision = 1 / (std::exp2(++without) * total);
    }
  }
}

}  // namespace

BleuResult CorpusBleu(std::span<const BleuExample> examples,
                      const BleuOptions& options) {
  Check(options);
  if (examples.empty()) Fail(kOp, "there is no candidate");
  BleuResult result;
  result.smoothing = options.smoothing;
  for (Index n = 1; n <= options.max_n; ++n) {
    result.precisions.push_back({.n = n});
  }
  for (const BleuExample& example : examples) {
    if (example.references.empty()) Fail(kOp, "there is no reference");
    for (BleuPrecision& sum : result.precisions) {
      BleuPrecision one = Clip(example, sum.n);
      sum.matches += one.matches;
      sum.total += one.total;
      if (examples.size() == 1) sum.clipped = std::move(one.clipped);
    }
    result.candidate_length += static_cast<Index>(example.candidate.size());
    result.reference_length += NearestLength(example);
  }
  result.brevity_penalty =
      Penalty(result.candidate_length, result.reference_length);
  Smooth(options, result.precisions);
  if (result.precisions.front().matches == 0) return result;
  double mean = 0;
  for (const BleuPrecision& one : result.precisions) {
    mean += std::log(one.precision) / static_cast<double>(options.max_n);
  }
  result.score = result.brevity_penalty * std::exp(mean);
  return result;
}

BleuResult SentenceBleu(const BleuExample& example,
                        const BleuOptions& options) {
  return CorpusBleu({&example, 1}, options);
}

}  // namespace attention
