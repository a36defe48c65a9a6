/** Operands become results before the reader's eyes: with true numbers, interruptible, and leaving no trace. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const MOVING = { reducedMotion: "no-preference" } as const;

/** What moves comes behind the first picture. */
async function moving(opening: Promise<Lab>): Promise<Lab> {
  const lab = await opening;
  await lab.page.waitForLoadState("networkidle");
  return lab;
}

const traces = (lab: Lab) => lab.page.locator("canvas.motion, al-motion-sum");

/** Every heatmap of the stage, pixel by pixel, without what moves above it. */
const pixels = (lab: Lab) =>
  lab.page.evaluate(() =>
    [...document.querySelectorAll("main al-heatmap")].map((heatmap) => {
      const cells = heatmap.shadowRoot?.querySelector<HTMLCanvasElement>("#cells");
      return `${(heatmap as HTMLElement).dataset.tensor} ${cells?.toDataURL()}`;
    }),
  );

/** What has moved looks as what was just opened, once that has painted its matrices: it does so in turns. */
async function expectSame(moved: Lab, opened: Lab): Promise<void> {
  const painted = await pixels(moved);
  await expect.poll(() => pixels(opened)).toEqual(painted);
}

/** Numbers of the sum that is put together. */
const toldSum = (lab: Lab) =>
  lab.page.locator("al-motion-sum").evaluate(async (host) => {
    const rows = [...(host.shadowRoot as ShadowRoot).querySelectorAll(".row")].map((row) =>
      (row as HTMLElement).innerText.replace(/\s+/g, " "),
    );
    return {
      rows,
      total: ((host.shadowRoot as ShadowRoot).querySelector(".total") as HTMLElement).innerText.replace(/\s+/g, " "),
    };
  });

describe("a step that is entered", () => {
  test("shows the sum of its example with the story's numbers, and ends in the picture that stands there without it", async ({
    open,
  }) => {
    const lab = await moving(open({ ...MOVING, state: { step: "qkv", speed: "0.5" } }));
    await lab.button(t("step.next")).focus();
    await lab.page.keyboard.press("Enter");
    await lab.page.locator("al-motion-sum").waitFor({ state: "attached" });
    const { rows, total } = await toldSum(lab);
    const q = await lab.values("Q");
    const k = await lab.values(t("matrix.transposed", { name: "K" }));
    expect(rows).toHaveLength(4);
    const numbers = rows.map(
      (row) =>
        row
          .replaceAll("−", "-")
          .match(/-?[\d.]+/g)
          ?.map(Number) ?? [],
    );
    const { selected } = await lab.matrix("scores");
    const [row, col] = [selected?.row ?? 0, selected?.col ?? 0];
    numbers.forEach(([a = 0, b = 0, product = 0], at) => {
      expect(a).toBeCloseTo(q[row]?.[at] ?? Number.NaN, 2);
      expect(b).toBeCloseTo(k[col]?.[at] ?? Number.NaN, 2);
      expect(product).toBeCloseTo(a * b, 2);
    });
    expect(Number(total.replaceAll("−", "-").match(/-?[\d.]+/)?.[0])).toBeCloseTo(
      await lab.value("scores", row, col),
      2,
    );
    await expect.poll(() => traces(lab).count(), { timeout: 20_000 }).toBe(0);
    const still = await open({ state: { step: "scores", speed: "0.5" } });
    await expectSame(lab, still);
  });

  test("is interrupted by a key or a press at once, and the press does what it always does", async ({ open }) => {
    const lab = await moving(open({ ...MOVING, state: { step: "scores", speed: "0.25" } }));
    await lab.page.locator("body").press("ArrowRight");
    await traces(lab).first().waitFor({ state: "attached" });
    const at = await lab.point("scaled", 4, 2);
    await lab.page.mouse.click(at.x, at.y);
    expect(await traces(lab).count()).toBe(0);
    expect((await lab.matrix("scaled")).selected).toEqual({ row: 4, col: 2 });
    await lab.button(t("step.next")).focus();
    for (let step = 0; step < 5; step++) await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.step()).toBe(t("step.output.name"));
    await traces(lab).first().waitFor({ state: "attached" });
    await lab.page.keyboard.press("Escape");
    expect(await traces(lab).count()).toBe(0);
    await lab.type("Other words");
    const rows = () =>
      lab.page
        .locator("al-heatmap[data-tensor='attn.out']")
        .evaluate((heatmap) => (heatmap as HTMLElementTagNameMap["al-heatmap"]).rows);
    await expect.poll(rows).toBe(2);
    expect(await traces(lab).count()).toBe(0);
  });

  test("of the softmax tells its powers, and of a mask lets the blocked scores fall", async ({ open }) => {
    const lab = await moving(open({ ...MOVING, state: { step: "scaled", causal: true, speed: "0.5" } }));
    await lab.page.locator("body").press("ArrowRight");
    const cover = lab.page.locator("al-heatmap[data-tensor='attn.masked'] canvas.motion");
    await cover.waitFor({ state: "attached" });
    // Scores of blocked cells are still seen where the mask will have taken them away.
    const inked = () =>
      cover.evaluate((canvas: HTMLCanvasElement) => {
        const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        return data.some((value, at) => at % 4 === 3 && value > 0);
      });
    expect(await inked()).toBe(true);
    await lab.page.locator("body").press("ArrowRight");
    await lab.page.locator("al-motion-sum").waitFor({ state: "attached" });
    const { rows, total } = await toldSum(lab);
    expect(rows.every((row) => row.startsWith("e"))).toBe(true);
    expect(total).toContain("÷");
  });

  test("goes back into what it was made of on the way back, and leaves nothing behind", async ({ open }) => {
    const lab = await moving(open({ ...MOVING, state: { step: "scaled" } }));
    const ghosts = await lab.page.evaluate(() => {
      const seen: string[] = [];
      const count = { ghosts: 0 };
      new MutationObserver((records) => {
        for (const record of records)
          for (const node of record.addedNodes) if ((node as Element).matches?.("canvas.motion")) count.ghosts++;
      }).observe(document.body, { childList: true });
      Object.assign(window, { motionCount: count });
      return seen.length;
    });
    expect(ghosts).toBe(0);
    await lab.page.locator("body").press("ArrowLeft");
    await expect.poll(() => lab.page.evaluate("window.motionCount.ghosts")).toBe(1);
    await expect.poll(() => traces(lab).count()).toBe(0);
    const still = await open({ state: { step: "scores" } });
    await expectSame(lab, still);
  });

  test("tells no sum where it would land out of sight, and tells the present step when Play is pressed", async ({
    open,
  }) => {
    const low = await moving(open({ ...MOVING, viewport: { width: 900, height: 420 }, state: { step: "qkv" } }));
    await low.page.evaluate(() => {
      const told = { sums: 0 };
      new MutationObserver((records) => {
        told.sums += records.filter(({ addedNodes: [node] }) => node?.nodeName === "AL-MOTION-SUM").length;
      }).observe(document.body, { childList: true });
      Object.assign(window, { told });
    });
    await low.button(t("step.next")).focus();
    await low.page.keyboard.press("Enter");
    await low.page.locator("canvas.motion").first().waitFor({ state: "attached" });
    await expect.poll(() => low.page.locator("canvas.motion").count(), { timeout: 20_000 }).toBe(0);
    expect(await low.page.evaluate("window.told.sums")).toBe(0);
    const lab = await moving(open({ ...MOVING, state: { step: "scores" } }));
    await lab.button(t("step.play")).click();
    await lab.page.locator("al-motion-sum").waitFor({ state: "attached" });
  });

  test("stands still where the system or the reader asks for it", async ({ open }) => {
    for (const options of [
      { state: { step: "scores" } },
      { ...MOVING, state: { step: "scores", motion: "off" } },
    ] as const) {
      const lab = await open(options);
      await lab.page.evaluate(() => {
        const count = { added: 0 };
        const append = Element.prototype.append;
        Element.prototype.append = function (...nodes) {
          if (nodes.some((node) => node instanceof Element && node.matches(".motion, al-motion-sum"))) count.added++;
          append.apply(this, nodes);
        };
        Object.assign(window, { motionCount: count });
      });
      for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) await lab.page.locator("body").press(key);
      await expect.poll(() => lab.step()).toBe(t("step.scaled.name"));
      await lab.page.waitForTimeout(300);
      expect(await lab.page.evaluate("window.motionCount.added")).toBe(0);
    }
  });
});
