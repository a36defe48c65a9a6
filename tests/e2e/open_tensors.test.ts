/** Q, K and V, attention and single matrices that a reader brings along: recognised, mended, walked through. */
import { describe, expect } from "vitest";
import { writeNpy } from "../../web/src/io/npy";
import { t } from "../../web/src/strings/text";
import { drop, openWith, printed, problem, role, walk } from "./support/opening";
import { test } from "./support/test";

describe("Q, K and V as PyTorch prints them", () => {
  const { text, arrays } = printed("three tensors by name");

  test("are recognised by name and walked through, every number of theirs and the scores of both", async ({ open }) => {
    const lab = await open();
    await openWith(lab, text);
    for (const [label, value] of [
      ["Q", "q"],
      ["K", "k"],
      ["V", "v"],
    ] as const)
      await expect.poll(() => role(lab, label).inputValue()).toBe(value);
    const pieces = await lab.page.locator("[data-piece]").allInnerTexts();
    expect(pieces[0]).toContain("3 × 4");
    expect(pieces[1]).toContain("5 × 4");
    await walk(lab).click();
    await expect.poll(() => lab.step()).toBe(t("step.scores.name"));
    expect(await lab.page.locator("[data-badge]").innerText()).toBe(t("open.badge"));
    const q = await lab.values("Q");
    expect(q.flat()).toHaveLength(12);
    for (const [at, value] of (arrays[0]?.data ?? []).entries()) expect(q.flat()[at]).toBeCloseTo(value, 3);
    const k = await lab.values("K transposed");
    const scores = await lab.values("scores");
    for (const [row, cells] of scores.entries())
      for (const [col, score] of cells.entries()) {
        const sum = (q[row] ?? []).reduce((total, value, at) => total + value * (k[col]?.[at] ?? Number.NaN), 0);
        expect(score).toBeCloseTo(sum, 5);
      }
    // Masks and edits work on them as on any run.
    await lab.goTo("softmax");
    for (const row of await lab.values("weights")) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    await lab.goTo("qkv");
    await lab.edit("Q", 0, 0, "5");
    await expect.poll(() => lab.value("Q", 0, 0)).toBe(5);
    await lab.button(/^Undo: /).click();
    await lab.button(t("app.undoNamed", { label: t("open.change") })).click();
    await expect.poll(() => lab.chips()).toContain("cat");
  });

  test("survive a reload and travel in the link", async ({ open }) => {
    const lab = await open();
    await openWith(lab, text);
    await lab.page.getByLabel(t("open.words")).fill("one two <b>");
    await walk(lab).click();
    const shown = await lab.values("scores");
    await expect.poll(async () => (await lab.link()).length).toBeGreaterThan(200);
    const address = await lab.link();
    await lab.page.reload();
    await lab.ready();
    expect(await lab.values("scores")).toEqual(shown);
    const again = await open({ hash: address.slice(address.indexOf("#")) });
    expect(await again.values("scores")).toEqual(shown);
    expect(await again.chips()).toEqual(["one", "two", "<b>"]);
  });
});

describe("shapes that don't fit", () => {
  test("are told with what was expected and what came, and turning K mends them", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "Q = [[1, 2, 3, 4]]\nK = [[1, 2], [3, 4], [5, 6], [7, 8]]\nV = [[1], [2]]");
    await problem(lab, "columns").waitFor();
    expect(await problem(lab, "columns").innerText()).toContain(t("open.problem.columns", { expected: 4, found: 2 }));
    await walk(lab).click({ force: true });
    expect(await lab.page.getByRole("dialog").count()).toBe(1);
    await problem(lab, "columns")
      .getByRole("button", { name: t("open.fix.turn", { label: "K" }) })
      .click();
    await expect.poll(() => lab.page.locator("[data-problem]").count()).toBe(0);
    await walk(lab).click();
    await expect.poll(() => lab.values("scores")).toEqual([[50, 60]]);
  });

  test("say which of the three is missing, and take another for it", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "Q = [[1, 2]]\nother = [[3, 4]]");
    await role(lab, "other").selectOption("none");
    await role(lab, "Q").selectOption("q");
    await problem(lab, "missing").getByRole("button").click();
    await expect.poll(() => role(lab, "other").inputValue()).toBe("k");
    await expect.poll(() => lab.page.locator("[data-problem]").count()).toBe(0);
  });

  test("with words for other rows can leave the words out", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "Q = [[1, 2]]\nK = [[3, 4]]");
    await lab.page.getByLabel(t("open.words")).fill("a b c");
    await problem(lab, "words")
      .getByRole("button", { name: t("open.fix.words") })
      .click();
    expect(await lab.page.getByLabel(t("open.words")).inputValue()).toBe("");
    await expect.poll(() => lab.page.locator("[data-problem]").count()).toBe(0);
  });

  test("beyond 512 words are refused with the limit", async ({ open }) => {
    const lab = await open();
    await drop(lab, [{ name: "q.npy", bytes: [...writeNpy(new Float32Array(600), [600, 1])] }]);
    await role(lab, "q").waitFor();
    await expect.poll(() => problem(lab, "size").innerText()).toContain("512");
  });
});

/** Rows that add up to 1, different in every layer and head. */
function weights(layers: number, heads: number, size: number): number[][][][][] {
  const row = (seed: number) => {
    const raw = Array.from({ length: size }, (_, at) => 1 + Math.sin(seed + at));
    const total = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => Math.fround(value / total));
  };
  return Array.from({ length: layers }, (_, layer) => [
    Array.from({ length: heads }, (_, head) =>
      Array.from({ length: size }, (_, query) => row(100 * layer + 10 * head + query)),
    ),
  ]);
}

describe("attention as BertViz takes it", () => {
  const TOKENS = ["[CLS]", "the", "cat", "the", "[SEP]"];

  test("is shown layer by layer and head by head, with its words, and can be changed", async ({ open }) => {
    const attention = weights(3, 4, 5);
    const lab = await open();
    await openWith(lab, JSON.stringify({ tokens: TOKENS, attention }));
    await expect.poll(() => role(lab, "attention").inputValue()).toBe("attention");
    expect(await lab.page.locator("[data-piece]").innerText()).toContain("3 × 1 × 4 × 5 × 5");
    await walk(lab).click();
    await lab.page.locator("al-head-grid").waitFor();
    expect(await lab.chips()).toEqual(TOKENS);
    const heads = lab.page.locator("al-head-grid canvas");
    await expect.poll(() => heads.count()).toBe(12);
    // The third layer's second head.
    await lab.page.locator("al-head-grid button").nth(9).click();
    await expect.poll(() => lab.values("weights")).toEqual(attention[2]?.[0]?.[1]);
    await lab.edit("weights", 0, 0, "0.5");
    await expect.poll(() => lab.value("weights", 0, 0)).toBe(0.5);
    expect(await lab.page.locator("[data-badge]").innerText()).toBe(t("open.badge"));
    await lab.side("change");
    await lab.page.getByText(t("open.nothingComputed")).waitFor();
    expect(await lab.button(t("mask.causal")).count()).toBe(0);
  });

  test("of one layer, as a tuple that PyTorch prints, is its weights", async ({ open }) => {
    const { text, arrays } = printed("tuple of layers");
    const lab = await open();
    await openWith(lab, text);
    // Not square, so no attention by itself: the reader says that it is.
    await role(lab, t("open.unnamed", { n: 2 })).selectOption("none");
    await role(lab, t("open.unnamed", { n: 1 })).selectOption("attention");
    await walk(lab).click();
    await expect.poll(async () => (await lab.values("weights")).flat().length).toBe(12);
    const shown = (await lab.values("weights")).flat();
    for (const [at, value] of (arrays[0]?.data ?? []).entries()) expect(shown[at]).toBeCloseTo(value, 3);
  });
});

describe("a matrix by itself", () => {
  test("is a heatmap with everything that a heatmap has, and can be saved again", async ({ open }) => {
    const lab = await open();
    await openWith(lab, ",a,b\nfirst,1.5,-2\nsecond,3,4\n");
    await walk(lab).click();
    await expect
      .poll(() => lab.values("matrix"))
      .toEqual([
        [1.5, -2],
        [3, 4],
      ]);
    expect(await lab.heading()).toBe(t("op.given.question"));
    expect(await lab.chips()).toEqual(["first", "second"]);
    await lab.edit("matrix", 1, 1, "7");
    await expect.poll(() => lab.value("matrix", 1, 1)).toBe(7);
    await lab.share("picture");
    await lab.page.getByRole("dialog").locator("al-figure img").waitFor();
    const reloaded = await lab.link();
    expect(reloaded).toContain("imported=matrix");
  });
});
