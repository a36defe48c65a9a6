/** The rows of an unfolded chain, from what is known of its cells. No DOM. */
import type { Explanation } from "../engine/types";
import { type Branch, branchesOf } from "../trace/provenance";

export interface ChainCell {
  name: string;
  index: number[];
}

export const cellKey = ({ name, index }: ChainCell): string => `${name}@${index.join()}`;

export interface CellRow {
  kind: "cell";
  path: string;
  parent: string;
  level: number;
  position: number;
  count: number;
  branch: Branch;
  open: boolean;
}

/** Stands for those that are not shown yet. */
export interface MoreRow {
  kind: "more";
  path: string;
  parent: string;
  level: number;
  position: number;
  count: number;
  hidden: number;
}

/** The engine counted these and listed only the first few thousand: they can't be unfolded, but are said. */
export interface OmittedRow extends Omit<MoreRow, "kind"> {
  kind: "omitted";
}

export type Row = CellRow | MoreRow | OmittedRow;

export const FIRST_SHOWN = 8;
/** How many more are shown at a time. */
export const MORE_SHOWN = 64;

export interface ChainState {
  /** Paths that are unfolded. */
  open: ReadonlySet<string>;
  /** How many rows a path shows, where more were asked for. */
  shown: ReadonlyMap<string, number>;
  known: (cell: ChainCell) => Explanation | undefined;
}

export function rowsOf(root: Explanation, state: ChainState): Row[] {
  const rows: Row[] = [];
  const add = (explanation: Explanation, parent: string, level: number): void => {
    const branches = branchesOf(explanation);
    const wanted = state.shown.get(parent) ?? FIRST_SHOWN;
    // Never hides one alone: its row takes as much room as saying so.
    const limit = branches.length <= wanted + 1 ? branches.length : wanted;
    const hidden = branches.length - limit;
    const count = limit + (hidden > 0 ? 1 : 0) + (explanation.omitted > 0 ? 1 : 0);
    const seen = new Map<string, number>();
    for (const [at, branch] of branches.slice(0, limit).entries()) {
      const key = cellKey(branch);
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      const path = `${parent}/${key}${nth > 0 ? `#${nth}` : ""}`;
      const open = state.open.has(path);
      rows.push({ kind: "cell", path, parent, level, position: at + 1, count, branch, open });
      const below = open ? state.known(branch) : undefined;
      if (below) add(below, path, level + 1);
    }
    const rest = { parent, level, count };
    if (hidden > 0) rows.push({ ...rest, kind: "more", path: `${parent}/+`, position: limit + 1, hidden });
    if (explanation.omitted > 0)
      rows.push({ ...rest, kind: "omitted", path: `${parent}/…`, position: count, hidden: explanation.omitted });
  };
  add(root, "", 1);
  return rows;
}
