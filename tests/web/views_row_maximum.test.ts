/** Which number of a row is its greatest, as it is told to who can't see the colours. */
import { describe, expect, test } from "vitest";
import { rowMaximum } from "../../web/src/views/row_maximum";

const matrix = (rows: number[][], allowed?: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0]?.length ?? 0,
  allowed: allowed && Uint8Array.from(allowed.flat()),
});

describe("the greatest number of a row", () => {
  test("is found in each row by itself", () => {
    const two = matrix([
      [0.2, 0.7, 0.1],
      [-3, -2, -5],
    ]);
    expect([rowMaximum(two, 0), rowMaximum(two, 1)]).toEqual([1, 1]);
  });

  test("is none where two are equally great, and none among nothing but NaN", () => {
    expect(rowMaximum(matrix([[0.5, 0.5, 0]]), 0)).toBe(-1);
    expect(rowMaximum(matrix([[0.5, 0.5, 0.6]]), 0)).toBe(2);
    expect(rowMaximum(matrix([[Number.NaN, Number.NaN]]), 0)).toBe(-1);
    expect(rowMaximum(matrix([[Number.NaN, -1]]), 0)).toBe(1);
  });

  test("is looked for among open cells only", () => {
    expect(rowMaximum(matrix([[0.1, 0.9, 0.3]], [[1, 0, 1]]), 0)).toBe(2);
    expect(rowMaximum(matrix([[0.1, 0.9]], [[0, 0]]), 0)).toBe(-1);
  });

  test("is looked for anew when the mask is another", () => {
    const open = matrix([[0.1, 0.9, 0.3]]);
    expect(rowMaximum(open, 0)).toBe(1);
    expect(rowMaximum({ ...open, allowed: Uint8Array.of(1, 0, 1) }, 0)).toBe(2);
    expect(rowMaximum(open, 0)).toBe(1);
  });
});
