/** A window on a large matrix: where panning and zooming lead, and what is seen of it. */
import { describe, expect, test } from "vitest";
import { windowLabels } from "../../web/src/views/magnifier_painter";
import {
  cellAtPoint,
  centreOn,
  frameOf,
  held,
  MAX_PITCH,
  panBy,
  reveal,
  seen,
  type Viewport,
  wholePitch,
  zoomAt,
} from "../../web/src/views/viewport";

const START: Viewport = { rows: 512, cols: 300, width: 600, height: 400, pitch: 40, x: 0, y: 0 };

/** Numbers that only look random: the same in every run. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("a window on a large matrix", () => {
  test("never leaves the matrix, whatever is dragged and zoomed", () => {
    const draw = draws(7);
    let view = START;
    for (let turn = 0; turn < 5000; turn++) {
      const [px, py] = [draw() * view.width, draw() * view.height];
      view =
        draw() < 0.5
          ? panBy(view, (draw() - 0.5) * 4000, (draw() - 0.5) * 4000)
          : zoomAt(view, 4 ** (draw() * 2 - 1), px, py);
      expect(view.x).toBeGreaterThanOrEqual(0);
      expect(view.y).toBeGreaterThanOrEqual(0);
      expect(view.x).toBeLessThanOrEqual(Math.max(0, view.cols * view.pitch - view.width) + 1e-6);
      expect(view.y).toBeLessThanOrEqual(Math.max(0, view.rows * view.pitch - view.height) + 1e-6);
      expect(view.pitch).toBeGreaterThanOrEqual(wholePitch(view) - 1e-9);
      expect(view.pitch).toBeLessThanOrEqual(MAX_PITCH);
    }
  });

  test("zooms about the point under the pointer: the same cell stays there", () => {
    const before = centreOn(START, { row: 250, col: 150 });
    const cell = cellAtPoint(before, 300, 200);
    expect(cell).toEqual({ row: 250, col: 150 });
    expect(cellAtPoint(zoomAt(before, 0.5, 300, 200), 300, 200)).toEqual(cell);
    expect(cellAtPoint(zoomAt(before, 1.5, 300, 200), 300, 200)).toEqual(cell);
  });

  test("moves no more than it must to show a cell whole, and not at all for one that is seen", () => {
    const cell = { row: 5, col: 5 };
    expect(reveal(START, cell)).toEqual(START);
    const far = reveal(START, { row: 511, col: 299 });
    const { rows, cols } = seen(far);
    expect([rows.to, cols.to]).toEqual([512, 300]);
    expect(reveal(far, { row: 0, col: 0 })).toMatchObject({ x: 0, y: 0 });
  });

  test("counts what is seen, cells cut by the edge included", () => {
    expect(seen({ ...START, x: 20, y: 0 })).toEqual({ rows: { from: 0, to: 10 }, cols: { from: 0, to: 16 } });
    const all = held({ ...START, pitch: 0 });
    expect(seen(all)).toEqual({ rows: { from: 0, to: 512 }, cols: { from: 0, to: 300 } });
    expect(frameOf(all)).toMatchObject({ x: 0, y: 0, width: 1, height: 1 });
  });

  test("has no cell beside the matrix or beside the window", () => {
    expect(cellAtPoint(START, -1, 5)).toBeUndefined();
    expect(cellAtPoint(START, 600, 5)).toBeUndefined();
    const all = held({ ...START, pitch: 0 });
    expect(cellAtPoint(all, 599, 5)).toBeUndefined();
  });

  test("thins its labels out, and always names the row that is pointed at", () => {
    expect(windowLabels({ from: 0, to: 6 }, 40, 20, 512, undefined)).toEqual([0, 1, 2, 3, 4, 5]);
    const thinned = windowLabels({ from: 3, to: 60 }, 5, 20, 512, 17);
    expect(thinned).toContain(17);
    expect(thinned).not.toContain(16);
    const sorted = [...thinned].sort((a, b) => a - b);
    sorted.slice(1).forEach((at, i) => {
      expect((at - (sorted[i] as number)) * 5).toBeGreaterThanOrEqual(15);
    });
    expect(windowLabels({ from: 3, to: 60 }, 5, 20, 512, 200)).not.toContain(200);
  });
});
