/** Models of many blocks: the map, the walk through all of them, every head at a glance, and the telephone. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const map = (lab: Lab) => lab.page.getByRole("navigation", { name: t("model.map") });

/** Where the page says that it stands: block and step. */
async function where(lab: Lab): Promise<string> {
  return (await lab.page.locator(".stage-kicker").innerText()).replace(/\s+/g, " ");
}

const total = (row: readonly number[]): number => row.reduce((sum, value) => sum + value, 0);

describe("a deep model", () => {
  test("is chosen in the panel and walked from end to end by Next: each step asks, shows and explains", async ({
    open,
  }) => {
    const lab = await open({ state: { text: "The cat sat", side: "model" } });
    await lab.page.getByLabel(t("model.kindLabel")).selectOption({ label: t("model.kind.encoder") });
    await map(lab)
      .getByRole("button", { name: t("block.ffn") })
      .first()
      .waitFor();
    const seen: string[] = [];
    for (let step = 0; step < 60; step++) {
      const place = await where(lab);
      expect(seen, "each step once").not.toContain(place);
      seen.push(place);
      const main = lab.page.getByRole("main");
      expect((await lab.heading()).length).toBeGreaterThan(10);
      expect((await main.locator(".lead").innerText()).length).toBeGreaterThan(40);
      expect(await lab.notice("failed").count(), place).toBe(0);
      const shown = (await main.getByRole("grid").count()) + (await main.locator("table.words, al-head-grid").count());
      expect(shown, place).toBeGreaterThan(0);
      if ((await lab.button(t("step.next")).getAttribute("aria-disabled")) === "true") break;
      await lab.button(t("step.next")).click();
      await expect.poll(() => where(lab)).not.toBe(place);
    }
    // Words, embedding, positions; twice attention with 8 steps, residual and norm, and feed-forward with 5; all heads.
    expect(seen).toHaveLength(3 + 2 * (10 + 5) + 1);
    expect(seen.at(-1)).toContain(t("block.heads"));
  });

  test("is entered anywhere by the map, with mouse and keyboard, and every head opens its own softmax", async ({
    open,
  }) => {
    const lab = await open({ state: { model: "encoder", step: "softmax", block: "encoder.0.attn" } });
    const attention = map(lab).getByRole("button", { name: t("block.attention") });
    await expect.poll(() => attention.nth(0).getAttribute("aria-current")).toBe("location");
    await attention.nth(1).click();
    await expect.poll(() => where(lab)).toContain(t("block.layer", { n: 2 }));
    expect(await lab.step()).toBe(t("step.softmax.name"));
    // Behind the last head of the present block comes the next block.
    await map(lab)
      .getByRole("button", { name: t("matrix.headN", { n: 2 }), exact: true })
      .nth(1)
      .focus();
    await lab.page.keyboard.press("ArrowDown");
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => where(lab)).toContain(t("block.ffn"));

    await map(lab)
      .getByRole("button", { name: t("block.heads") })
      .click();
    const heads = lab.page.getByRole("main").locator("al-head-grid").getByRole("button");
    await expect.poll(() => heads.count()).toBe(4);
    await heads.nth(1).click();
    await expect.poll(() => where(lab)).toContain(t("block.layer", { n: 1 }));
    await expect.poll(() => lab.step()).toBe(t("step.softmax.name"));
    expect(await lab.page.locator("al-heatmap[data-tensor='encoder.0.attn.weights']").getAttribute("data-head")).toBe(
      "1",
    );
    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    expect(await again.values("weights")).toEqual(await lab.values("weights"));
  });

  test("tells of a number where it comes from, across blocks, and lists all that a block computes", async ({
    open,
  }) => {
    const lab = await open({ state: { model: "encoder", n_layers: 1, block: "encoder.0.ffn", step: ".residual" } });
    const origins = lab.page.locator("al-provenance .go");
    await origins.first().waitFor();
    await origins.first().click();
    await expect.poll(() => where(lab)).toContain(t("step.norm.term"));
    expect(await where(lab)).toContain(t("block.attention"));
    await lab.page.locator("details.tape summary").click();
    await lab.page.getByRole("button", { name: "encoder.0.attn.scores", exact: true }).click();
    await expect.poll(() => lab.step()).toBe(t("step.scores.name"));
  });

  test("of two towers sets the target's words against the source's, and tells the guess of each next word", async ({
    open,
  }) => {
    const lab = await open({
      state: { model: "transformer", text: "Hello world", target: "Bonjour le monde", n_layers: 1 },
    });
    await map(lab)
      .getByRole("button", { name: t("block.cross") })
      .click();
    await lab.goTo("softmax");
    const weights = lab.page.locator("al-heatmap[data-tensor='decoder.0.cross.weights']");
    const labels = () =>
      weights.evaluate((element) => {
        const { rowLabels, colLabels } = element as HTMLElementTagNameMap["al-heatmap"];
        return { rowLabels, colLabels };
      });
    expect(await labels()).toEqual({ rowLabels: ["<start>", "Bonjour", "le", "monde"], colLabels: ["Hello", "world"] });
    for (const row of await lab.values("weights")) expect(total(row)).toBeCloseTo(1, 5);
    await lab.click("weights", 1, 0);
    await expect.poll(async () => (await lab.story())?.place).toContain("“Bonjour” → “Hello”");

    await lab.page.getByLabel(t("sentence.target")).fill("Bonjour");
    await expect.poll(async () => (await labels()).rowLabels).toEqual(["<start>", "Bonjour"]);
    await map(lab).locator("[data-block=output]").click();
    await lab.button(t("step.next")).click();
    for (const row of await lab.values("probabilities")) expect(total(row)).toBeCloseTo(1, 5);
    await lab.choose(t("gradient.gradients"));
    await lab.page
      .getByLabel(t("gradient.loss"), { exact: true })
      .selectOption({ label: t("gradient.losses.cross_entropy") });
    await lab.button(t("step.back")).click();
    const gradient = t("gradient.of", { name: "logits" });
    await lab.grid(gradient).waitFor();
    // d cross-entropy / d logits = (probabilities - what came) / rows: each row adds up to nothing.
    for (const row of await lab.values(gradient)) {
      expect(total(row)).toBeCloseTo(0, 5);
      expect(Math.min(...row)).toBeLessThan(0);
    }
  });

  test("folds its map into one line on a telephone, and nothing is wider than the screen", async ({ open }) => {
    const lab = await open({
      viewport: { width: 390, height: 844 },
      state: { model: "encoder", block: "encoder.1.ffn", step: ".hidden" },
    });
    const fold = lab.page.locator("details.map-fold");
    expect(await fold.locator("summary").innerText()).toContain(t("block.layer", { n: 2 }));
    await fold.locator("summary").click();
    await map(lab)
      .getByRole("button", { name: t("block.attention") })
      .first()
      .click();
    await expect.poll(() => where(lab)).toContain(t("block.attention"));
    expect(await fold.getAttribute("open")).toBeNull();
    const overflow = await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test("without positions makes the same of a sentence and its shuffle, and with them doesn't", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", side: "model", positions: "none" } });
    await lab.page.locator("[data-action=shuffle]").click();
    await lab.notice("equal").waitFor();
    const [a, b] = [await lab.values("weights", 0), await lab.values("weights", 1)];
    expect(a).not.toEqual([]);
    b.flat().forEach((value, at) => {
      expect(value).toBeCloseTo(a.flat()[at] as number, 5);
    });
    await lab.page.getByLabel(t("model.positions")).selectOption({ label: t("model.position.sinusoidal") });
    await expect.poll(() => lab.notice("equal").count()).toBe(0);
    const words = () => lab.page.locator("[data-shuffle] b").innerText();
    const before = await words();
    await lab.button(t("shuffle.again")).click();
    await expect.poll(words).not.toBe(before);
    await lab.button(t("shuffle.end")).click();
    await expect.poll(() => lab.grid("weights").count()).toBe(1);
  });
});
