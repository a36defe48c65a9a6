/** Sums of like terms (powers, squares, logarithms), each written from its operand. */
import type { Explanation } from "../engine/types";
import type { DraftOptions } from "./draft";
import type { PartList } from "./equation_parts";
import { formatNumber } from "./format";
import { shorten, type Term } from "./sums";

export interface SumWriter {
  explanation: Explanation;
  terms: readonly Term[];
  /** What all terms, listed or not, add up to. */
  sum: number;
  options: DraftOptions;
  /** Writes one term with the operand at `at`. */
  term(list: PartList, at: number, digits: number): void;
  /** The same term as a number, from the shown operand. */
  value(at: number, shown: (value: number) => number): number;
}

/** A sum of like terms, shortened in the middle; the same list serves writing and checking. */
export function likeTerms({ explanation, terms, sum, options, term, value }: SumWriter) {
  const { head, hidden, hiddenSum, tail } = shorten(terms, options.maxTerms, explanation.omitted, sum);
  const at = (one: Term): number => one.factors[0] ?? 0;
  return {
    hidden,
    evaluate: (shown: (value: number) => number): number =>
      [...head, ...tail].reduce((soFar, one) => soFar + value(at(one), shown), hidden > 0 ? shown(hiddenSum) : 0),
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
      if (hidden > 0) {
        plus();
        list.more(options.words.more(hidden, formatNumber(hiddenSum, digits)));
      }
      for (const one of tail) {
        plus();
        term(list, at(one), digits);
      }
      if (first) list.operator("0", "0");
    },
  };
}
