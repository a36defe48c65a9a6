/** A matrix of 4096 x 4096 in one heatmap: what a frame of moving it costs is counted, not timed. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const SIDE = 4096;

/** What the canvases of the page were asked for. */
interface Counts {
  /** Pixels that were handed over as numbers. */
  put: number;
  /** Pixels of canvases that pictures were drawn onto. */
  drawn: number;
  /** Rectangles and letters. */
  shapes: number;
}

/** Counts from now on what is drawn, by wrapping the canvas' own methods. */
function countDrawing(): void {
  const counts = { put: 0, drawn: 0, shapes: 0 };
  const pen = CanvasRenderingContext2D.prototype;
  const { putImageData, drawImage, fill, fillText, fillRect } = pen;
  pen.putImageData = function (this: CanvasRenderingContext2D, image: ImageData, ...at: number[]) {
    counts.put += image.width * image.height;
    return (putImageData as (...all: unknown[]) => void).call(this, image, ...at);
  };
  pen.drawImage = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    const { a, d } = this.getTransform();
    const [width, height] = given.length >= 9 ? [given[7], given[8]] : [0, 0];
    counts.drawn += Math.min(this.canvas.width * this.canvas.height, Number(width) * a * Number(height) * d);
    return (drawImage as (...all: unknown[]) => void).apply(this, given);
  };
  pen.fill = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    counts.shapes += 1;
    return (fill as (...all: unknown[]) => void).apply(this, given);
  };
  pen.fillRect = function (this: CanvasRenderingContext2D, ...box) {
    counts.shapes += 1;
    return fillRect.apply(this, box);
  };
  pen.fillText = function (this: CanvasRenderingContext2D, ...given) {
    counts.shapes += 1;
    return fillText.apply(this, given);
  };
  Object.assign(globalThis, { drawingCounts: counts });
}
declare const drawingCounts: Counts;

/** A matrix of waves of its own at the head of the page, once all of it is coloured. */
async function withLarge(lab: Lab): Promise<void> {
  await lab.page.evaluate(countDrawing);
  await lab.page.evaluate(async (side) => {
    const wave = Float32Array.from({ length: side }, (_, at) => 0.5 + 0.5 * Math.sin(at / 97));
    const data = new Float32Array(side * side);
    for (let row = 0; row < side; row++)
      for (let col = 0; col < side; col++) data[row * side + col] = (wave[row] as number) * (wave[col] as number);
    const labels = Array.from({ length: side }, (_, at) => `w${at}`);
    const heatmap = document.createElement("al-heatmap");
    Object.assign(heatmap, { id: "large", data, rows: side, cols: side, rowLabels: labels, colLabels: labels });
    document.querySelector("main")?.prepend(heatmap);
    await heatmap.updateComplete;
  }, SIDE);
  // Every cell is coloured once, and no more.
  await expect
    .poll(() => lab.page.evaluate(() => drawingCounts.put), { timeout: 30_000 })
    .toBeGreaterThanOrEqual(SIDE * SIDE);
  await still(lab);
}

/** Until two frames have passed in which nothing was drawn. */
async function still(lab: Lab): Promise<void> {
  await lab.page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const now = () => JSON.stringify(drawingCounts);
    for (let before = ""; before !== now(); ) {
      before = now();
      await frame();
      await frame();
    }
  });
}

/** Moves the large heatmap once a frame; returns what the frames drew, together, and how large its canvas is. */
async function moved(lab: Lab, how: "pan" | "zoom" | "select" | "none", frames: number) {
  await still(lab);
  const before = await lab.page.evaluate(() => ({ ...drawingCounts }));
  await lab.page.evaluate(
    async ([how, frames]) => {
      const heatmap = document.getElementById("large") as HTMLElementTagNameMap["al-heatmap"];
      for (let at = 0; at < frames; at++) {
        if (how === "pan") heatmap.zoom.pan(23, 7);
        else if (how === "zoom") heatmap.zoom.by(1.02);
        else if (how === "select") heatmap.selected = { row: 100 + at, col: 100 };
        else heatmap.requestUpdate();
        await new Promise(requestAnimationFrame);
      }
    },
    [how, frames] as const,
  );
  await still(lab);
  const after = await lab.page.evaluate(() => {
    const heatmap = document.getElementById("large") as HTMLElementTagNameMap["al-heatmap"];
    const cells = heatmap.renderRoot.querySelector("#cells") as HTMLCanvasElement;
    return { ...drawingCounts, canvas: cells.width * cells.height };
  });
  return {
    put: after.put - before.put,
    drawn: after.drawn - before.drawn,
    shapes: after.shapes - before.shapes,
    canvas: after.canvas,
  };
}

describe("a heatmap of 4096 x 4096 cells", () => {
  test("is coloured once, and from then on a move draws no more than its canvas holds", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    await withLarge(lab);
    expect(await lab.page.evaluate(() => drawingCounts.put)).toBeLessThan(1.05 * SIDE * SIDE);
    await lab.page.evaluate(() => (document.getElementById("large") as HTMLElementTagNameMap["al-heatmap"]).zoom.by(2));
    for (const how of ["pan", "zoom"] as const) {
      const frames = 12;
      const { put, drawn, canvas } = await moved(lab, how, frames);
      expect(put, `${how}: cells that were coloured again`).toBe(0);
      expect(drawn, how).toBeGreaterThan(0);
      // The picture, and the small one of the whole beside it.
      expect(drawn / frames, how).toBeLessThan(1.3 * canvas);
    }
  });

  test("with numbers in its cells writes those in the window only", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    await withLarge(lab);
    await lab.page.evaluate(() =>
      (document.getElementById("large") as HTMLElementTagNameMap["al-heatmap"]).zoom.by(1000),
    );
    const frames = 8;
    const { put, shapes, canvas } = await moved(lab, "pan", frames);
    expect(put).toBe(0);
    expect(shapes).toBeGreaterThan(frames);
    // A cell of at least 12 x 12 pixels has a fill and a number.
    expect(shapes / frames).toBeLessThan((2 * canvas) / 144);
  });

  test("isn't drawn again where nothing of it changed, nor when a cell is chosen", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    await withLarge(lab);
    for (const how of ["none", "select"] as const)
      expect(await moved(lab, how, 6), how).toMatchObject({ put: 0, drawn: 0, shapes: 0 });
  });

  test("says that a pixel mixes cells while it does, and no longer when each has pixels of its own", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax" } });
    await withLarge(lab);
    const said = lab.page.locator("#large .mixed");
    const across = await lab.page.evaluate(() => {
      const layout = (document.getElementById("large") as HTMLElementTagNameMap["al-heatmap"]).layout;
      return Math.round(1 / (layout?.geometry.pitchX ?? 1));
    });
    expect(across).toBeGreaterThan(3);
    expect(await said.innerText()).toBe(t("large.mixed", { rows: across, cols: across }));
    await lab.page.evaluate(() =>
      (document.getElementById("large") as HTMLElementTagNameMap["al-heatmap"]).zoom.by(20),
    );
    await expect.poll(() => said.count()).toBe(0);
  });
});
