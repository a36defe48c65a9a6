/** Which cells of a shown matrix made the cell in question: what hover lights. Positions only, never numbers. */

import type { CellRef } from "../state/settings";
import { operandRegions } from "../trace/regions";
import { roleOf } from "../trace/roles";
import type { TraceView } from "../trace/trace_view";

/** Rows and columns from (inclusive) to (exclusive) of a matrix, and the hue of their outline. */
export interface Lit {
  rows: [number, number];
  cols: [number, number];
  hue: string;
}

const HUES: Record<string, string> = { q: "q", k: "k", v: "v" };

/** The one cell that is pointed at, where it stands in this matrix. */
export function pointedRange(cell: CellRef, tensor: string, leading: readonly number[]): Lit[] {
  if (cell.tensor !== tensor || !leading.every((at, axis) => cell.index[axis] === at)) return [];
  const [row, col] =
    cell.index.length === 1 ? [0, cell.index[0] ?? 0] : [cell.index.at(-2) ?? 0, cell.index.at(-1) ?? 0];
  return [{ rows: [row, row + 1], cols: [col, col + 1], hue: HUES[roleOf(tensor)] ?? "accent" }];
}

export function litRanges(view: TraceView, cell: CellRef | null, tensor: string, leading: readonly number[]): Lit[] {
  if (!cell || cell.tensor === tensor) return [];
  const lit: Lit[] = [];
  for (const region of operandRegions(view, cell.tensor, cell.index)) {
    if (region.name !== tensor) continue;
    for (const { from, to } of region.cells) {
      const outer = from.length - 2;
      const inHead = leading.every((at, axis) => axis >= outer || ((from[axis] ?? 0) <= at && at < (to[axis] ?? 0)));
      if (!inHead) continue;
      const [row, col] = from.length === 1 ? [0, from[0] ?? 0] : [from[outer] ?? 0, from[outer + 1] ?? 0];
      const [endRow, endCol] = from.length === 1 ? [1, to[0] ?? 1] : [to[outer] ?? 1, to[outer + 1] ?? 1];
      lit.push({ rows: [row, endRow], cols: [col, endCol], hue: HUES[roleOf(tensor)] ?? "accent" });
    }
  }
  return lit;
}
