/** A large matrix as a picture of one pixel a cell: the colours that single cells would have, and holes where they are blocked. */
import { describe, expect, test } from "vitest";
import { fillRows } from "../../web/src/views/cell_raster";
import { byRows, colourTable, signedScale, weightsScale } from "../../web/src/views/colour";
import type { CellPicture } from "../../web/src/views/painter";
import { seeded } from "./seeded";

const ODD = { missing: 0xff0000aa, endless: 0xff0000bb };
const [ROWS, COLS] = [5, 7];
const draw = seeded(3);
const DATA = Float32Array.from({ length: ROWS * COLS }, () => 2 * draw() - 1);

function filled(picture: Partial<CellPicture>, rows = ROWS, cols = COLS, top = 0) {
  const table = colourTable(signedScale(DATA), "light");
  const whole = { data: DATA, stride: COLS, transposed: false, digits: 2, numbers: false, table, ...picture };
  const pixels = new Uint32Array(rows * cols);
  const blocked = fillRows(pixels, cols, top, whole, ODD);
  return { pixels, blocked, table: whole.table };
}

describe("the picture of a large matrix", () => {
  test("gives each cell the colour of the table", () => {
    const { pixels, blocked, table } = filled({});
    expect(blocked).toBe(false);
    DATA.forEach((value, i) => {
      expect(pixels[i], `cell ${i}`).toBe(table.words[table.entry(value, Math.floor(i / COLS))]);
    });
  });

  test("is the same in slices as at once", () => {
    const { pixels } = filled({});
    const slices = [0, 2, 4].map((top) => [...filled({}, Math.min(2, ROWS - top), COLS, top).pixels]);
    expect(slices.flat()).toEqual([...pixels]);
  });

  test("is turned with the matrix", () => {
    const { pixels } = filled({});
    const turned = filled({ transposed: true }, COLS, ROWS).pixels;
    for (let row = 0; row < ROWS; row++)
      for (let col = 0; col < COLS; col++) expect(turned[col * ROWS + row]).toBe(pixels[row * COLS + col]);
  });

  test("has each row of its own scale where rows have one, also turned", () => {
    const scale = byRows(weightsScale(), DATA, COLS);
    const table = colourTable(scale, "light");
    const { pixels } = filled({ table });
    const turned = filled({ table, transposed: true }, COLS, ROWS).pixels;
    DATA.forEach((value, i) => {
      const [row, col] = [Math.floor(i / COLS), i % COLS];
      expect(pixels[i]).toBe(table.words[table.entry(value, row)]);
      expect(turned[col * ROWS + row]).toBe(pixels[i]);
    });
  });

  test("leaves blocked cells open, whatever stands there, and tells that there are some", () => {
    const allowed = new Uint8Array(DATA.length).fill(1);
    allowed[3] = 0;
    const data = DATA.slice();
    data[3] = Number.NaN;
    const { pixels, blocked } = filled({ data, allowed });
    expect(blocked).toBe(true);
    expect(pixels[3]).toBe(0);
    expect([...pixels].filter((word) => word === 0)).toHaveLength(1);
  });

  test("has colours of their own for NaN and for infinities", () => {
    const data = DATA.slice();
    [data[0], data[1], data[2]] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect([...filled({ data }).pixels.subarray(0, 3)]).toEqual([ODD.missing, ODD.endless, ODD.endless]);
  });

  test("of a thumbnail takes every so many rows and columns", () => {
    const { pixels } = filled({});
    const small = filled({ every: 2 }, 3, 4).pixels;
    expect(small[1 * 4 + 2]).toBe(pixels[2 * COLS + 4]);
  });
});
