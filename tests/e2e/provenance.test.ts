/** A number's chain back to the words: unfolded, walked, followed and come back from. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { pythonWith, runScripts } from "../engine/python";
import { AXE, faults } from "./support/faults";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const tree = (lab: Lab) => lab.page.getByRole("tree", { name: t("story.from") });
const items = (lab: Lab) => tree(lab).getByRole("treeitem");
/** The rows as one reads them, with their depth. */
const rows = (lab: Lab) =>
  items(lab).evaluateAll((all) =>
    all.map((item) => ({
      level: Number(item.getAttribute("aria-level")),
      text: (item.querySelector(".spoken")?.textContent ?? item.textContent ?? "")
        .replace(/[\u2066-\u2069]/g, "")
        .trim(),
    })),
  );
const focused = (lab: Lab) =>
  lab.page.evaluate(() =>
    (document.activeElement?.shadowRoot?.activeElement?.querySelector(".spoken")?.textContent ?? "").replace(
      /[\u2066-\u2069]/g,
      "",
    ),
  );
const press = async (lab: Lab, ...keys: string[]) => {
  for (const key of keys) await lab.page.keyboard.press(key);
};

describe("a number's chain", () => {
  test("unfolds by the keyboard down to the word, the seed's parameter and the formula, from one tab stop", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores", bias: true } });
    await items(lab).first().waitFor();
    expect(await tree(lab).locator("[tabindex='0']").count()).toBe(1);
    await press(lab, "t");
    // The largest product first: its two factors and what it adds.
    await expect.poll(() => focused(lab)).toMatch(/^Q, head 1 · “sat” → d_k/);
    await press(lab, "ArrowRight");
    // A bias is among the operands of q.
    await expect.poll(async () => (await rows(lab)).some(({ level }) => level === 2)).toBe(true);
    const tensors = () => items(lab).evaluateAll((all) => all.map((item) => (item as HTMLElement).dataset.tensor));
    await items(lab).filter({ hasText: "smaller ones" }).first().click();
    await expect.poll(tensors).toContain("attn.b_q");

    await press(lab, "Home", "ArrowRight");
    const x = items(lab).and(lab.page.locator("[data-tensor='x'][aria-level='2']")).first();
    await x.click();
    await lab.page.locator("[data-tensor='embedding.out'][aria-level='3']").first().click();
    const texts = async () => (await rows(lab)).map(({ text }) => text);
    await expect.poll(texts).toContainEqual(expect.stringMatching(/the word “sat”, row 3 of the embedding table$/));
    expect(await texts()).toContainEqual(
      expect.stringMatching(/the word “sat”: row 3 of the table, drawn from seed 7$/),
    );
    await lab.page.locator("[data-tensor='positions'][aria-level='3']").first().click();
    await expect.poll(texts).toContainEqual(expect.stringMatching(/(sin|cos)\(2 \/ 10000/));
    expect(await texts()).toContainEqual(expect.stringContaining(t("provenance.parameter", { seed: 7 })));

    await press(lab, "End");
    const last = await focused(lab);
    await press(lab, "Home");
    expect(await focused(lab)).not.toBe(last);
    const count = (await rows(lab)).length;
    await press(lab, "ArrowLeft");
    await expect.poll(async () => (await rows(lab)).length).toBeLessThan(count);
    await lab.page.evaluate(AXE);
    expect(await faults(lab, "everything", ["[data-story]"])).toEqual([]);
  });

  test("tells why a cell is blocked, and which words a softmax weighs", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", causal: true } });
    await lab.click("weights", 1, 0);
    await lab.storyOf("weights", "head 1 · “cat” → “The”");
    await expect.poll(async () => (await rows(lab)).length).toBe(6);
    const blocked = lab.page.locator("[data-path='/attn.masked@0,1,4']");
    expect(await blocked.locator(".spoken").textContent()).toContain("−∞");
    await blocked.click();
    await lab.page.locator("[data-path='/attn.masked@0,1,4/attn.mask@1,4']").click();
    await expect
      .poll(() => lab.page.locator("[data-path='/attn.masked@0,1,4/attn.mask@1,4']").locator(".spoken").textContent())
      .toContain("[4 ≤ 1] (blocked)");
  });

  test("keeps what is unfolded as the sentence changes, lights the cell of a row, and marks what was set by hand", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores" } });
    const first = lab.page.locator("[data-path='/attn.q@0,2,0']");
    await first.click();
    await expect.poll(async () => (await rows(lab)).some(({ level }) => level === 2)).toBe(true);
    await first.hover();
    await expect.poll(async () => (await lab.matrix("Q")).lit).toEqual([{ rows: [2, 3], cols: [0, 1], hue: "q" }]);
    const before = await first.locator(".spoken").textContent();
    await lab.type("The cat ate on the mat.");
    await expect.poll(() => first.locator(".spoken").textContent()).not.toBe(before);
    expect(await first.getAttribute("aria-expanded")).toBe("true");
    await lab.edit("Q", 2, 0, "1.5");
    await lab.click("scores", 2, 1);
    await expect.poll(() => first.locator(".spoken").textContent()).toContain(t("matrix.edited"));
    expect((await first.locator(".spoken").textContent())?.replace(/[\u2066-\u2069]/g, "")).toContain("1.50");
  });

  test("is followed to its cells, with a trail back to where one came from", async ({ open }) => {
    const lab = await open({ state: { step: "output" } });
    await lab.click("output", 5, 7);
    await lab.storyOf("output", "“mat” → d_model 8");
    await press(lab, "t", "Enter");
    await expect.poll(async () => (await lab.story())?.name).not.toBe("output");
    await press(lab, "t", "Enter");
    const crumbs = lab.page.locator("[data-trail] .crumb");
    await expect.poll(() => crumbs.count()).toBe(2);
    await lab.page.locator("[data-action=trail-back]").click();
    await expect.poll(() => crumbs.count()).toBe(1);
    await crumbs.first().click();
    await lab.storyOf("output", "“mat” → d_model 8");
    expect(await lab.step()).toBe(t("step.output.name"));
    expect(await crumbs.count()).toBe(0);
  });

  test("is copied as LaTeX and as NumPy, with what is unfolded where asked, and shown selected where it can't be", async ({
    open,
  }) => {
    const lab = await open({
      // The clipboard proper is one for all pages of the browser, and other tests copy too.
      before: () => {
        const writeText = async (text: string) => {
          document.documentElement.dataset.copied = text;
        };
        Object.defineProperty(navigator, "clipboard", { value: { writeText } });
      },
      state: { step: "scores" },
    });
    const copied = () => lab.page.evaluate(() => document.documentElement.dataset.copied ?? "");
    await lab.page.locator("[data-path='/attn.q@0,2,0']").click();
    await lab.button(t("arithmetic.latex")).click();
    await expect.poll(copied).toMatch(/^2\.4\d* = .*\\times/);
    await lab.button(t("arithmetic.numpy")).click();
    await expect.poll(copied).toContain("import numpy as np");
    const alone = await copied();
    expect(alone.match(/^assert /gm)).toHaveLength(1);
    await lab.page.getByRole("checkbox", { name: t("arithmetic.chain") }).check();
    await lab.button(t("arithmetic.numpy")).click();
    await expect.poll(async () => (await copied()).match(/^assert /gm)?.length).toBe(2);
    const python = pythonWith("numpy");
    if (!python) throw new Error("these tests need Python with NumPy");
    const outcomes = runScripts(
      python,
      [alone, await copied()].map((text, at) => ({ name: String(at), text })),
    );
    expect(outcomes.map(({ error }) => error)).toEqual(["", ""]);
    expect(Number(outcomes[1]?.printed)).toBeCloseTo(2.41, 2);

    const cut = await open({
      before: () => Object.defineProperty(navigator, "clipboard", { value: undefined }),
      state: { step: "scores" },
    });
    await cut.button(t("arithmetic.text")).click();
    await expect
      .poll(() =>
        cut.page.evaluate(() => {
          const field = document.activeElement as HTMLTextAreaElement;
          return field.value?.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
        }),
      )
      .toMatch(/^scores \(head 1 .*\) = 2\.4/);
  });
});
