/**
 * Turns an explanation into the equation a reader can check: `0.42 = (1.31 × 0.20 + …) / √8`.
 * Every number comes from the engine; this file only chooses digits, order and signs.
 */
import type { Explanation } from "../engine/types";
import type { Draft } from "./draft";
import { type DressTex, type EquationPart, PartList } from "./equation_parts";
import { type Closing, formatNumber } from "./format";
import { draftFor } from "./rules";
import { type EquationWords, englishWords } from "./words";

export type { DressTex, EquationPart } from "./equation_parts";
export { type EquationWords, englishWords } from "./words";

export interface Equation {
  /** The parts' text joined. */
  text: string;
  /** The parts' TeX joined; only numbers and escaped text, whatever the tokens were. */
  tex: string;
  parts: EquationPart[];
  /** Decimals of the operands and of the result. */
  digits: number;
  resultDigits: number;
  /** The shown operands don't give the shown result; the equation says so. */
  rounded: boolean;
  /** How many terms the middle was shortened by. */
  hidden: number;
}

export interface EquationOptions {
  /** Decimals of the result, more where it is small; operands take as many as the arithmetic needs to close. */
  digits?: number;
  /** Longer sums are shortened in the middle. */
  maxTerms?: number;
  /** Written before the result: `score(cat, sat)`. */
  subject?: string;
  words?: EquationWords;
  dressTex?: DressTex;
}

/** How many more decimals than the result operands may take to make the arithmetic close. */
const EXTRA_DIGITS = 3;
/** What is smaller than these can show is rounding noise, and zero to the reader. */
const MAX_DIGITS = 6;

function begin(list: PartList, explanation: Explanation, value: number, closing: Closing, subject?: string): void {
  if (subject !== undefined) list.name(subject).operator(" = ", " = ");
  const digits = isWhole(explanation) ? 0 : closing.resultDigits;
  list.number(value, digits, "result");
  list.operator(closing.closes ? " = " : " ≈ ", closing.closes ? " = " : " \\approx ");
}

const WHOLE_OPS: readonly string[] = ["mask_rule", "mask_and", "mask_or", "multiply_adds", "key_mask", "near_zero"];

/** Masks are ones and zeros, ids and lengths whole numbers: without decimals. */
function isWhole({ op, name }: Explanation): boolean {
  return WHOLE_OPS.includes(op) || name === "tokens" || name === "tokens.length";
}

/** At least `digits`, and so many that a small number shows two of its own figures instead of 0.00. */
function enoughDigits(value: number, digits: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 0.1 || Math.abs(value) < 10 ** -MAX_DIGITS) return digits;
  return Math.min(Math.max(digits, 1 - Math.floor(Math.log10(Math.abs(value)))), Math.max(digits, MAX_DIGITS));
}

function finish(list: PartList, draft: Pick<Draft, "hidden">, closing: Closing): Equation {
  const { parts } = list;
  return {
    parts,
    text: parts.map((part) => part.text).join(""),
    tex: parts.map((part) => part.tex).join(""),
    digits: closing.digits,
    resultDigits: closing.resultDigits,
    rounded: !closing.closes,
    hidden: draft.hidden,
  };
}

/** A cell that nothing computed: an input, a parameter, or one set by hand. */
function plain(
  explanation: Explanation,
  options: Required<Pick<EquationOptions, "digits" | "words">> & EquationOptions,
): Equation {
  const { words } = options;
  const digits = isWhole(explanation) ? 0 : enoughDigits(explanation.value, options.digits);
  const list = new PartList(options.dressTex);
  if (options.subject !== undefined) list.name(options.subject).operator(" = ", " = ");
  list.number(explanation.value, digits, "result");
  const note = explanation.edited ? words.setByHand(formatNumber(explanation.computed, digits)) : words.given;
  list.note(note);
  return finish(list, { hidden: 0 }, { digits, resultDigits: digits, closes: true });
}

/**
 * The equation of one cell. A scaled score is expanded to its dot product where the explanation carries its
 * `source` (the explanation of the score it scales). An edited cell says that it was set by hand and what the op gives.
 */
export function equation(explanation: Explanation, options: EquationOptions = {}): Equation {
  const { digits = 2, maxTerms = 6, words = englishWords, dressTex, subject } = options;
  if (explanation.edited) return plain(explanation, { ...options, digits, words });
  const draft = draftFor(explanation, { maxTerms, words });
  if (!draft) return plain(explanation, { ...options, digits, words });
  const resultDigits = enoughDigits(explanation.result, digits);
  const closing = draft.close({ from: resultDigits, to: resultDigits + EXTRA_DIGITS, resultDigits });
  const list = new PartList(dressTex);
  begin(list, explanation, explanation.result, closing, subject);
  draft.write(list, closing.digits);
  if (!closing.closes) list.note(words.rounded);
  return finish(list, draft, closing);
}
