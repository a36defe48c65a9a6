import { describe, expect, test } from "vitest";
import { headStyle } from "../../web/src/views/head_hues";
import { linesSvg } from "../../web/src/views/lines_figure";
import {
  heightOf,
  lineAt,
  pitchFor,
  reaching,
  shiftOf,
  strongest,
  strongestIn,
  THRESHOLDS,
  thresholdFor,
} from "../../web/src/views/lines_layout";

const shape = { rows: 2, cols: 2, pitch: 20, width: 100 };

describe("lines from queries to keys", () => {
  test("are counted by the threshold that they reach; zeros and what is no number are no lines", () => {
    const { all, counts } = reaching([{ head: 0, data: [0, 0.02, Number.NaN, 0.6] }]);
    expect(all).toBe(2);
    expect(counts).toEqual(THRESHOLDS.map((from) => [0.02, 0.6].filter((weight) => weight >= from).length));
  });

  test("are thinned out by themselves only where they are too many to be told apart", () => {
    expect(thresholdFor(THRESHOLDS.map(() => 36))).toBe(0);
    const { counts } = reaching([{ head: 0, data: new Float32Array(512 * 512).fill(1 / 512) }]);
    expect(counts[thresholdFor(counts)]).toBeLessThanOrEqual(1500);
    expect(thresholdFor([9000, 9000])).toBe(THRESHOLDS.length - 1);
  });

  test("are found under the pointer, the stronger of two that cross there, and none where none is near", () => {
    const heads = [{ head: 3, data: [0.1, 0.9, 0.4, 0.2] }];
    expect(lineAt(heads, shape, 0, { x: 50, y: 20 })).toEqual({ head: 3, row: 0, col: 1 });
    expect(lineAt(heads, shape, 0, { x: 0, y: heightOf(0, 20) })?.row).toBe(0);
    expect(lineAt(heads, shape, 0, { x: 50, y: 24 })).toEqual({ head: 3, row: 0, col: 1 });
    expect(lineAt(heads, shape, 0, { x: 50, y: 20 }, 1)).toEqual({ head: 3, row: 1, col: 0 });
    expect(lineAt(heads, shape, 0, { x: 50, y: 55 })).toBeNull();
    expect(lineAt(heads, shape, 0.95, { x: 50, y: 20 })).toBeNull();
    expect(lineAt([], shape, 0, { x: 50, y: 20 })).toBeNull();
  });

  test("of several heads leave a word side by side, within its own height", () => {
    const shifts = [0, 1, 2, 3].map((nth) => shiftOf(nth, 4, 20));
    expect(new Set(shifts).size).toBe(4);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(10);
    expect(shiftOf(0, 1, 20)).toBe(0);
  });

  test("of no two heads look the same, hue aside or pattern aside", () => {
    for (const scheme of ["light", "dark"] as const) {
      const looks = Array.from({ length: 16 }, (_, head) => JSON.stringify(headStyle(head, scheme)));
      expect(new Set(looks).size).toBe(16);
    }
  });

  test("stand as high as the words have room for, from 6 to 512 of them", () => {
    expect(pitchFor(6, 1400, 40)).toBe(40);
    expect(pitchFor(512, 1400, 28)).toBe(2);
    expect(pitchFor(0, 1400, 28)).toBe(28);
  });

  test("of a word are stood for by its strongest", () => {
    expect(strongest([0.1, 0.9, 0.4, 0.2], 1, 2)).toBe(0);
    expect(strongestIn([0.1, 0.9, 0.4, 0.2], 1, 2, 2)).toBe(0);
  });

  test("are saved as a picture whose words are text, with a line for each weight that is drawn", () => {
    const svg = linesSvg({
      heads: [{ head: 0, data: [0.9, 0.1, 0, 1] }],
      rowLabels: ["<script>alert(1)</script>", "\"&'"],
      colLabels: ["a", "b"],
      rowTitle: "query",
      colTitle: "key",
      title: "t",
      description: "d",
      from: 0.2,
      headName: String,
    });
    expect(svg.split("stroke-width").length - 1).toBe(2);
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&quot;&amp;&#39;");
  });
});
