/** Words for rows and columns, from a tensor's axes and the sentence: the one place that names them. */

import type { Token } from "../engine/types";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";

export interface AxisLabels {
  title: string;
  labels: string[];
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at + 1));

/** Which sentence an axis runs over: what the encoder reads, or what the decoder continues. */
export type Side = "source" | "target";

/** Cross-attention has both: its queries (rows) are of the target, its keys (columns) of the source. */
export function sideOf(tensor: string, axis: string): Side {
  if (/\bcross\./.test(tensor)) return axis === "k" ? "source" : "target";
  if (tensor === "decoder.cross_mask") return axis === "k" ? "source" : "target";
  return /^(?:target|decoder|output)\.|^(?:logits|(?:log_)?probabilities)$/.test(tensor) ? "target" : "source";
}

/** The words of one side; a model without a target has one sentence for both. */
export function tokensOf(view: TraceView, side: Side): readonly Token[] {
  const [target] = view.targetTokens;
  return (side === "target" ? target : undefined) ?? view.tokens[0] ?? [];
}

/** Every matrix of a picture asks for the same labels; a sentence of 256 words is worth labelling once. */
const labelled = new WeakMap<readonly Token[], string[]>();

/** The words of a sentence as labels; a repeated one is told apart by its position. */
export function wordLabels(view: TraceView, side: Side = "source"): string[] {
  const tokens = tokensOf(view, side);
  const known = labelled.get(tokens);
  if (known) return known;
  const words = tokens.map((token) => token.text);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const labels = words.map((word, at) => (counts.get(word) === 1 ? word : `${word} ${at + 1}`));
  labelled.set(tokens, labels);
  return labels;
}

/** The rows of a table, or the columns of the logits: the words that a model knows, by their numbers. */
function vocabulary(view: TraceView, tensor: string, count: number): string[] {
  const side = sideOf(tensor, "v");
  const labels = numbers(count);
  const known = view.vocabulary(side);
  if (known.length === count) return [...known];
  for (const token of tokensOf(view, side)) labels[token.id] = token.key;
  return labels;
}

/** `d` is one of d_k in queries and keys, and one of d_v in what is made of values. */
const perHead = (tensor: string): string =>
  /\.(?:W_|b_)?v(?:_joint)?$|\.z$/.test(tensor) ? t("matrix.valueDimension") : t("matrix.keyDimension");

export function axisLabels(view: TraceView, tensor: string, axis: string, count: number): AxisLabels {
  const words = wordLabels(view, sideOf(tensor, axis));
  // A matrix that somebody brought along has rows and columns, and says no more of itself.
  if (tensor === "matrix" && axis !== "h") {
    const title = t(axis === "m" ? "matrix.column" : "matrix.row");
    return { title, labels: axis === "t" && words.length === count ? words : numbers(count) };
  }
  const named = words.length === count ? words : numbers(count);
  switch (axis) {
    case "q":
      return { title: t("matrix.query"), labels: named };
    case "k":
      return { title: t("matrix.key"), labels: named };
    case "t":
      return { title: t("matrix.position"), labels: named };
    case "v":
      return {
        title: t("matrix.word"),
        labels: tensor.endsWith("positions.table") ? numbers(count) : vocabulary(view, tensor, count),
      };
    case "m":
      return { title: t("matrix.modelDimension"), labels: numbers(count) };
    case "f":
      return { title: t("matrix.hiddenDimension"), labels: numbers(count) };
    case "l":
      return { title: t("matrix.class"), labels: numbers(count) };
    case "g":
      return { title: t("matrix.group"), labels: numbers(count) };
    case "n":
      return { title: "", labels: numbers(count) };
    case "c":
      return { title: t("matrix.headColumn"), labels: numbers(count) };
    default:
      return { title: axis === "h" ? t("matrix.head") : perHead(tensor), labels: numbers(count) };
  }
}

/** A word in a line of its own direction, so that Arabic words around an arrow keep their order. */
export const isolate = (word: string): string => `\u2068${word}\u2069`;
