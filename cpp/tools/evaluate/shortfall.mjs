// When a figure falls short of its card. Another machine's rounding turns a few answers, and an index of packages grows
// from day to day.

/** How much worse than on the card a figure may be, by metric; where less is better, in parts of the card's figure. */
const TOLERANCE = {
  bleu: 1.5,
  "rouge-l": 1,
  accuracy: 0.01,
  precision: 0.02,
  recall: 0.02,
  f1: 0.02,
  "attention-on-antecedent": 0.02,
};
const LESS_IS_BETTER = { perplexity: 0.05, "max-error": 0.05 };

/** What is wrong with a row, in words, or null. A figure that could not be had is no shortfall. */
export function shortfall({ model, metric, value, card }) {
  if (value === null || card === null) return null;
  if (!Number.isFinite(value)) return `${model}: ${metric} is ${value}.`;
  const [base] = metric.split(":");
  const worse =
    base in LESS_IS_BETTER ? value > card * (1 + LESS_IS_BETTER[base]) : value < card - (TOLERANCE[base] ?? 0);
  return worse ? `${model}: ${metric} is ${value}, but its card says ${card}.` : null;
}
