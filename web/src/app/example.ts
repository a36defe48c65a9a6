/** The one word and the word it looks at most, which Play follows from step to step. */
import type { Block } from "../lessons/blocks";
import type { CellRef, State } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import { leadingOf } from "./matrix_data";

/** Where nothing was chosen: the third word, as in every step's own example. */
const QUERY = 2;

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
  // Read off, not computed: the place of the largest of the engine's weights.
  const key = row.reduce((best, share, nth) => (share > (row[best] ?? 0) ? nth : best), 0);
  return { query, key };
}

/** The cell of a tensor that belongs to the two words. */
export function exampleIn(view: TraceView, state: State, tensor: string, { query, key }: Followed): CellRef {
  const { axes, shape } = view.info(tensor);
  const leading = leadingOf(view, tensor, state.head);
  const wanted: Record<string, number> = { q: query, t: query, k: key };
  const index = shape.map((size, at) => Math.min(size - 1, leading[at] ?? wanted[axes[at] ?? ""] ?? 0));
  return { tensor, index };
}
