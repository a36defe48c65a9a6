/** The map: one picture of the whole model, always there, that says where one is and leads anywhere. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const map = (lab: Lab) => lab.page.getByRole("navigation", { name: t("model.map") });
const where = async (lab: Lab) => (await lab.page.locator(".stage-kicker").innerText()).replace(/\s+/g, " ");
const stations = (lab: Lab) => map(lab).locator(".station, .part");
const blocks = (lab: Lab) => map(lab).locator("[data-block]");
const shownHead = (lab: Lab) =>
  lab.page.locator("main al-heatmap[data-tensor$='weights']").first().getAttribute("data-head");

describe("the map", () => {
  test("of one attention is that block unfolded, with the run's sizes and heads, and a head leads to its weights", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "words", n_heads: 4, text: "The cat sat" } });
    expect(await blocks(lab).count()).toBe(0);
    expect(await stations(lab).count()).toBe(13);
    expect(
      await map(lab)
        .getByRole("button", { name: t("step.scores.name") })
        .innerText(),
    ).toContain("3×3");
    const heads = map(lab).locator(".head");
    expect(await heads.count()).toBe(4);
    await heads.nth(2).click();
    await expect.poll(() => lab.step()).toBe(t("step.softmax.name"));
    expect(await shownHead(lab)).toBe("2");
    await expect.poll(() => heads.nth(2).getAttribute("aria-pressed")).toBe("true");
    // On a step that shows a head, another one is shown of the same step.
    await lab.goTo("scores");
    await heads.nth(1).click();
    expect(await lab.step()).toBe(t("step.scores.name"));
    expect(await lab.page.locator("al-heatmap[data-tensor='attn.scores']").getAttribute("data-head")).toBe("1");
  });

  test("of a deep model unfolds the block where one is in its place, and folds it when one leaves", async ({
    open,
  }) => {
    const lab = await open({
      state: { model: "encoder", n_layers: 3, text: "The cat sat", block: "encoder.1.attn", step: "scores" },
    });
    expect(await blocks(lab).count()).toBe(1 + 3 * 2 + 1);
    await expect
      .poll(() => map(lab).locator("[aria-current=location]").getAttribute("data-block"))
      .toBe("encoder.1.attn");
    expect(await map(lab).locator("[aria-current=step]").innerText()).toContain(t("step.scores.name"));
    const inBlock = map(lab).locator(".cell.here");
    expect(await inBlock.locator(".station").count()).toBeGreaterThan(5);
    await inBlock.getByRole("button", { name: "V", exact: true }).click();
    await lab.grid("V").waitFor();
    await map(lab).locator("[data-block='encoder.2.ffn']").click();
    await expect.poll(() => where(lab)).toContain(t("block.layer", { n: 3 }));
    expect(await map(lab).locator(".cell.here [data-block]").getAttribute("data-block")).toBe("encoder.2.ffn");
    expect(await map(lab).locator(".cell.here .station").count()).toBe(5);
    expect(await map(lab).locator(".cell:not(.here) .station").count()).toBe(0);
    // A head of another layer is one press away.
    await map(lab).locator("[data-block='encoder.0.attn'] ~ .heads .head").nth(1).click();
    await expect.poll(() => where(lab)).toContain(t("block.layer", { n: 1 }));
    expect(await shownHead(lab)).toBe("1");
  });

  test("is one tab stop, where one is, and the arrow keys lead through blocks, stations and heads", async ({
    open,
  }) => {
    for (const state of [
      { step: "masked" },
      { model: "encoder", block: "encoder.0.ffn", step: ".hidden" },
      { model: "transformer", text: "a b", target: "c", block: "decoder.0.cross", step: "qkv" },
      { model: "encoder", block: "heads", step: ".heads" },
    ] as const) {
      const lab = await open({ state });
      await blocks(lab).or(stations(lab)).first().waitFor();
      const stops = map(lab).locator("button[tabindex='0']");
      expect(await stops.count(), JSON.stringify(state)).toBe(1);
      await stops.focus();
      const visited: string[] = [];
      const now = () =>
        lab.page
          .locator("al-model-map")
          .first()
          .evaluate((host) => {
            const { activeElement } = host.shadowRoot as ShadowRoot;
            return [...(host.shadowRoot as ShadowRoot).querySelectorAll("button")].indexOf(
              activeElement as HTMLButtonElement,
            );
          });
      await lab.page.keyboard.press("Home");
      expect(await now()).toBe(0);
      for (let press = 0; press < 4; press++) {
        visited.push(String(await now()));
        await lab.page.keyboard.press("ArrowDown");
      }
      expect(visited).toEqual(["0", "1", "2", "3"]);
      await lab.page.keyboard.press("End");
      expect(await now()).toBe((await map(lab).getByRole("button").count()) - 1);
    }
  });

  test("on a telephone is one line that says where one is, opens to the whole and closes behind a choice", async ({
    open,
  }) => {
    for (const width of [320, 390]) {
      for (const model of ["self_attention", "transformer"] as const) {
        const lab = await open({
          viewport: { width, height: 844 },
          state: { model, step: "scores", text: "The cat sat" },
        });
        const fold = lab.page.locator("details.map-fold");
        expect(await fold.locator("summary").innerText()).toContain(t("step.scores.name"));
        await fold.locator("summary").click();
        expect(await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        for (const button of await map(lab).getByRole("button").all()) {
          const box = await button.boundingBox();
          expect(Math.min(box?.width ?? 0, box?.height ?? 0), await button.innerText()).toBeGreaterThanOrEqual(24);
        }
        await map(lab)
          .getByRole("button", { name: t("step.softmax.name") })
          .click();
        await expect.poll(() => lab.heading()).toBe(t("step.softmax.question"));
        expect(await fold.getAttribute("open")).toBeNull();
      }
    }
  });

  test("stands beside a workbench too, says that this is off the map, and leads back", async ({ open }) => {
    const lab = await open({ state: { bench: "decoding" } });
    const fold = lab.page.locator("details.map-fold");
    await expect.poll(() => fold.locator("summary").innerText()).toContain(t("bench.decoding.name"));
    await fold.locator("summary").click();
    await map(lab)
      .getByRole("button", { name: t("step.scores.name") })
      .click();
    await expect.poll(() => lab.heading()).toBe(t("step.scores.question"));
    await lab.button(t("app.undoNamed", { label: t("bench.leave") })).click();
    await expect.poll(() => lab.page.locator("[data-bench=decoding]").count()).toBe(1);
  });
});
