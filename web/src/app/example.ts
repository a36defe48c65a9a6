/** The one word and the word it looks at most, which Play follows from step to step. */
import type { Block } from "../lessons/blocks";
import type { CellRef, State } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import { type Side, sideOf, tokensOf } from "./labels";
import { leadingOf } from "./matrix_data";

/** Where nothing was chosen: the third word, as in every step's own example. */
const QUERY = 2;

/** The word whose attention is looked at first: a learned model's pronoun, whose attention means something. */
export function queryOf(view: TraceView, state: State, side: Side): number {
  const it = state.learned === "" ? -1 : tokensOf(view, side).findIndex(({ key }) => key === "it");
  return it < 0 ? QUERY : it;
}

export interface Followed {
  query: number;
  key: number;
}

/** The query of the chosen cell, or the usual one, and the key with its largest weight in the block. */
export function followed(view: TraceView, state: State, block: Block): Followed {
  const { cell } = state;
  const { axes = "" } = cell && view.has(cell.tensor) ? view.info(cell.tensor) : {};
  const at = ["q", "t"].map((axis) => axes.indexOf(axis)).find((place) => place >= 0);
  const query = at === undefined ? QUERY : (cell?.index[at] ?? queryOf(view, state, sideOf(block.id, "q")));
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

/**
 * The weights of words of one side among themselves that are looked at: the chosen cell's, else the first, and of a
 * learned model the last, which is nearest to what it answers.
 */
export function weightsOf(view: TraceView, state: State, side: Side): string | undefined {
  const count = tokensOf(view, side).length;
  // A decoder by itself has one sentence for both.
  const belongs = (name: string): boolean => view.targetTokens.length === 0 || sideOf(name, "q") === side;
  const all = view.names.filter((name) => {
    if (!/(?:^|\.)attn\.weights$/.test(name) || !belongs(name)) return false;
    return view
      .info(name)
      .shape.slice(-2)
      .every((size) => size === count);
  });
  return all.find((name) => name === state.cell?.tensor) ?? all.at(state.learned === "" ? 0 : -1);
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
  const tensor = weightsOf(view, state, side);
  if (tensor === undefined) return null;
  const leading = leadingOf(view, tensor, state.head);
  const { data, rows, cols } = view.matrix(tensor, leading);
  const row = Math.min(queryOf(view, state, side), rows - 1);
  return { tensor, index: [...leading, row, strongest(data.subarray(row * cols, (row + 1) * cols)).at] };
}
