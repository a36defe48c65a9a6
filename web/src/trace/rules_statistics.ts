/** Softmax over a row or the whole matrix (S01, S05, S28), entropy and variance (S06). */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import type { PartList } from "./equation_parts";
import { closingDigits, roundTo } from "./format";
import { likeTerms } from "./like_terms";

const operandValue = (explanation: Explanation, at: number): number => explanation.operands[at]?.value ?? Number.NaN;

/** `e^(0.42 − 1.20) / (e^(0.42 − 1.20) + …)`: the row maximum is taken off first, as the engine does. */
export function softmaxDraft(explanation: Explanation, options: DraftOptions): Draft | undefined {
  const { index, operands, terms, parts, result } = explanation;
  if (result === 0 && (parts.sum === 0 || operands.every((operand) => operand.value === Number.NEGATIVE_INFINITY))) {
    return exactly((list) => list.operator("0", "0").note(options.words.emptyRow));
  }
  const max = parts.max ?? 0;
  const self = parts.position ?? operands.findIndex((operand) => operand.index.join() === index.join());
  const exponential = (list: PartList, at: number, digits: number): void => {
    list.operator("e^(", "e^{").operand(explanation, at, digits).operator(" − ", " - ");
    if (max < 0) list.operator("(", "(").number(max, digits).operator(")", ")");
    else list.number(max, digits);
    list.operator(")", "}");
  };
  const power = (at: number, shown: (value: number) => number): number =>
    Math.exp(shown(operandValue(explanation, at)) - shown(max));
  const sum = likeTerms({ explanation, terms, sum: parts.sum ?? Number.NaN, options, term: exponential, value: power });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => power(self, shown) / sum.evaluate(shown), result, closing),
    write: (list, digits) => {
      list.operator("", "\\frac{");
      exponential(list, self, digits);
      list.operator(" / (", "}{");
      sum.write(list, digits);
      list.operator(")", "}");
    },
  };
}

/** −Σ w ln w in nats; a weight of 0 adds nothing. */
export function entropyDraft(explanation: Explanation, options: DraftOptions): Draft {
  const terms = explanation.terms.filter((term) => operandValue(explanation, term.factors[0] ?? 0) !== 0);
  const sum = likeTerms({
    explanation,
    // The engine's terms are −w ln w; the minus is written once, in front of the bracket.
    terms: terms.map((term) => ({ ...term, value: -term.value })),
    sum: -explanation.result,
    options,
    term: (list, at, digits) => {
      // A weight that is shown as nothing adds nothing; its logarithm could not be looked up.
      if (roundTo(operandValue(explanation, at), digits) === 0) list.operator("0", "0");
      else list.operand(explanation, at, digits).operator(" × ln ", " \\ln ").operand(explanation, at, digits);
    },
    value: (at, shown) => {
      const weight = shown(operandValue(explanation, at));
      return weight > 0 ? weight * Math.log(weight) : 0;
    },
  });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => -sum.evaluate(shown), explanation.result, closing),
    write: (list, digits) => {
      list.operator("−(", "-\\left(");
      sum.write(list, digits);
      list.operator(")", "\\right)");
    },
  };
}

/** Σ (x − mean)² / n, over every cell of the tensor. */
export function varianceDraft(explanation: Explanation, options: DraftOptions): Draft {
  const { parts, operands, terms } = explanation;
  const mean = parts.mean ?? 0;
  const count = parts.count ?? operands.length;
  const sum = likeTerms({
    explanation,
    terms,
    sum: explanation.result * count,
    options,
    term: (list, at, digits) => {
      list
        .operator("(", "(")
        .operand(explanation, at, digits)
        .operator(mean < 0 ? " + " : " − ", mean < 0 ? " + " : " - ");
      list.number(Math.abs(mean), digits).operator(")²", ")^2");
    },
    value: (at, shown) => (shown(operandValue(explanation, at)) - shown(mean)) ** 2,
  });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => sum.evaluate(shown) / count, explanation.result, closing),
    write: (list, digits) => {
      list.operator("(", "\\left(");
      sum.write(list, digits);
      list.operator(`) / ${count}`, `\\right) \\big/ ${count}`).note(options.words.variance(count));
    },
  };
}

/**
 * `0.30 × 1.20 + …`: each value times its weight, which the fused op never stored; beyond what the engine lists the
 * result stands for itself.
 */
export function fusedDraft(explanation: Explanation, options: DraftOptions): Draft {
  const { terms, omitted, parts, result } = explanation;
  if (parts.sum === 0) return exactly((list) => list.operator("0", "0").note(options.words.emptyRow));
  if (omitted > 0 || terms.length === 0) {
    return exactly((list, digits) => list.number(result, digits).note(options.words.fused));
  }
  const products = new Map(terms.map(({ factors: [at = 0], value }) => [at, value]));
  // A value of 0 hides its weight, which then doesn't matter.
  const weight = (at: number): number => (products.get(at) ?? 0) / (operandValue(explanation, at) || 1);
  const sum = likeTerms({
    explanation,
    terms,
    sum: result,
    options,
    term: (list, at, digits) => {
      const negative = operandValue(explanation, at) < 0;
      list.number(weight(at), digits).operator(negative ? " × (" : " × ", negative ? " \\times (" : " \\times ");
      list.operand(explanation, at, digits);
      if (negative) list.operator(")", ")");
    },
    value: (at, shown) => shown(weight(at)) * shown(operandValue(explanation, at)),
  });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => sum.evaluate(shown), result, closing),
    write: (list, digits) => {
      sum.write(list, digits);
      list.note(options.words.fused);
    },
  };
}
