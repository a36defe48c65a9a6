import { describe, expect, test } from "vitest";
import { cellAt, cellsBetween, fitGrid, moveBy, rectOf, rectOfRange } from "../../web/src/views/geometry";
import { headerHeight, labelStride, overhang, shownLabels, widest } from "../../web/src/views/labels";
import { arrange, type Group } from "../../web/src/views/product_layout";
import { isRightToLeft, rove } from "../../web/src/views/roving";

const ruler = (text: string): number => text.length * 7;
const grid = (changes: Partial<Parameters<typeof fitGrid>[0]> = {}) =>
  fitGrid({ rows: 6, cols: 6, available: 400, maxHeight: 640, cellSize: "auto", maxCell: 48, density: 1, ...changes });

describe("labels along an axis", () => {
  test("are all shown while neighbours have room", () => {
    expect(shownLabels(6, 40, 18)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("thin out to every second, fourth, fifth … as cells shrink", () => {
    expect(labelStride(10, 18, 64)).toBe(2);
    expect(labelStride(5, 18, 64)).toBe(4);
    expect(labelStride(2, 18, 256)).toBe(10);
    expect(shownLabels(8, 10, 18)).toEqual([0, 2, 4, 6]);
  });

  test("always include the one pointed at, which pushes out neighbours that it would overlap", () => {
    expect(shownLabels(8, 10, 18, [3])).toEqual([0, 3, 6]);
    expect(shownLabels(8, 10, 18, [99])).toEqual([0, 2, 4, 6]);
  });

  test("never overlap at any size", () => {
    for (const pitch of [2, 3, 5, 7.5, 12, 30]) {
      const shown = shownLabels(300, pitch, 18, [117]);
      for (let i = 1; i < shown.length; i++) {
        expect(((shown[i] ?? 0) - (shown[i - 1] ?? 0)) * pitch).toBeGreaterThanOrEqual(Math.min(18, pitch));
      }
    }
  });

  test("take no more room than the limit", () => {
    expect(widest(["cat", "hippopotamus"], ruler, 50)).toBe(50);
    expect(widest(["cat", "on"], ruler, 50)).toBe(21);
    expect(widest([], ruler, 50)).toBe(0);
  });

  test("lean into a header of their height, and reach beyond the last column", () => {
    expect(headerHeight(0, 18, true)).toBe(0);
    expect(headerHeight(100, 18, true)).toBeGreaterThan(100 * Math.SQRT1_2);
    expect(headerHeight(100, 18, false)).toBe(18);
    const words = ["a", "b", "hippopotamus"];
    expect(overhang(words, [0, 1, 2], 40, ruler, 100, 18)).toBeGreaterThan(30);
    expect(overhang(words, [0], 40, ruler, 100, 18)).toBe(0);
  });
});

describe("the cells of a matrix", () => {
  test("fill the width up to the largest size, and shrink to fit it", () => {
    expect(grid().pitchX).toBe(48);
    expect(grid({ cols: 16 }).pitchX).toBe(25);
    expect(grid({ cols: 16 }).width).toBeLessThanOrEqual(400);
  });

  test("go down to two pixels without gaps, and no further", () => {
    const large = grid({ rows: 256, cols: 256, available: 900 });
    expect(large.pitchX).toBeGreaterThanOrEqual(2);
    expect(large.gap).toBe(0);
    expect(grid({ rows: 9, cols: 4000 }).pitchX).toBe(2);
  });

  test("are whole device pixels at any density", () => {
    for (const density of [1, 1.25, 1.5, 2, 3]) {
      const g = grid({ cols: 13, available: 501, density });
      expect((g.pitchX * density) % 1).toBeCloseTo(0, 6);
      expect((g.gap * density) % 1).toBeCloseTo(0, 6);
    }
  });

  test("stay high enough to point at in a low, wide matrix", () => {
    const g = grid({ rows: 6, cols: 128, available: 600 });
    expect(g.pitchX).toBeLessThan(5);
    expect(g.pitchY).toBe(20);
  });

  test("are found again under the point where they are drawn", () => {
    const g = grid();
    for (const [row, col] of [
      [0, 0],
      [3, 5],
      [5, 2],
    ] as const) {
      const { x, y, width, height } = rectOf(g, row, col);
      expect(cellAt(g, x + width / 2, y + height / 2)).toEqual({ row, col });
    }
    expect(cellAt(g, -1, 4)).toBeUndefined();
    expect(cellAt(g, 4, g.pitchY * 6)).toBeUndefined();
  });

  test("of a range are framed from the first to the last", () => {
    const g = grid();
    const frame = rectOfRange(g, [2, 3], [0, 6]);
    expect(frame.x).toBe(rectOf(g, 2, 0).x);
    expect(frame.width).toBe(g.width);
    expect(frame.height).toBe(rectOf(g, 2, 0).height);
  });

  test("under a fast stroke have no holes between them", () => {
    const cells = cellsBetween({ row: 0, col: 0 }, { row: 2, col: 7 });
    expect(cells[0]).toEqual({ row: 0, col: 0 });
    expect(cells.at(-1)).toEqual({ row: 2, col: 7 });
    for (let i = 1; i < cells.length; i++) {
      const [a, b] = [cells[i - 1], cells[i]];
      expect(Math.max(Math.abs((a?.row ?? 0) - (b?.row ?? 9)), Math.abs((a?.col ?? 0) - (b?.col ?? 9)))).toBe(1);
    }
  });
});

describe("keys in a grid of 30 x 8", () => {
  const at = { row: 12, col: 3 };
  test.each([
    ["ArrowUp", false, 11, 3],
    ["ArrowDown", false, 13, 3],
    ["ArrowLeft", false, 12, 2],
    ["ArrowRight", false, 12, 4],
    ["ArrowRight", true, 12, 7],
    ["Home", false, 12, 0],
    ["End", false, 12, 7],
    ["Home", true, 0, 0],
    ["End", true, 29, 7],
    ["PageUp", false, 2, 3],
    ["PageDown", false, 22, 3],
  ] as const)("%s (ctrl: %s) leads to row %i, column %i", (key, ctrl, row, col) => {
    expect(moveBy({ key, ctrl }, at, 30, 8)).toEqual({ row, col });
  });

  test("stop at the edges and leave other keys alone", () => {
    expect(moveBy({ key: "ArrowUp", ctrl: false }, { row: 0, col: 0 }, 30, 8)).toEqual({ row: 0, col: 0 });
    expect(moveBy({ key: "PageDown", ctrl: false }, { row: 28, col: 0 }, 30, 8)).toEqual({ row: 29, col: 0 });
    expect(moveBy({ key: "a", ctrl: false }, at, 30, 8)).toBeUndefined();
  });
});

describe("keys in a row of chips", () => {
  test("turn round where the words run from right to left", () => {
    expect(rove("ArrowRight", 1, 4)).toBe(2);
    expect(rove("ArrowRight", 1, 4, true)).toBe(0);
    expect(rove("End", 1, 4)).toBe(3);
    expect(rove("x", 1, 4)).toBeUndefined();
  });

  test("take the direction of the first letter that has one", () => {
    expect(isRightToLeft("1. القطة sat")).toBe(true);
    expect(isRightToLeft("the قطة")).toBe(false);
    expect(isRightToLeft("猫 123")).toBe(false);
  });
});

describe("an expression of matrices", () => {
  const matrix = (rows: number, cols: number, sign = 40): Group => ({ rows, cols, fixed: 50, sign });
  const options = { available: 1000, spacing: 24, wanted: 38, readable: 22, max: 56, min: 2, maxHeight: 640 };
  const scores = [matrix(6, 4, 0), matrix(4, 6), matrix(6, 6)];

  test("gives a narrow matrix the room of its caption, so that rows stand level", () => {
    const narrow = [matrix(6, 2, 0), matrix(6, 2), matrix(6, 2)];
    const room = { ...options, available: 560 };
    expect(arrange(narrow, room).lines).toEqual([[0, 1, 2]]);
    const captioned = narrow.map((group) => ({ ...group, caption: 220 }));
    expect(arrange(captioned, room).lines.length).toBeGreaterThan(1);
    expect(arrange(captioned, { ...options, available: 800 }).lines).toEqual([[0, 1, 2]]);
  });

  test("stays on one line while its numbers can be read", () => {
    const { lines, pitch } = arrange(scores, options);
    expect(lines).toEqual([[0, 1, 2]]);
    expect(pitch).toBeGreaterThanOrEqual(38);
  });

  test("breaks before the result when it must break", () => {
    const { lines, pitch } = arrange([matrix(6, 8, 0), matrix(6, 8), matrix(6, 8)], { ...options, available: 820 });
    expect(lines).toEqual([[0, 1], [2]]);
    expect(pitch).toBeGreaterThanOrEqual(38);
  });

  test("stays on one line when no arrangement leaves room for numbers", () => {
    expect(arrange([matrix(64, 64, 0), matrix(64, 64)], options).lines).toEqual([[0, 1]]);
  });

  test("keeps cells of several lines no larger than their numbers need, so that the result stays near", () => {
    const narrow = { ...options, available: 700, wanted: 34 };
    const { lines, pitch } = arrange([matrix(6, 6, 0), matrix(6, 6), matrix(6, 6)], narrow);
    expect(lines.length).toBe(2);
    expect(pitch).toBeGreaterThanOrEqual(34);
    expect(pitch).toBeLessThan(34 * 1.2);
  });

  test("stacks its matrices on a phone", () => {
    const { lines, pitch } = arrange(scores, { ...options, available: 342 });
    expect(lines).toEqual([[0], [1], [2]]);
    expect(pitch).toBeGreaterThan(40);
  });

  test("puts the second operand over the result where a line leaves no room, so that row and column meet in their cell", () => {
    const size = 64;
    const arranged = arrange([matrix(size, 4, 0), matrix(4, size), matrix(size, size)], { ...options, available: 900 });
    expect(arranged.corner).toBe(true);
    expect(arranged.lines).toEqual([[1], [0, 2]]);
    expect(arranged.pitch).toBeGreaterThan(8);
    expect(arranged.pitch * (size + 4)).toBeLessThanOrEqual(options.maxHeight);
  });

  test("makes no corner of matrices that don't meet in one, nor where a line will do", () => {
    expect(arrange(scores, options).corner).toBeUndefined();
    const weighted = [matrix(64, 64, 0), matrix(64, 4), matrix(64, 4)];
    expect(arrange(weighted, { ...options, available: 900 }).corner).toBeUndefined();
    const sum = [matrix(64, 64, 0), matrix(64, 64), matrix(64, 64)];
    expect(arrange(sum, { ...options, available: 900 }).corner).toBeUndefined();
  });

  test("never grows wider than its room unless cells are at their smallest", () => {
    for (const available of [320, 500, 900, 1400]) {
      for (const size of [4, 16, 64]) {
        const groups = [matrix(size, 4, 0), matrix(4, size), matrix(size, size)];
        const { lines, pitch, corner } = arrange(groups, { ...options, available });
        for (const line of lines) {
          const width = line.reduce((sum, i, place) => {
            const { fixed, cols, sign } = groups[i] as Group;
            return sum + fixed + cols * pitch + (place > 0 ? options.spacing + (corner ? 0 : sign) : 0);
          }, 0);
          expect(width).toBeLessThanOrEqual(available + 0.1);
        }
        expect(lines.flat()).toEqual(corner ? [1, 0, 2] : [0, 1, 2]);
      }
    }
  });

  test("keeps a tall matrix within the height", () => {
    expect(arrange([matrix(64, 4, 0)], options).pitch).toBe(10);
  });
});
