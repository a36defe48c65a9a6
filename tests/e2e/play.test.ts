/** Play: the whole story unattended, in sentences that can be followed. */
import { describe, expect } from "vitest";
import { SETTINGS } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const said = async (lab: Lab): Promise<string> =>
  (await lab.page.locator("[data-narration]").innerText())
    .replace(/[\u2068\u2069]/g, "")
    .replace(/\s+/g, " ")
    .trim();

const STEP = 7_000;

describe("Play", () => {
  test("tells of each step one sentence with the words and the engine's number, and ends with a way to replay", async ({
    open,
  }) => {
    const lab = await open({ clock: true });
    const { clock } = lab.page;
    expect(await said(lab)).toBe("");
    await lab.page.locator("[data-action=see-how]").click();
    await expect.poll(() => said(lab)).toBe(t("play.words"));
    const heard: string[] = [];
    for (let step = 1; step < 11; step++) {
      await clock.runFor(STEP + 100);
      await expect.poll(() => said(lab)).not.toBe(heard.at(-1) ?? t("play.words"));
      heard.push(await said(lab));
    }
    expect(new Set(heard).size).toBe(10);
    for (const sentence of heard) expect(sentence).not.toMatch(/[{}]|undefined|NaN/);
    // One word is followed to the word that it looks at most, with the number that the heatmap shows.
    expect(heard[3]).toMatch(/^“sat” asks, “on” answers/);
    const last = heard.at(-1) ?? "";
    await clock.runFor(STEP + 100);
    await expect.poll(() => said(lab)).toBe(`${last} ${t("play.end")}`);
    expect(await lab.step()).toBe(t("step.output.name"));
    expect(await lab.button(t("step.pause")).count()).toBe(0);
    await lab.page.locator("[data-action=replay]").click();
    await expect.poll(() => lab.step()).toBe(t("step.words.name"));
    await lab.button(t("step.pause")).waitFor();
  });

  test("says the number of the weights that the softmax gives, and follows the word that was chosen", async ({
    open,
  }) => {
    const lab = await open({
      clock: true,
      state: { step: "softmax", cell: { tensor: "attn.weights", index: [0, 4, 0] } },
    });
    await lab.button(t("step.play")).click();
    const row = (await lab.values("weights"))[4] ?? [];
    await expect.poll(() => said(lab)).toContain(`“The” gets ${row[0]?.toFixed(2)}`);
    await lab.button(t("step.back")).click();
    await lab.button(t("step.next")).click();
    const most = row.indexOf(Math.max(...row));
    await expect.poll(() => said(lab)).toContain(`“${(await lab.chips())[most]}” gets ${row[most]?.toFixed(2)}`);
  });

  test("pauses when the reader takes hold of the page, not for its own controls, and is put away", async ({ open }) => {
    const lab = await open({ clock: true, state: { step: "scores" } });
    const { clock } = lab.page;
    const playing = () => lab.button(t("step.pause")).count();
    await lab.button(t("step.play")).click();
    await lab.page.getByLabel(t("step.speed")).selectOption({ label: "4×" });
    expect(await playing()).toBe(1);
    const at = await lab.point("scores", 1, 1);
    await lab.page.mouse.click(at.x, at.y);
    await expect.poll(playing).toBe(0);
    await clock.runFor(60_000);
    expect(await lab.step()).toBe(t("step.scores.name"));
    expect(await said(lab)).not.toBe("");
    await lab.button(t("step.play")).click();
    await lab.page.locator("body").press("ArrowRight");
    await expect.poll(() => lab.step()).toBe(t("step.scaled.name"));
    await expect.poll(playing).toBe(0);
    await lab.page.locator("[data-action=hush]").click();
    await expect.poll(() => said(lab)).toBe("");
  });

  test("goes a quarter as fast and four times as fast, and a link keeps the speed", async ({ open }) => {
    expect([...SETTINGS.speed.options].sort()).toEqual(["0.25", "0.5", "1", "2", "4"]);
    const slow = await open({ clock: true, state: { step: "scores", speed: "0.25" } });
    await slow.button(t("step.play")).click();
    await slow.page.clock.runFor(4 * STEP - 500);
    expect(await slow.step()).toBe(t("step.scores.name"));
    await slow.page.clock.runFor(1_000);
    await expect.poll(() => slow.step()).toBe(t("step.scaled.name"));
  });

  test("brings the result that it tells of into sight on a telephone, and its controls fit the largest type", async ({
    open,
  }) => {
    const lab = await open({ viewport: { width: 390, height: 844 }, state: { step: "softmax" } });
    await lab.button(t("step.play")).click();
    const seen = () =>
      lab.page.evaluate(() => {
        const result = document.querySelector("al-heatmap[data-tensor='attn.weights']")?.getBoundingClientRect();
        const foot = document.querySelector(".foot")?.getBoundingClientRect();
        return (result?.top ?? -1) >= 0 && (result?.top ?? 0) + 100 < (foot?.top ?? 0);
      });
    await expect.poll(seen).toBe(true);
    const narrow = await open({
      viewport: { width: 320, height: 700 },
      state: { step: "softmax", theme: "projector" },
    });
    const out = await narrow.page
      .locator("al-step-rail")
      .evaluate(
        (rail) =>
          [...(rail.shadowRoot as ShadowRoot).querySelectorAll("button, select, ol")].filter(
            (part) => part.getBoundingClientRect().right > innerWidth || part.getBoundingClientRect().left < 0,
          ).length,
      );
    expect(out).toBe(0);
  });

  test("goes through every block of a deep model and ends at what comes out, not at the overview", async ({ open }) => {
    const lab = await open({
      clock: true,
      state: { model: "decoder_only", text: "The cat sat", n_layers: 1, speed: "4" },
    });
    await lab.button(t("step.play")).click();
    const blocks: string[] = [];
    for (let step = 0; step < 40 && (await lab.button(t("step.pause")).count()) > 0; step++) {
      const place = (await lab.page.locator("[data-narration] .quiet").innerText()).trim();
      if (blocks.at(-1) !== place) blocks.push(place);
      await lab.page.clock.runFor(STEP / 4 + 50);
    }
    expect(blocks.length).toBeGreaterThanOrEqual(4);
    expect(blocks.at(-1)).toContain(t("block.output"));
    expect(await said(lab)).toContain(t("play.end"));
  });

  test("is polite to who listens: one live region, one sentence a step, hostile words as text", async ({ open }) => {
    const lab = await open({ clock: true, state: { text: "<i>a</i> {value} b", step: "scores" } });
    await lab.button(t("step.play")).click();
    await expect.poll(() => said(lab)).toContain("asks");
    const region = lab.page.locator("[data-narration]");
    expect(await region.getAttribute("aria-live")).toBe("polite");
    const before = await said(lab);
    await lab.page.clock.runFor(STEP - 1_000);
    expect(await said(lab)).toBe(before);
    expect(await region.locator("i").count()).toBe(0);
  });
});
