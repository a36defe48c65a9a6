/** What someone sees who has never heard of attention. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const words = (lab: Lab) => lab.page.getByRole("radiogroup", { name: t("words.lines") });
const says = (lab: Lab) => lab.page.locator("[data-says]").innerText();

/** Thickness of each line, by the word that it leads to. */
const lines = (lab: Lab) =>
  lab.page.locator("al-word-arcs").evaluate((host) =>
    [...(host.shadowRoot as ShadowRoot).querySelectorAll<SVGPathElement>(".arc")].map((arc) => ({
      to: Number(arc.dataset.to),
      width: Number.parseFloat(getComputedStyle(arc).strokeWidth),
    })),
  );

describe("the first screen", () => {
  test("asks in plain words, draws lines as thick as the engine's weights, and offers one thing to do", async ({
    open,
  }) => {
    const lab = await open();
    expect(await lab.heading()).toBe("How much does each word look at the others?");
    const weights = await lab.values("weights");
    const row = weights[2] ?? [];
    const drawn = await lines(lab);
    expect(drawn.map(({ to }) => to)).toEqual(row.map((_, at) => at));
    for (const { to, width } of drawn) expect(width).toBeCloseTo(Math.max(1, (row[to] ?? 0) * 20), 1);
    const most = row.indexOf(Math.max(...row));
    expect((await says(lab)).replace(/[\u2068\u2069]/g, "")).toContain(
      `“sat” looks most at “${(await lab.chips())[most]}”: ${row[most]?.toFixed(2)}`,
    );
    const primary = lab.page.getByRole("main").locator(".button.primary");
    expect(await primary.count()).toBe(1);
    const box = await primary.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0), "without scrolling").toBeLessThan(830);
    await primary.click();
    await lab.button(t("step.pause")).waitFor();
  });

  test("answers for another word by mouse and by arrow keys, and the story and the heatmap go along", async ({
    open,
  }) => {
    const lab = await open();
    await words(lab).getByRole("radio").nth(4).click();
    const weights = await lab.values("weights");
    const strongest = (at: number) => (weights[at] ?? []).indexOf(Math.max(...(weights[at] ?? [])));
    expect((await lab.matrix("weights")).selected).toEqual({ row: 4, col: strongest(4) });
    await words(lab).getByRole("radio", { checked: true }).press("ArrowRight");
    await expect.poll(async () => (await lab.matrix("weights")).selected).toEqual({ row: 5, col: strongest(5) });
    expect((await says(lab)).replace(/[\u2068\u2069]/g, "")).toMatch(/^“mat”/);
    expect(await words(lab).getByRole("radio", { checked: true }).count()).toBe(1);
    expect(await words(lab).locator("[tabindex='0']").count()).toBe(1);
    await expect.poll(async () => (await lab.story())?.place).toContain("“mat”");
  });

  test("fits a telephone: headline, lines and the button are seen at once, nothing is wider than the screen", async ({
    open,
  }) => {
    for (const width of [320, 390]) {
      const lab = await open({ viewport: { width, height: 844 } });
      const foot = await lab.page.locator(".foot").boundingBox();
      const button = await lab.page.locator("[data-action=see-how]").boundingBox();
      if (width === 390) expect((button?.y ?? 999) + (button?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0);
      expect(await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });

  test("shows hostile and repeated words as words, and a long sentence as a column", async ({ open }) => {
    const lab = await open({ state: { text: "<b>x</b> the the the" } });
    const names = await words(lab).getByRole("radio").locator("bdi").allInnerTexts();
    expect(names.join(" ")).toContain("<");
    expect(new Set(names).size).toBe(names.length);
    expect(await lab.page.locator("al-word-arcs b").count()).toBe(0);
    await lab.type(Array.from({ length: 40 }, (_, at) => `word${at}`).join(" "));
    await expect.poll(() => words(lab).getByRole("radio").count()).toBe(40);
    await words(lab).getByRole("radio").first().press("End");
    const last = words(lab).getByRole("radio").last();
    await expect.poll(() => last.getAttribute("aria-checked")).toBe("true");
    // Beyond what lines can show, the heatmap alone is the picture.
    await lab.type(Array.from({ length: 130 }, (_, at) => `word${at}`).join(" "));
    await expect.poll(() => words(lab).count()).toBe(0);
    expect(await says(lab)).not.toBe("");
  });

  test("of a deep model shows the first layer's attention of the words that it reads", async ({ open }) => {
    const lab = await open({ state: { model: "transformer", text: "Hello world", target: "Bonjour", n_layers: 1 } });
    expect(await words(lab).getByRole("radio").count()).toBe(2);
    const again = await open({ state: { model: "transformer", text: "Hello world", block: "target", step: "words" } });
    expect(await words(again).getByRole("radio").count()).toBe(4);
  });
});
