/** In which order and when the cells of a result come about. */
import { describe, expect, test } from "vitest";
import { fallenAt, filledAt, fillOrder, LANDED, UNTOLD } from "../../web/src/views/motion_order";

describe("the cells of a result", () => {
  test("come each exactly once, the example first and its row before any other", () => {
    for (const [rows, cols, row, col] of [
      [6, 6, 2, 3],
      [1, 8, 0, 7],
      [5, 1, 4, 0],
      [1, 1, 0, 0],
    ] as const) {
      const order = [...fillOrder(rows, cols, { row, col })];
      expect(order[0]).toBe(row * cols + col);
      expect(new Set(order.slice(0, cols).map((at) => Math.floor(at / cols)))).toEqual(new Set([row]));
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: rows * cols }, (_, at) => at));
    }
    expect([...fillOrder(0, 4, { row: 0, col: 0 })]).toEqual([]);
  });

  test("wait for the example to land, never go back, come ever faster, and are all there at the end", () => {
    const filled = Array.from({ length: 101 }, (_, at) => filledAt(at / 100, 256));
    filled.forEach((count, at) => {
      expect(count).toBeGreaterThanOrEqual(filled[at - 1] ?? 0);
      if (at / 100 < LANDED) expect(count).toBe(0);
    });
    expect(filledAt(LANDED, 256)).toBe(1);
    expect(filled.at(-1)).toBe(256);
    const [early, late] = [filledAt(0.75, 256) - filledAt(0.7, 256), filledAt(0.95, 256) - filledAt(0.9, 256)];
    expect(late).toBeGreaterThan(early);
    expect(filledAt(UNTOLD, 9, UNTOLD)).toBe(1);
    expect(filledAt(5, 0)).toBe(0);
  });

  test("that a mask takes away fall one after the other, all of them before the end", () => {
    const at = (progress: number) => Array.from({ length: 15 }, (_, nth) => fallenAt(progress, nth, 15));
    expect(at(0)).toEqual(at(0).map(() => 0));
    expect(at(1)).toEqual(at(1).map(() => 1));
    const middle = at(0.4);
    expect(middle[0]).toBe(1);
    expect(middle.at(-1)).toBe(0);
    middle.slice(1).forEach((share, nth) => {
      expect(share).toBeLessThanOrEqual(middle[nth] ?? 0);
    });
  });
});
