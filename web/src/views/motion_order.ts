/** In which order the cells of a result appear, and how many of them at a moment. No DOM. */

/** Until here the first cell is told: its operands light, its terms come together, their sum lands. */
export const LANDED = 0.62;

/** Where the story of a cell is not told, they fill from the start. */
export const UNTOLD = 0.12;

/**
 * Positions in a row-major matrix: the example first, then the rest of its row, then the rows after it and round to
 * those before it.
 */
export function fillOrder(rows: number, cols: number, first: { row: number; col: number }): Int32Array {
  const order = new Int32Array(rows * cols);
  let at = 0;
  for (let r = 0; r < rows; r++) {
    const row = (first.row + r) % rows;
    for (let c = 0; c < cols; c++) order[at++] = row * cols + ((first.col + c) % cols);
  }
  return order;
}

/** How many cells are there at `progress` (0 to 1): none, the first when it lands, then ever faster all of them. */
export function filledAt(progress: number, count: number, start = LANDED): number {
  if (progress >= 1) return count;
  if (progress < start || count === 0) return 0;
  const share = (progress - start) / (1 - start);
  return Math.min(count, 1 + Math.floor((count - 1) * share ** 1.6));
}

/** How far a cell has fallen that the mask takes away, 0 to 1: one after the other, in the order of filling. */
export function fallenAt(progress: number, nth: number, count: number): number {
  const start = UNTOLD + ((0.75 - UNTOLD) * nth) / Math.max(1, count);
  return Math.max(0, Math.min(1, (progress - start) / 0.22));
}
