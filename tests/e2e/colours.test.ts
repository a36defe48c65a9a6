/** The colours of matrices: which map, what one scale spans, where zero is, and that figures are drawn by the same. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const bars = (lab: Lab): Promise<string[]> =>
  lab.page
    .locator("main .bars al-colour-bar .bar")
    .evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-label") ?? ""));

const labels = async (lab: Lab): Promise<string> =>
  (await lab.page.locator("main .bars al-colour-bar .label").allInnerTexts()).join();

/** The colour in the corner of a cell, where no digit stands. */
const fill = (lab: Lab, name: string, row: number, col: number): Promise<string> =>
  lab.grid(name).evaluate(
    (grid, at) => {
      const root = grid.getRootNode() as ShadowRoot;
      const canvas = root.querySelector("#cells") as HTMLCanvasElement;
      const host = root.host as HTMLElement & { layout: { geometry: { pitchX: number; pitchY: number } } };
      const { pitchX, pitchY } = host.layout.geometry;
      const density = canvas.width / Number.parseFloat(canvas.style.width);
      const [x, y] = [(at.col * pitchX + 5) * density, (at.row * pitchY + 5) * density];
      // Of a copy: a canvas that is read from loses its place on the graphics card, and the browser says so.
      const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      pen?.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
      return Array.from(pen?.getImageData(0, 0, 1, 1).data ?? []).join();
    },
    { row, col },
  );

describe("the colours of matrices", () => {
  test("are chosen from a menu that closes with Escape, drawn at once, and kept in the link", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    const before = await fill(lab, "weights", 0, 0);
    await lab.button(t("colours.display")).click();
    await lab.choose(t("colours.maps.grey"));
    await expect.poll(() => fill(lab, "weights", 0, 0)).not.toBe(before);
    await lab.page.keyboard.press("Escape");
    await expect.poll(() => lab.button(t("colours.display")).getAttribute("aria-expanded")).toBe("false");
    expect(await lab.button(t("colours.display")).evaluate((button) => button === document.activeElement)).toBe(true);
    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await expect.poll(() => fill(again, "weights", 0, 0)).toBe(await fill(lab, "weights", 0, 0));
    await again.page.goto(again.page.url().replace("colours=grey", "colours=rainbow"));
    await expect.poll(() => fill(again, "weights", 0, 0)).toBe(before);
  });

  test("mark zero on the bar of what has a sign, whatever the map", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await lab.button(t("colours.display")).click();
    for (const colours of ["viridis", "cividis", "magma", "grey", "diverging", "auto"] as const) {
      await lab.choose(t(`colours.maps.${colours}`));
      expect(await lab.page.locator("main .bars al-colour-bar .zero").first().innerText(), colours).toBe("0");
    }
  });

  test("span a row, a matrix, or all of the step, and the bar says which", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", colour_scale: "row" } });
    const { values } = await lab.matrix("weights");
    const [first, second] = values.map((row) => row.indexOf(Math.max(...row)));
    expect(await fill(lab, "weights", 0, first ?? 0)).toBe(await fill(lab, "weights", 1, second ?? 0));
    expect((await bars(lab)).join()).toContain(t("colours.rowMost"));
    await lab.button(t("colours.display")).click();
    await lab.choose(t("colours.scales.matrix"));
    await expect.poll(async () => (await bars(lab)).join()).not.toContain(t("colours.rowMost"));
    await expect.poll(() => labels(lab)).toContain(t("colours.spanning.matrix"));
    await lab.choose(t("colours.scales.shared"));
    await expect.poll(() => labels(lab)).toContain(t("colours.spanning.shared"));
  });
});
