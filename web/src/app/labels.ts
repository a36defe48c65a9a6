/** Words for rows and columns, from a tensor's axes and the sentence: the one place that names them. */

import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";

export interface AxisLabels {
  title: string;
  labels: string[];
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at + 1));

/** Every matrix of a picture asks for the same labels; a sentence of 256 words is worth labelling once. */
const labelled = new WeakMap<TraceView, string[]>();

/** The words of the sentence as labels; a repeated one is told apart by its position. */
export function wordLabels(view: TraceView): string[] {
  const known = labelled.get(view);
  if (known) return known;
  const words = (view.tokens[0] ?? []).map((token) => token.text);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const labels = words.map((word, at) => (counts.get(word) === 1 ? word : `${word} ${at + 1}`));
  labelled.set(view, labels);
  return labels;
}

function vocabulary(view: TraceView, count: number): string[] {
  const labels = numbers(count);
  for (const token of view.tokens[0] ?? []) labels[token.id] = token.key;
  return labels;
}

/** `d` is one of d_k in queries and keys, and one of d_v in what is made of values. */
const perHead = (tensor: string): string =>
  /\.(?:W_|b_)?v(?:_joint)?$|\.z$/.test(tensor) ? t("matrix.valueDimension") : t("matrix.keyDimension");

export function axisLabels(view: TraceView, tensor: string, axis: string, count: number): AxisLabels {
  const words = wordLabels(view);
  const named = words.length === count ? words : numbers(count);
  switch (axis) {
    case "q":
      return { title: t("matrix.query"), labels: named };
    case "k":
      return { title: t("matrix.key"), labels: named };
    case "t":
      return { title: t("matrix.position"), labels: named };
    case "v":
      return { title: t("matrix.word"), labels: vocabulary(view, count) };
    case "m":
      return { title: t("matrix.modelDimension"), labels: numbers(count) };
    case "c":
      return { title: t("matrix.headColumn"), labels: numbers(count) };
    default:
      return { title: axis === "h" ? t("matrix.head") : perHead(tensor), labels: numbers(count) };
  }
}

/** A word in a line of its own direction, so that Arabic words around an arrow keep their order. */
export const isolate = (word: string): string => `\u2068${word}\u2069`;
