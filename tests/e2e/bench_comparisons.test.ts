/** Workbenches that compare ways to attend: what they count and show is what a hand count gives. */
import { describe, expect } from "vitest";
import { find, t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const costs = (lab: Lab): Promise<number[]> =>
  lab.page
    .locator("al-bars.bench-cost .digits")
    .allInnerTexts()
    .then((texts) => texts.map((text) => Number(text.replace(/\s/g, ""))));

const slide = (lab: Lab, name: string, value: number) =>
  lab.page.locator(`.bench-main input[name=${name}]`).evaluate((element, to) => {
    const input = element as HTMLInputElement;
    input.value = String(to);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);

describe("the sparse workbench", () => {
  test("opens from the list of lessons, counts only the pairs of its pattern, and loses nothing where all may be seen", async ({
    open,
  }) => {
    const lab = await open();
    await lab.openLesson("S27");
    // 24 words with two neighbours to each side are 24 x 5 - 6 pairs, each 16 + 16 multiply-adds.
    await expect.poll(() => costs(lab)).toEqual([114 * 32, 24 * 24 * 32]);
    const sparse = await lab.matrix(t("bench.sparse.pattern"));
    sparse.values.forEach((row, q) => {
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      row.forEach((value, k) => {
        expect(value > 0).toBe(Math.abs(q - k) <= 2);
        expect(sparse.allowed?.[q]?.[k]).toBe(Math.abs(q - k) <= 2 ? 1 : 0);
      });
    });
    const lost = await lab.values(t("bench.sparse.errorName"));
    expect(Math.max(...lost.flat().map(Math.abs))).toBeGreaterThan(0.01);

    await slide(lab, "window", 30);
    await expect.poll(() => costs(lab)).toEqual([24 * 24 * 32, 24 * 24 * 32]);
    const none = await lab.values(t("bench.sparse.errorName"));
    expect(Math.max(...none.flat().map(Math.abs))).toBeLessThan(1e-5);

    const link = await lab.link();
    await lab.button(/^Undo: /).click();
    await expect.poll(() => costs(lab)).toEqual([114 * 32, 24 * 24 * 32]);

    const again = await open({ hash: link.slice(link.indexOf("#")), viewport: { width: 390, height: 844 } });
    await expect.poll(() => costs(again)).toEqual([24 * 24 * 32, 24 * 24 * 32]);
    const wide = await again.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "nothing is wider than a phone").toBeLessThanOrEqual(0);
    await again.page.getByRole("button", { name: t("bench.leave") }).click();
    await expect.poll(() => again.heading()).toBe(t("step.words.question"));
  });

  test("says what a hostile link holds that it can't read, and keeps its defaults", async ({ open }) => {
    const panel = new URLSearchParams({ window: "-3", pattern: "<img onerror=alert(1)>", other: "1" }).toString();
    const lab = await open({ state: { bench: "sparse", panel } });
    await expect.poll(() => costs(lab)).toEqual([114 * 32, 24 * 24 * 32]);
    expect(await lab.notice("panel").innerText()).toContain("window");
    expect(find("bench.sparse.question")).toBe(await lab.heading());
  });
});

describe("the linear workbench", () => {
  test("counts work that grows with the length, and shows how far its weights are from the softmax's", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "linear" } });
    // 12 words of 8 numbers: softmax 2 x 12 x 12 x 8; linear 2 x (12 x 8 x 8) + 2 x (12 x 8).
    await expect.poll(() => costs(lab)).toEqual([2 * 12 * 64 + 2 * 12 * 8, 2 * 144 * 8]);
    const own = await lab.values(t("bench.linear.linear"));
    const softmax = await lab.values(t("bench.linear.softmax"));
    for (const weights of [own, softmax]) {
      for (const row of weights) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    }
    const apart = await lab.values(t("bench.linear.difference"));
    const largest = Math.max(...apart.flat().map(Math.abs));
    expect(await lab.page.locator(".bench-figures dd").first().innerText()).toBe(largest.toFixed(4));
    apart.forEach((row, q) => {
      row.forEach((value, k) => {
        expect(value).toBeCloseTo((own[q]?.[k] ?? 0) - (softmax[q]?.[k] ?? 0), 5);
      });
    });
    const curve = lab.page.locator("al-curve");
    await curve.waitFor();
    await curve.getByRole("slider").press("End");
    const read = await curve.getByRole("slider").getAttribute("aria-valuetext");
    expect(read).toContain("256");

    await lab.choose(t("bench.linear.literal"));
    await expect
      .poll(async () => (await lab.values(t("bench.linear.linear"))).flat().some((value) => value < 0))
      .toBe(true);
  });

  test("hands a state from word to word by each of four rules, says what each does, and counts its work", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "linear" } });
    await lab.choose(t("bench.linear.state"));
    // Writing and reading the state of 12 words: 12 x 8 x 8 each; the delta rule also reads what it corrects.
    const writes = 12 * 64;
    const errors = new Set<string>();
    for (const [rule, products, gates] of [
      ["linear", 2, []],
      ["gated", 3, ["decay"]],
      ["delta", 3, ["beta"]],
      ["gated_delta", 4, ["decay", "beta"]],
    ] as const) {
      await lab.choose(t(`bench.linear.ruleNames.${rule}`));
      await expect.poll(() => costs(lab), { message: rule }).toEqual([products * writes, 2 * 144 * 8]);
      expect(await lab.page.locator(".bench-says").innerText()).toBe(t(`bench.linear.rules.${rule}`));
      for (const gate of gates)
        await lab.page.getByRole("heading", { name: t(`bench.linear.gates.${gate}`) }).waitFor();
      await expect.poll(() => lab.page.locator("al-curve").count()).toBe(1 + gates.length);
      const state = await lab.values(t("bench.linear.stateTitle", { n: 12 }));
      expect([state.length, state[0]?.length]).toEqual([8, 8]);
      errors.add(await lab.page.locator(".bench-figures dd").first().innerText());
    }
    expect(errors.size).toBe(4);

    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await expect.poll(() => costs(again)).toEqual([4 * writes, 2 * 144 * 8]);

    await again.choose(t("bench.linear.kernel"));
    await again.grid(t("bench.linear.linear")).waitFor();
  });

  test("says so where a state grows past all numbers", async ({ open }) => {
    const panel = new URLSearchParams({ form: "state", rule: "delta", length: "96", width: "32" }).toString();
    const lab = await open({ state: { bench: "linear", panel } });
    await expect.poll(() => lab.notice("overflow").count()).toBe(1);
  });
});
