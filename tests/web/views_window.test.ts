/** The window on a large matrix: where panning and zooming lead, and what is seen of it. */
import { describe, expect, test } from "vitest";
import { cellAt, fitGrid, type Geometry, visible } from "../../web/src/views/geometry";
import {
  largestZoom,
  look,
  panned,
  revealing,
  type View,
  WHOLE,
  zoomable,
  zoomed,
  zoomKey,
} from "../../web/src/views/window";
import { seeded } from "./seeded";

const grid = (rows: number, cols: number, pitch: number): Geometry => ({
  ...fitGrid({ rows, cols, available: 640, maxHeight: 640, cellSize: "auto", maxCell: 48, density: 1 }),
  ...{ pitchX: pitch, pitchY: pitch, gap: 0, radius: 0, width: cols * pitch, height: rows * pitch },
});
const LARGE = grid(512, 300, 1.25);
const seen = (view: View, whole = LARGE) => look(whole, view, 1);

describe("the window on a large matrix", () => {
  test("never leaves the matrix nor changes its own size, whatever is dragged and zoomed", () => {
    const draw = seeded(7);
    let view = WHOLE;
    for (let turn = 0; turn < 3000; turn++) {
      const at = { x: draw() * LARGE.width, y: draw() * LARGE.height };
      view =
        draw() < 0.5
          ? panned(seen(view), view, (draw() - 0.5) * 4000, (draw() - 0.5) * 4000)
          : zoomed(LARGE, view, 4 ** (draw() * 2 - 1), at, 1);
      const g = seen(view);
      expect([g.width, g.height]).toEqual([LARGE.width, LARGE.height]);
      expect(view.zoom).toBeGreaterThanOrEqual(1);
      expect(view.zoom).toBeLessThanOrEqual(largestZoom(LARGE));
      for (const [hidden, pitch, count, size] of [
        [g.x, g.pitchX, g.cols, g.width],
        [g.y, g.pitchY, g.rows, g.height],
      ] as const) {
        expect(hidden).toBeGreaterThanOrEqual(0);
        // A pixel for what is rounded to whole ones.
        expect(hidden).toBeLessThanOrEqual(Math.max(0, count * pitch - size) + 1);
      }
    }
  });

  test("zooms about the point under the pointer: the same cell stays there", () => {
    const at = { x: 200, y: 300 };
    const cell = cellAt(LARGE, at.x, at.y);
    let view = WHOLE;
    for (let turn = 0; turn < 8; turn++) {
      view = zoomed(LARGE, view, 1.5, at, 1);
      expect(cellAt(seen(view), at.x, at.y), `${view.zoom} times`).toEqual(cell);
    }
    for (let turn = 0; turn < 20; turn++) view = zoomed(LARGE, view, 1 / 1.5, at, 1);
    expect(view).toEqual(WHOLE);
  });

  test("is enlarged until numbers can be read, and then no more", () => {
    const view = zoomed(LARGE, WHOLE, 1e9, { x: 0, y: 0 }, 1);
    expect(seen(view).pitchX).toBe(56);
    expect(zoomed(LARGE, view, 2, { x: 0, y: 0 }, 1).zoom).toBe(view.zoom);
  });

  test("moves no more than it must to show a cell whole, and not at all for one that is seen", () => {
    const view = zoomed(LARGE, WHOLE, 20, { x: 0, y: 0 }, 1);
    expect(revealing(seen(view), view, 3, 3)).toBe(view);
    const far = revealing(seen(view), view, 511, 299);
    const { rows, cols } = visible(seen(far));
    expect([rows[1], cols[1]]).toEqual([512, 300]);
    expect(revealing(seen(far), far, 0, 0)).toMatchObject({ row: 0, col: 0 });
  });

  test("shows an axis of few cells always whole: four columns of 512 rows need no panning across", () => {
    const narrow = { ...grid(512, 4, 1.25), pitchX: 30, width: 120 };
    expect(zoomable(narrow)).toBe(true);
    const g = seen({ zoom: 20, row: 100, col: 2 }, narrow);
    expect([g.pitchX, g.x]).toEqual([30, 0]);
    expect(g.pitchY).toBe(25);
    expect(visible(g).cols).toEqual([0, 4]);
  });

  test("is offered only where cells are too small for numbers", () => {
    expect(zoomable(grid(512, 512, 1.25))).toBe(true);
    expect(zoomable(grid(10, 10, 48))).toBe(false);
    expect(zoomable(grid(4, 4, 5))).toBe(false);
  });

  test("is zoomed by plus and minus in any of their forms, and shown whole by 0", () => {
    expect(["+", "=", "-", "\u2212", "0", "1", "a", ""].map(zoomKey)).toEqual([
      "in",
      "in",
      "out",
      "out",
      "whole",
      undefined,
      undefined,
      undefined,
    ]);
  });
});
