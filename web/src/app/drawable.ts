/** What of a step can be drawn otherwise than as matrices: rows as points, positional encodings as curves. */
import { hereIn } from "../lessons/blocks";
import type { MatrixItem } from "../lessons/step";
import type { State } from "../state/settings";
import type { TraceView } from "../trace/trace_view";

/** Matrices of words by dimensions, whose rows can be points. */
const pointable = (view: TraceView, tensor: string): boolean => {
  const { axes, shape } = view.info(tensor);
  return /[tqk][mdcf]$/.test(axes) && (shape.at(-2) ?? 0) >= 3 && (shape.at(-1) ?? 0) >= 2;
};

/** What the step's points are: its result's words, or queries and keys in the one space where they meet. */
export function pointTensors(view: TraceView, state: State, items: readonly MatrixItem[]): string[] {
  const { step } = hereIn(view, state);
  const names = items.map(({ tensor }) => tensor).filter((tensor) => view.has(tensor));
  if (step.id === "scores") {
    const pair = names.filter((tensor) => pointable(view, tensor)).slice(0, 2);
    const sizes = new Set(pair.map((tensor) => view.info(tensor).shape.at(-1)));
    return pair.length === 2 && sizes.size === 1 ? pair : [];
  }
  const result = names.at(-1);
  return result !== undefined && pointable(view, result) ? [result] : [];
}

/** The encodings that the step adds, or shows by themselves. */
export const encodingsOf = (view: TraceView, items: readonly MatrixItem[]): MatrixItem | undefined =>
  items.find(({ tensor }) => /(?:^|\.)positions$/.test(tensor) && view.has(tensor));
