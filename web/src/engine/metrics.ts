/** How good answers are (S16, S20): what each call takes, checked, and what it gives. */
import { finite, integer, list, oneOf, type Plain, plainObject, string, tensor } from "./checks";
import { describe, fault } from "./errors";
import { checkedBy } from "./text";
import type { Tensor, TensorLike } from "./types";

/** Words as they are, or a text that is cut into lower-cased ones. */
export type WordsLike = string | string[];

export interface BleuExample {
  candidate: WordsLike;
  references: WordsLike[];
}

export interface BleuOptions extends Partial<BleuExample> {
  /** Instead of one candidate: a corpus, scored once over all. */
  examples?: BleuExample[];
  /** n-grams of 1 to so many words; 4 by default. */
  maxN?: number;
  /** What a precision without a match becomes: 0, epsilon / total, (matches + k) / (total + k), or 1 / (2^i total). */
  smoothing?: "none" | "add_epsilon" | "add_k" | "exponential";
  epsilon?: number;
  k?: number;
}

export interface BleuResult {
  /** From 0 to 1: the brevity penalty times the geometric mean of the precisions. */
  score: number;
  precisions: {
    n: number;
    matches: number;
    total: number;
    precision: number;
    /** For one sentence: how often each n-gram stands there, in the reference that has most of it, and the smaller. */
    clipped: { ngram: string[]; count: number; reference: number; clipped: number }[];
  }[];
  brevityPenalty: number;
  candidateLength: number;
  referenceLength: number;
  smoothing: string;
}

export interface RougeOptions {
  candidate: WordsLike;
  reference: WordsLike;
}

export interface RougeScore {
  /** n-grams that both have, or the length of the longest common subsequence. */
  overlap: number;
  candidate: number;
  reference: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface RougeResult {
  rouge1: RougeScore;
  rouge2: RougeScore;
  rougeL: RougeScore;
  lcs: string[];
}

export interface ReportOptions {
  truth: (string | number)[];
  predicted: (string | number)[];
}

export interface ClassScores {
  precision: number;
  recall: number;
  f1: number;
  support: number;
}

export interface ClassificationReport {
  labels: string[];
  perClass: (ClassScores & { label: string })[];
  macro: ClassScores;
  weighted: ClassScores;
  accuracy: number;
  /** A row a true label, a column a predicted one. */
  confusion: Tensor;
}

export interface PerplexityOptions {
  /** Natural logarithms of what the model gave to what came. */
  logProbabilities?: ArrayLike<number>;
  /** Or [T, V], with the T ids that came; `ignored` ones (padding) don't count. */
  logits?: TensorLike;
  targets?: number[];
  ignored?: number;
}

export interface PerplexityResult {
  /** exp(crossEntropy): between how many equally likely words the model hesitates. */
  perplexity: number;
  crossEntropy: number;
  logProbabilities: number[];
}

type Check = (op: string, what: string, value: unknown) => unknown;

const words: Check = (op, what, value) => {
  if (typeof value === "string") return string(op, what, value).normalize("NFC");
  if (!Array.isArray(value)) throw fault(op, `${what} must be a text or an array of words, not ${describe(value)}`);
  return list(op, what, value).map((word, at) => string(op, `${what}[${at}]`, word).normalize("NFC"));
};

const references: Check = (op, what, value) =>
  list(op, what, value).map((entry, at) => words(op, `${what}[${at}]`, entry));

function example(op: string, what: string, value: unknown): Plain {
  const given = plainObject(op, what, value);
  return {
    candidate: words(op, `${what}.candidate`, given.candidate),
    references: references(op, `${what}.references`, given.references),
  };
}

export function checkedBleu(options: unknown): Plain {
  const checked = checkedBy("bleu", "the options", options, {
    candidate: words,
    references,
    examples: (op, what, value) => list(op, what, value).map((entry, at) => example(op, `${what}[${at}]`, entry)),
    maxN: (op, what, value) => integer(op, what, value, 1, 100),
    smoothing: (op, what, value) => oneOf(op, what, value, ["none", "add_epsilon", "add_k", "exponential"]),
    epsilon: finite,
    k: finite,
  });
  const one = checked.candidate !== undefined && checked.references !== undefined;
  if (one === (checked.examples !== undefined)) {
    throw fault("bleu", "either candidate and references or examples are needed");
  }
  return checked;
}

export function checkedRouge(options: unknown): Plain {
  const checked = checkedBy("rouge", "the options", options, { candidate: words, reference: words });
  for (const name of ["candidate", "reference"]) {
    if (checked[name] === undefined) throw fault("rouge", `${name} is missing`);
  }
  return checked;
}

const labels: Check = (op, what, value) =>
  list(op, what, value).map((label, at) =>
    typeof label === "number" && Number.isFinite(label) ? String(label) : string(op, `${what}[${at}]`, label),
  );

export function checkedReport(options: unknown): Plain {
  const op = "classificationReport";
  const checked = checkedBy(op, "the options", options, { truth: labels, predicted: labels });
  for (const name of ["truth", "predicted"]) if (checked[name] === undefined) throw fault(op, `${name} is missing`);
  return checked;
}

/** Minus infinity is what something impossible gets. */
const logProbability = (op: string, what: string, value: unknown): number => {
  if (value === Number.NEGATIVE_INFINITY) return value as number;
  return finite(op, what, value);
};

export function checkedPerplexity(options: unknown): Plain {
  const checked = checkedBy("perplexity", "the options", options, {
    logProbabilities: (op, what, value) =>
      list(op, what, ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value).map((one, at) =>
        logProbability(op, `${what}[${at}]`, one),
      ),
    logits: (op, what, value) => tensor(op, what, value),
    targets: (op, what, value) =>
      list(op, what, value).map((id, at) => integer(op, `${what}[${at}]`, id, -(2 ** 30), 2 ** 30)),
    ignored: (op, what, value) => integer(op, what, value, -(2 ** 30), 2 ** 30),
  });
  if ((checked.logProbabilities === undefined) === (checked.logits === undefined || checked.targets === undefined)) {
    throw fault("perplexity", "either logProbabilities or logits and targets are needed");
  }
  return checked;
}
