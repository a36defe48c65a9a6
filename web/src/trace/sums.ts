/** Sums of products as a reader adds them up: signs pulled out, long ones shortened in the middle. */
import type { Explanation } from "../engine/types";
import type { PartList } from "./equation_parts";
import { formatNumber, roundTo } from "./format";
import type { EquationWords } from "./words";

export type Term = Explanation["terms"][number];

export interface Shortened {
  head: Term[];
  /** How many terms are left out in the middle, and what they add up to. */
  hidden: number;
  hiddenSum: number;
  tail: Term[];
}

const total = (terms: readonly Term[]): number => terms.reduce((sum, term) => sum + term.value, 0);

/**
 * All terms, or the first and last few of a long sum; never hides fewer than two. `omitted` terms are those that the
 * engine counted but didn't list; what they add up to is the rest to `sum`.
 */
export function shorten(terms: readonly Term[], maxTerms: number, omitted = 0, sum = total(terms)): Shortened {
  if (omitted === 0 && terms.length <= Math.max(maxTerms, 2) + 1) {
    return { head: [...terms], hidden: 0, hiddenSum: 0, tail: [] };
  }
  const behind = omitted > 0 ? 0 : Math.max(1, Math.floor(maxTerms / 3));
  const head = terms.slice(0, Math.max(1, maxTerms - behind));
  const tail = terms.slice(terms.length - behind);
  const hidden = terms.length + omitted - head.length - tail.length;
  const middle = omitted > 0 ? sum - total(head) : total(terms.slice(head.length, terms.length - behind));
  return { head, hidden, hiddenSum: middle, tail };
}

function operandValue(explanation: Explanation, at: number): number {
  return explanation.operands[at]?.value ?? Number.NaN;
}

/** The sum redone on shown operands only: what closing the arithmetic is checked against. */
export function evaluateSum(
  explanation: Explanation,
  { head, hidden, hiddenSum, tail }: Shortened,
  shown: (value: number) => number,
): number {
  let sum = hidden > 0 ? shown(hiddenSum) : 0;
  for (const term of [...head, ...tail]) {
    sum += term.factors.reduce((factor, at) => factor * shown(operandValue(explanation, at)), 1);
  }
  return sum;
}

/** `1.31 × 0.20 − 0.4 × (−0.2) + … [58 more: 0.37] + 0.1 × 2.2` */
export function writeSum(
  list: PartList,
  explanation: Explanation,
  shortened: Shortened,
  digits: number,
  words: EquationWords,
): void {
  let first = true;
  const plus = (negative: boolean): void => {
    if (!first) list.operator(negative ? " − " : " + ", negative ? " - " : " + ");
    first = false;
  };
  const write = (term: Term): void => {
    term.factors.forEach((at, place) => {
      const value = operandValue(explanation, at);
      const negative = roundTo(value, digits) < 0;
      if (place === 0) {
        const behind = !first;
        plus(negative);
        list.operand(explanation, at, digits, behind && negative);
        return;
      }
      list.operator(" × ", " \\times ");
      if (negative) list.operator("(", "(");
      list.operand(explanation, at, digits);
      if (negative) list.operator(")", ")");
    });
  };
  for (const term of shortened.head) write(term);
  if (shortened.hidden > 0) {
    plus(false);
    list.more(words.more(shortened.hidden, formatNumber(shortened.hiddenSum, digits)));
  }
  for (const term of shortened.tail) write(term);
  if (first) list.number(0, digits);
}
