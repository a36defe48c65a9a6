/** Softmax over a row or the whole matrix (S01, S05, S28), entropy and variance (S06). */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import type { PartList } from "./equation_parts";
import { closingDigits, formatNumber } from "./format";
import { type Term, shorten } from "./sums";

const valueOf = (explanation: Explanation, at: number): number => explanation.operands[at]?.value ?? Number.NaN;

const hiddenSum = (terms: readonly Term[]): number => terms.reduce((sum, term) => sum + term.value, 0);

interface SumWriter {
  explanation: Explanation;
  terms: readonly Term[];
  options: DraftOptions;
  /** Writes one term with the operand at `at`. */
  term(list: PartList, at: number, digits: number): void;
  /** The same term as a number, from the shown operand. */
  value(at: number, shown: (value: number) => number): number;
}

/** A sum of like terms, shortened in the middle; the same list serves writing and checking. */
function likeTerms({ explanation, terms, options, term, value }: SumWriter) {
  const { head, hidden, tail } = shorten(terms, options.maxTerms);
  const at = (one: Term): number => one.factors[0] ?? 0;
  return {
    hidden: hidden.length,
    evaluate: (shown: (value: number) => number): number =>
      [...head, ...tail].reduce((sum, one) => sum + value(at(one), shown), hidden.length ? shown(hiddenSum(hidden)) : 0),
    write: (list: PartList, digits: number): void => {
      let first = true;
      const plus = (): void => {
        if (!first) list.operator(" + ", " + ");
        first = false;
      };
      for (const one of head) {
        plus();
        term(list, at(one), digits);
      }
      if (hidden.length > 0) {
        plus();
        list.more(options.words.more(hidden.length, formatNumber(hiddenSum(hidden), digits)));
      }
      for (const one of tail) {
        plus();
        term(list, at(one), digits);
      }
      if (first) list.operator("0", "0");
    },
  };
}

/** `e^(0.42 − 1.20) / (e^(0.42 − 1.20) + …)`: the row maximum is taken off first, as the engine does. */
export function softmaxDraft(explanation: Explanation, options: DraftOptions): Draft | undefined {
  const { operands, index, terms, parts, result } = explanation;
  if (result === 0 && (parts.sum === 0 || operands.every((operand) => operand.value === Number.NEGATIVE_INFINITY))) {
    return exactly((list) => list.operator("0", "0").note(options.words.emptyRow));
  }
  const max = parts.max ?? 0;
  const self = operands.findIndex((operand) => operand.index.join() === index.join());
  const exponential = (list: PartList, at: number, digits: number): void => {
    list.operator("e^(", "e^{").operand(explanation, at, digits).operator(" − ", " - ");
    if (max < 0) list.operator("(", "(").number(max, digits).operator(")", ")");
    else list.number(max, digits);
    list.operator(")", "}");
  };
  const power = (at: number, shown: (value: number) => number): number =>
    Math.exp(shown(valueOf(explanation, at)) - shown(max));
  const sum = likeTerms({ explanation, terms, options, term: exponential, value: power });
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
  const terms = explanation.terms.filter((term) => valueOf(explanation, term.factors[0] ?? 0) !== 0);
  const sum = likeTerms({
    explanation,
    terms: terms.map((term) => ({ ...term, value: -Math.abs(term.value) })),
    options,
    term: (list, at, digits) =>
      list.operand(explanation, at, digits).operator(" × ln ", " \\ln ").operand(explanation, at, digits),
    value: (at, shown) => {
      const weight = shown(valueOf(explanation, at));
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
  const count = parts.count ?? parts.n ?? operands.length;
  const sum = likeTerms({
    explanation,
    terms,
    options,
    term: (list, at, digits) => {
      list.operator("(", "(").operand(explanation, at, digits).operator(mean < 0 ? " + " : " − ", mean < 0 ? " + " : " - ");
      list.number(Math.abs(mean), digits).operator(")²", ")^2");
    },
    value: (at, shown) => (shown(valueOf(explanation, at)) - shown(mean)) ** 2,
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
