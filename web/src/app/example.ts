/** The one word and the word it looks at most, which Play follows from step to step. */
import type { Block } from "../lessons/blocks";
import type { CellRef, State } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import { type Side, sideOf, tokensOf } from "./labels";
import { leadingOf } from "./matrix_data";

/** Where nothing was chosen: the third word, as in every step's own example. */
export const QUERY = 2;

export interface Followed {
  query: number;
  key: number;
}

/** The query of the chosen cell, or the usual one, and the key with its largest weight in the block. */
export function followed(view: TraceView, state: State, block: Block): Followed {
  const { cell } = state;
  const { axes = "" } = cell && view.has(cell.tensor) ? view.info(cell.tensor) : {};
  const at = ["q", "t"].map((axis) => axes.indexOf(axis)).find((place) => place >= 0);
  const query = at === undefined ? QUERY : (cell?.index[at] ?? QUERY);
  const tensor = block.id === "" ? "attn.weights" : `${block.id}.weights`;
  if (!view.has(tensor)) return { query, key: Math.max(0, query - 1) };
  const { data, rows, cols } = view.matrix(tensor, leadingOf(view, tensor, state.head));
  const row = data.subarray(Math.min(query, rows - 1) * cols, (Math.min(query, rows - 1) + 1) * cols);
  return { query, key: strongest(row).at };
}

/** The cell of a tensor that belongs to the two words. */
export function exampleIn(view: TraceView, state: State, tensor: string, { query, key }: Followed): CellRef {
  const { axes, shape } = view.info(tensor);
  const leading = leadingOf(view, tensor, state.head);
  const wanted: Record<string, number> = { q: query, t: query, k: key };
  const index = shape.map((size, at) => Math.min(size - 1, leading[at] ?? wanted[axes[at] ?? ""] ?? 0));
  return { tensor, index };
}

/** The first weights of words of one side among themselves. */
export function weightsOf(view: TraceView, side: Side): string | undefined {
  const count = tokensOf(view, side).length;
  return view.names.find((name) => {
    if (!/(?:^|\.)attn\.weights$/.test(name) || sideOf(name, "q") !== side) return false;
    return view
      .info(name)
      .shape.slice(-2)
      .every((size) => size === count);
  });
}

/** The strongest key of a row, and its share: read, not computed. */
export function strongest(row: Float32Array): { at: number; share: number } {
  let at = 0;
  row.forEach((share, nth) => {
    if (share > (row[at] ?? 0)) at = nth;
  });
  return { at, share: row[at] ?? Number.NaN };
}

/** What the first screen's lines lead to: the strongest weight of the word that is looked at. */
export function glanceCell(view: TraceView, state: State, side: Side): CellRef | null {
  const tensor = weightsOf(view, side);
  if (tensor === undefined) return null;
  const leading = leadingOf(view, tensor, state.head);
  const { data, rows, cols } = view.matrix(tensor, leading);
  const row = Math.min(QUERY, rows - 1);
  return { tensor, index: [...leading, row, strongest(data.subarray(row * cols, (row + 1) * cols)).at] };
}
