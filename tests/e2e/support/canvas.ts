/** Reads a heatmap's canvas as an eye does: which number stands in which cell, and which cells are hatched. */
import type { Locator } from "playwright-core";
import type { Heatmap } from "../../../web/src/views/heatmap";

type Notes = { x: number; y: number; text: string }[];
type Noted = HTMLCanvasElement & { notes?: Notes };

/** Runs in the page before its own scripts: notes what is written on each canvas since it was last wiped. */
export function noteDrawing(): void {
  const prototype = CanvasRenderingContext2D.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const before = (name: string, note: (context: CanvasRenderingContext2D, args: number[]) => void): void => {
    const original = prototype[name] as (...args: unknown[]) => unknown;
    prototype[name] = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      note(this, args as number[]);
      return original.apply(this, args);
    };
  };
  const put = ({ canvas }: CanvasRenderingContext2D, x: number, y: number, text: string) =>
    (canvas as Noted).notes?.push({ x, y, text });
  let [x, y] = [0, 0];
  before("clearRect", ({ canvas }) => {
    (canvas as Noted).notes = [];
  });
  before("fillText", (context, [text, atX = 0, atY = 0]) => put(context, atX, atY, String(text)));
  before("roundRect", (_context, [left = 0, top = 0]) => {
    [x, y] = [left, top];
  });
  before("fill", (context) => {
    if (context.fillStyle instanceof CanvasPattern) put(context, x, y, "/");
  });
}

/** What stands in each cell; `/` for a hatched one. */
export function drawnIn(grid: Locator): Promise<string[][]> {
  return grid.evaluate((element) => {
    const root = element.getRootNode() as ShadowRoot;
    const g = (root.host as Heatmap).layout?.geometry;
    const canvas = root.querySelector("#cells") as Noted;
    if (!g || !canvas.notes) throw new Error("nothing was noted of this canvas");
    const cells = Array.from({ length: g.rows }, () => Array.from({ length: g.cols }, () => ""));
    for (const { x, y, text } of canvas.notes) {
      const row = cells[Math.floor(y / g.pitchY)] as string[];
      row[Math.floor(x / g.pitchX)] += text;
    }
    return cells;
  });
}
