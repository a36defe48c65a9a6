/** Where words and lines of the first screen lie. */
import { describe, expect, test } from "vitest";
import { arcPath, placeWords } from "../../web/src/views/word_arcs_layout";

const SIZES = [30, 24, 26, 20, 24, 30];
const WIDE = { width: 500, rem: 16, rtl: false };

describe("the words of the first screen", () => {
  test("stand in a line as long as they fit, none upon another, and in a column from then on", () => {
    const line = placeWords(SIZES, WIDE);
    expect(line.column).toBe(false);
    line.boxes.slice(1).forEach((box, at) => {
      const before = line.boxes[at];
      expect(box.x).toBeGreaterThanOrEqual((before?.x ?? 0) + (before?.width ?? 0));
      expect(box.x + box.width).toBeLessThanOrEqual(WIDE.width);
    });
    const column = placeWords(SIZES, { ...WIDE, width: 200 });
    expect(column.column).toBe(true);
    expect(new Set(column.boxes.map((box) => box.x))).toEqual(new Set([0]));
    for (const box of column.boxes) expect(box.x + box.width).toBeLessThanOrEqual(200);
    expect(column.height).toBeGreaterThanOrEqual((column.boxes.at(-1)?.y ?? 0) + (column.boxes.at(-1)?.height ?? 0));
  });

  test("of a language written to the left begin at the right", () => {
    const boxes = placeWords(SIZES, { ...WIDE, rtl: true }).boxes;
    expect(boxes[0]?.x).toBeGreaterThan(boxes[1]?.x ?? 0);
    expect((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0)).toBe(WIDE.width);
    for (const box of boxes) expect(box.x).toBeGreaterThanOrEqual(0);
  });

  test("are pressed with at least 24 pixels each way, whatever is written on them", () => {
    for (const width of [120, 500, 4000]) {
      for (const { width: w, height } of placeWords([0, 1, 3000], { ...WIDE, width }).boxes) {
        expect(Math.min(w, height)).toBeGreaterThanOrEqual(24);
      }
    }
  });

  test("are joined by lines that stay on the board, from one word's middle to another's, and round to itself", () => {
    const places = placeWords(SIZES, WIDE);
    for (const to of [0, 2, 5]) {
      const points =
        arcPath(places, 2, to)
          .match(/-?[\d.]+/g)
          ?.map(Number) ?? [];
      expect(points).toHaveLength(8);
      const highest = Math.min(...points.filter((_, at) => at % 2 === 1));
      // A cubic reaches three quarters of the way to its handles.
      expect(places.reach - 0.75 * (places.reach - highest)).toBeGreaterThanOrEqual(0);
    }
    const [from, to] = [places.boxes[2], places.boxes[5]];
    const points =
      arcPath(places, 2, 5)
        .match(/-?[\d.]+/g)
        ?.map(Number) ?? [];
    expect(points[0]).toBeCloseTo((from?.x ?? 0) + (from?.width ?? 0) / 2, 0);
    expect(points.at(-2)).toBeCloseTo((to?.x ?? 0) + (to?.width ?? 0) / 2, 0);
    expect(arcPath(places, 2, 99)).toBe("");
  });
});
