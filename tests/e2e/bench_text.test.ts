/** Workbenches about words: text to ids and back, and how good an answer is. Every number can be counted by hand. */
import { describe, expect } from "vitest";
import { find, t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const query = (values: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();

/** The rows of the nth table in the result, cell by cell. */
const table = (lab: Lab, nth: number): Promise<string[][]> =>
  lab.page
    .locator("[data-result] table")
    .nth(nth)
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? "")));

const pieces = (lab: Lab, nth: number): Promise<string[]> =>
  lab.page.locator("[data-result] .pieces").nth(nth).locator("li").allInnerTexts();

describe("the tokenizer workbench", () => {
  test("gives known words their ids, unknown ones <unk>, and pads the shorter sentence", async ({ open }) => {
    const lab = await open();
    await lab.openLesson("S19");
    await expect.poll(() => pieces(lab, 0)).toHaveLength(7);
    const [first, second] = [await pieces(lab, 0), await pieces(lab, 1)];
    expect(first.map((text) => text.split("\n")[0])).toEqual(["the", "cat", "sat", "on", "the", "<unk>", "rat"]);
    expect(second.map((text) => text.replace("\n", " ")).slice(2)).toEqual(Array(5).fill("<pad> 0"));
    const field = lab.page.getByRole("textbox", { name: t("bench.tokenizer.text"), exact: true });
    await field.fill("the <img src=x onerror=alert(1)> cat");
    await expect.poll(async () => (await pieces(lab, 0)).at(-1)).toContain("cat");
    await field.fill("");
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(t("bench.empty"));
    await lab.button(/^Undo: /).click();
    await expect.poll(async () => (await pieces(lab, 0)).length).toBe(7);
  });

  test("merges a word pair by pair as it was learned, and reads any text back", async ({ open }) => {
    const panel = query({ kind: "bpe", corpus: "low low low lower", text: "low lowest 猫", word: 1, merges: 3 });
    const lab = await open({ state: { bench: "tokenizer", panel } });
    // Four times each: of equal counts the pair whose left piece is older comes first.
    await expect.poll(() => table(lab, 0)).toHaveLength(3);
    const merges = await table(lab, 0);
    expect(merges.map((row) => row[3])).toEqual(["4", "4", "4"]);
    expect(merges.at(-1)?.[2]).toBe("▁low");
    const merging = lab.page.locator("[data-merging] li");
    expect(await merging.allInnerTexts()).toContain("▁low");
    for (let step = 0; step < 3; step++) await lab.page.locator("[data-action=bench-back]").click();
    await expect.poll(() => merging.allInnerTexts()).toEqual(expect.arrayContaining(["l", "o", "w"]));
    expect(await lab.page.locator("[data-round-trip]").getAttribute("data-round-trip")).toBe("same");
  });

  test("cuts a text along the best path of its lattice", async ({ open }) => {
    const lab = await open({ state: { bench: "tokenizer", panel: query({ kind: "unigram", text: "the rat" }) } });
    const lattice = lab.page.locator("al-piece-lattice");
    await lattice.waitFor();
    const read = await lattice.evaluate((element) => {
      const { letters, arcs } = element as unknown as {
        letters: string[];
        arcs: { from: number; to: number; best: boolean; logProbability: number; piece: string }[];
      };
      return { letters, best: arcs.filter((arc) => arc.best) };
    });
    expect(read.best.map((arc) => arc.piece).join("")).toBe(read.letters.join(""));
    expect(read.best.every((arc, at) => arc.from === (at === 0 ? 0 : read.best[at - 1]?.to))).toBe(true);
    const sum = read.best.reduce((total, arc) => total + arc.logProbability, 0);
    await lab.page.getByText(t("bench.tokenizer.best", { logarithm: sum.toFixed(3).replace("-", "\u2212") })).waitFor();
  });
});

describe("the metrics workbench", () => {
  test("clips what is repeated, lights what counts, and says what doesn't fit together", async ({ open }) => {
    const lab = await open({
      state: {
        bench: "metrics",
        panel: query({
          candidates: "the the the the the the the",
          references: "the cat is on the mat | there is a cat on the mat",
          max_n: 1,
        }),
      },
    });
    // Papineni et al. 2002, example 2: 2 of 7.
    await expect.poll(() => table(lab, 0)).toEqual([["1", "2", "7", (2 / 7).toFixed(4)]]);
    expect(await table(lab, 1)).toEqual([["the", "7", "2", "2"]]);
    expect(await lab.page.locator(".marked mark").count()).toBe(2);
    await lab.page.getByRole("textbox", { name: t("bench.metrics.references"), exact: true }).fill("one\ntwo");
    const said = t("bench.metrics.lines", { candidates: 1, references: 2 });
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(said);
    expect(await lab.page.getByRole("textbox", { name: t("bench.metrics.references"), exact: true }).inputValue()).toBe(
      "one\ntwo",
    );
  });

  test("tells a corpus' score from the average of its sentences", async ({ open }) => {
    const lab = await open({ state: { bench: "metrics" } });
    const figures = lab.page.locator(".bench-figures dd");
    // 7/7, 6/6, 4/5 and 3/4 of the first sentence; the second has no four words in a row, and so scores nothing.
    const first = (1 * 1 * 0.8 * 0.75) ** 0.25;
    await expect.poll(async () => (await figures.allInnerTexts()).length).toBe(4);
    const shown = (await figures.allInnerTexts()).map(Number);
    expect(shown[0]).toBeCloseTo(first, 4);
    expect(shown[2]).toBeCloseTo(first / 2, 4);
    // All together: 10/10, 8/8, 5/6, and 3 of 5: the short sentence counts as one miss.
    expect(shown[3]).toBeCloseTo((1 * 1 * (5 / 6) * (3 / 5)) ** 0.25, 4);
  });

  test("gives ROUGE, a classification report and perplexity as counted by hand", async ({ open }) => {
    const lab = await open({ state: { bench: "metrics", panel: query({ metric: "rouge" }) } });
    await expect.poll(() => table(lab, 0)).toHaveLength(3);
    // 5 of 7 words and 8 of the reference; 2 of 6 pairs and 7.
    expect((await table(lab, 0)).map((row) => row.slice(2, 4))).toEqual([
      [(5 / 7).toFixed(4), (5 / 8).toFixed(4)],
      [(2 / 6).toFixed(4), (2 / 7).toFixed(4)],
      [(5 / 7).toFixed(4), (5 / 8).toFixed(4)],
    ]);
    await lab.choose(t("bench.metrics.report"));
    await lab.page.getByRole("textbox", { name: t("bench.metrics.truth"), exact: true }).fill("a a b c");
    await lab.page.getByRole("textbox", { name: t("bench.metrics.predicted"), exact: true }).fill("a b b a");
    await expect.poll(async () => (await lab.values(t("bench.metrics.confusion"))).length).toBe(3);
    expect(await lab.values(t("bench.metrics.confusion"))).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
    await lab.choose(t("bench.metrics.perplexity"));
    const shares = lab.page.getByRole("textbox", { name: t("bench.metrics.shares"), exact: true });
    await shares.fill("0.5 0.5 0.5");
    await expect.poll(() => lab.page.locator(".bench-figures dd").first().innerText()).toBe("2.0000");
    for (const wrong of ["0", "-1", "1.5", "NaN", "x"]) {
      await shares.fill(`0.5 ${wrong}`);
      const said = t("bench.metrics.noShare", { text: wrong });
      await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(said);
    }
    expect(find("bench.metrics.question")).toBe(await lab.heading());
  });
});
