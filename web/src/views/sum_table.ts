/** The rows of a sum as a reader adds them up, with as many digits as make every shown line close. No DOM. */
import type { Explanation } from "../engine/types";
import { type Closing, closingDigits, closingSum, roundTo } from "../trace/format";
import { type Shortened, shorten, type Term } from "../trace/sums";

/** `product`: factor × factor = term. `power`: e^(x − max) = term, as in a softmax. */
export type TableKind = "product" | "power";

export interface TableRow {
  /** Positions in the explanation's operands. */
  factors: number[];
  values: number[];
  term: number;
}

export interface SumTable {
  kind: TableKind;
  /** Of a softmax: the power that the cell itself contributes, which is divided by the sum. */
  own: number | undefined;
  head: TableRow[];
  hidden: number;
  hiddenSum: number;
  tail: TableRow[];
  sum: number;
  /** Taken off in every power. */
  max: number;
  /** Decimals of factors, of terms, and of the sum. */
  factorDigits: number;
  termDigits: number;
  sumDigits: number;
  /** No digits up to the bound make the shown lines close. */
  rounded: boolean;
}

/** Decimals that show at least two digits of a value that isn't zero: 0.42, 0.0042, 12.34. */
export function digitsFor(value: number, least = 2, most = 6): number {
  const size = Math.abs(value);
  if (!(size > 0) || !Number.isFinite(size)) return least;
  return Math.min(most, Math.max(least, 1 - Math.floor(Math.log10(size))));
}

function kindOf({ op, terms, parts }: Explanation): TableKind | undefined {
  // A row with nothing to attend to has no sum to divide by: its equation says so in words.
  if (op === "softmax" || op === "softmax_matrix") return (parts.sum ?? 0) > 0 ? "power" : undefined;
  return terms.some((term) => term.factors.length > 1) ? "product" : undefined;
}

const MOST_DIGITS = 6;

/** A line done again on shown numbers. */
function redone({ values }: TableRow, kind: TableKind, max: number, shown: (value: number) => number): number {
  if (kind === "power") return Math.exp(shown(values[0] ?? 0) - shown(max));
  return values.reduce((product, value) => product * shown(value), 1);
}

/**
 * The terms that are told. Of a softmax the cell's own power is always among them, and a long one leaves out the
 * blocked keys, which add nothing.
 */
function shortenTold(explanation: Explanation, kind: TableKind, maxTerms: number, sum: number): Shortened {
  const { operands, omitted, index } = explanation;
  const of = (term: Term) => operands[term.factors[0] ?? -1];
  const long = kind === "power" && explanation.terms.length > maxTerms + 1;
  const terms = long
    ? explanation.terms.filter((term) => of(term)?.value !== Number.NEGATIVE_INFINITY)
    : explanation.terms;
  const short = shorten(terms, maxTerms, omitted, sum);
  if (kind !== "power" || short.hidden === 0) return short;
  const key = index.join();
  const isOwn = (term: Term): boolean => of(term)?.index.join() === key;
  const own = terms.find(isOwn);
  if (!own || [...short.head, ...short.tail].some(isOwn)) return short;
  const moved = short.head.at(-1) ?? own;
  const hiddenSum = short.hiddenSum + moved.value - own.value;
  return { ...short, head: short.head.slice(0, -1), hiddenSum, tail: [own, ...short.tail] };
}

function ownTerm({ index, operands, terms, parts }: Explanation): number | undefined {
  const key = index.join();
  return parts.numerator ?? terms.find(({ factors }) => operands[factors[0] ?? -1]?.index.join() === key)?.value;
}

/** Whether the shown power over the shown sum gives the shown share. */
function dividesAsShown(
  own: number,
  sum: number,
  result: number,
  { digits, resultDigits }: Closing,
  shareDigits: number,
): boolean {
  const share = roundTo(own, digits) / roundTo(sum, resultDigits);
  return Math.abs(share - roundTo(result, shareDigits)) < 0.5 * 10 ** -shareDigits * (1 - 1e-6);
}

/** The table behind a cell, shortened to `maxTerms`; undefined where the cell is not a sum that is worth one. */
export function sumTable(explanation: Explanation, maxTerms: number, leastDigits = 2): SumTable | undefined {
  const kind = kindOf(explanation);
  if (!kind || explanation.edited) return undefined;
  const value = (at: number): number => explanation.operands[at]?.value ?? Number.NaN;
  const row = ({ factors, value: term }: Term): TableRow => ({ factors, values: factors.map(value), term });
  const sum = kind === "power" ? (explanation.parts.sum ?? Number.NaN) : explanation.result;
  const max = kind === "power" ? (explanation.parts.max ?? 0) : 0;
  const short = shortenTold(explanation, kind, maxTerms, sum);
  const [head, tail] = [short.head.map(row), short.tail.map(row)];
  const { hiddenSum } = short;
  const rows = [...head, ...tail];
  // Blocked keys that a long softmax leaves out count among them, though they add nothing.
  const hidden = explanation.terms.length + explanation.omitted - rows.length;
  const terms = [...rows.map(({ term }) => term), ...(hidden > 0 ? [hiddenSum] : [])];
  const own = kind === "power" ? ownTerm(explanation) : undefined;
  const resultDigits = digitsFor(explanation.result, leastDigits);
  let sumDigits = digitsFor(sum, leastDigits) - 1;
  let added: Closing;
  let divided: boolean;
  do {
    sumDigits++;
    added = closingSum(terms, sum, { from: sumDigits, to: MOST_DIGITS, resultDigits: sumDigits });
    divided = own === undefined || dividesAsShown(own, sum, explanation.result, added, resultDigits);
  } while (!(added.closes && divided) && sumDigits < MOST_DIGITS);
  const termDigits = added.digits;
  // Every line must close with the same digits, and what closes with three need not close with four: all are tried at once.
  const closes = (row: TableRow, digits: number): boolean =>
    closingDigits((shown) => redone(row, kind, max, shown), roundTo(row.term, termDigits), {
      from: digits,
      to: digits,
      resultDigits: termDigits,
    }).closes;
  let factorDigits = leastDigits;
  while (factorDigits <= MOST_DIGITS && !rows.every((row) => closes(row, factorDigits))) factorDigits++;
  return {
    kind,
    own,
    head,
    hidden,
    hiddenSum,
    tail,
    sum,
    max,
    factorDigits: Math.min(factorDigits, MOST_DIGITS),
    termDigits,
    sumDigits,
    rounded: !added.closes || !divided || factorDigits > MOST_DIGITS,
  };
}
