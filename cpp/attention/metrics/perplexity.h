#ifndef ATTENTION_METRICS_PERPLEXITY_H_
#define ATTENTION_METRICS_PERPLEXITY_H_

#include <optional>
#include <span>
#include <vector>

#include "attention/core/view.h"

namespace attention {

struct PerplexityResult {
  double perplexity = 0;     // exp(cross_entropy); infinite where one is never
  double cross_entropy = 0;  // mean of -log p, in nats
  std::vector<double> log_probabilities;  // of the targets that count
};

/// How many equally likely words a model hesitates between, on average, from
/// the natural log-probabilities that it gave to what came. Throws
/// Error("[perplexity] ...") for none, a NaN, or one above 0.
PerplexityResult Perplexity(std::span<const double> log_probabilities);

/// The same from logits, T x V, and the ids that came, T; a target that is
/// `ignored` (padding) does not count. Throws Error also for shapes that do not
/// fit, a target beyond V, and a NaN or +inf among the logits.
PerplexityResult Perplexity(View<const float> logits,
                            std::span<const Index> targets,
                            std::optional<Index> ignored = {});

}  // namespace attention

#endif  // ATTENTION_METRICS_PERPLEXITY_H_
