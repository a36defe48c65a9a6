import { describe, expect, test } from "vitest";
import { dimensionsOf } from "../../web/src/app/dimensions";
import { fitPlane, lanes, placeLabels } from "../../web/src/views/scatter_layout";

const frame = { width: 400, height: 300, margin: 30 };

describe("points in a plane", () => {
  test("keep their distances: one scale for both directions, all inside the margin", () => {
    const points = [
      { x: -1, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: 5 },
    ];
    const { place, unit } = fitPlane(points, frame);
    const places = points.map(place);
    for (const { x, y } of places) {
      expect(x).toBeGreaterThanOrEqual(30);
      expect(x).toBeLessThanOrEqual(370);
      expect(y).toBeGreaterThanOrEqual(30 - 1e-9);
      expect(y).toBeLessThanOrEqual(270 + 1e-9);
    }
    expect((places[1]?.x ?? 0) - (places[0]?.x ?? 0)).toBeCloseTo(2 * unit);
    expect(places[2]?.y).toBeLessThan(places[0]?.y ?? 0);
  });

  test("that all lie in one place, or are none, stand in the middle", () => {
    const same = { x: 3, y: 3 };
    expect(fitPlane([same, same], frame).place(same)).toEqual({ x: 200, y: 150 });
    expect(fitPlane([], frame).unit).toBe(1);
    expect(fitPlane([{ x: Number.NaN, y: 1 }], frame).place(same).x).toBe(200 + 3);
  });

  test("have labels that cover no other label and no other point; one without room has none, a chosen one first", () => {
    const points = Array.from({ length: 40 }, (_, i) => ({ x: 150 + (i % 8) * 14, y: 100 + Math.floor(i / 8) * 14 }));
    const widths = points.map(() => 40);
    const boxes = placeLabels(points, widths, 20, 6, frame, [20]);
    expect(boxes[0]).toBeDefined();
    const placed = boxes.flatMap((box) => box ?? []);
    expect(placed.length).toBeLessThan(40);
    placed.forEach((a, i) => {
      for (const b of placed.slice(i + 1)) {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
      expect(a.left >= 0 && a.top >= 0 && a.right <= 400 && a.bottom <= 300).toBe(true);
    });
    const narrow = { width: 100, height: 122 };
    const close = [100, 106, 112].map((y) => ({ x: 50, y }));
    const room = [40, 40, 40];
    expect(placeLabels(close, room, 20, 6, narrow)[2]).toBeUndefined();
    expect(placeLabels(close, room, 20, 6, narrow, [2])[2]).toBeDefined();
  });

  test("in a row move to another lane where they would cover each other", () => {
    expect(lanes([10, 100, 12, 30, 101], 20)).toEqual([0, 0, 1, 0, 1]);
    expect(lanes([], 20)).toEqual([]);
  });
});

describe("dimensions from a link", () => {
  test("are those that there are, each once and not too many; the first few where none is named", () => {
    expect(dimensionsOf("0.5.5.99", 8)).toEqual([0, 5]);
    expect(dimensionsOf("", 8)).toEqual([0, 1, 2, 3]);
    expect(dimensionsOf("", 2)).toEqual([0, 1]);
    expect(dimensionsOf("x.-1.1e3.<b>", 8)).toEqual([0, 1, 2, 3]);
    expect(dimensionsOf(Array.from({ length: 30 }, (_, i) => i).join("."), 64)).toHaveLength(8);
  });
});
