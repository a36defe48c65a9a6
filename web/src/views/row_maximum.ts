/** Which cell of a row is its greatest: read off the numbers shown, kept until they change. */
import type { Values } from "./same_values";

interface Matrix {
  data: Float32Array;
  rows: number;
  cols: number;
  allowed?: Values | undefined;
}

const known = new WeakMap<Float32Array, { allowed: Values | undefined; at: Map<number, number> }>();

/** The column of the greatest open number of a row; -1 where there is no single one. */
export function rowMaximum({ data, cols, allowed }: Matrix, row: number): number {
  let kept = known.get(data);
  if (!kept || kept.allowed !== allowed) {
    kept = { allowed, at: new Map() };
    known.set(data, kept);
  }
  const before = kept.at.get(row);
  if (before !== undefined) return before;
  let [at, most, ties] = [-1, Number.NEGATIVE_INFINITY, 0];
  for (let col = 0; col < cols; col++) {
    const i = row * cols + col;
    if (allowed && !allowed[i]) continue;
    const value = data[i] as number;
    if (value > most) {
      [at, most, ties] = [col, value, 1];
    } else if (value === most) ties++;
  }
  if (ties !== 1) at = -1;
  kept.at.set(row, at);
  return at;
}
