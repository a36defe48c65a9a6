/** The design page shows every part that there is: every custom property, every class, every view, in every theme. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { AXE, faults, layoutFaults } from "./support/faults";
import type { Lab } from "./support/lab";
import { type OpenOptions, test } from "./support/test";

const SOURCES = new URL("../../web/src/", import.meta.url).pathname;
const read = (...path: string[]): string => readFileSync(join(SOURCES, ...path), "utf8");
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(join(SOURCES, folder)).filter((name) => name.endsWith(ending));

const bare = (css: string): string => css.replace(/\/\*[\s\S]*?\*\/|@import[^;]*;/g, "");
const named = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] as string)),
];

const TOKENS = named(bare(read("design/tokens.css")), /(--[\w-]+)\s*:/g);
const CLASSES = [
  ...new Set(
    filesOf("design", ".css").flatMap((name) =>
      // Selectors only: what stands before a brace.
      named(bare(read("design", name)).replace(/\{[^{}]*\}/g, "{}"), /\.([a-z][\w-]*)(?=[^{}]*\{)/g),
    ),
  ),
];
const TAGS = filesOf("views", ".ts").flatMap((name) => named(read("views", name), /\bdefine\("(al-[\w-]+)"/g));

type Open = (options?: OpenOptions) => Promise<Lab>;

async function designPage(open: Open, theme: string, options: OpenOptions = {}): Promise<Lab> {
  const lab = await open({ ...options, hash: `design.html#theme=${theme}` });
  // The last of the views comes with the engine's answers.
  await lab.page.locator("al-figure svg, al-figure img").first().waitFor();
  return lab;
}

/** Everything of a selector on the page, shadow roots included, that takes room. */
function shown(selectors: readonly string[]): string[] {
  const found = new Set<string>();
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      const { width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      for (const selector of selectors) if (element.matches(selector)) found.add(selector);
    }
  };
  gather(document);
  return selectors.filter((selector) => !found.has(selector));
}

describe("the design page", () => {
  test("shows every custom property, every class and every view of the sources", async ({ open }) => {
    const { page } = await designPage(open, "light");
    expect([TOKENS.length > 40, CLASSES.length > 20, TAGS.length > 15]).toEqual([true, true, true]);
    expect(
      await page.evaluate(
        shown,
        TOKENS.map((name) => `[data-token="${name}"]`),
      ),
    ).toEqual([]);
    expect(
      await page.evaluate(
        shown,
        CLASSES.map((name) => `.${name}`),
      ),
    ).toEqual([]);
    expect(await page.evaluate(shown, TAGS)).toEqual([]);
    // Each says in a sentence when to use it.
    const silent = await page.evaluate(() =>
      [...document.querySelectorAll("[data-part]")]
        .filter((part) => !part.querySelector(".hint")?.textContent?.trim())
        .map((part) => part.getAttribute("data-part")),
    );
    expect(silent).toEqual([]);
    const untold = await page.evaluate(() =>
      [...document.querySelectorAll("tr[data-token]")]
        .filter(
          (row) =>
            ![...row.querySelectorAll("td")].some((cell) => /[a-z]{3} [a-z]|[a-z]{4,}$/i.test(cell.textContent ?? "")),
        )
        .map((row) => row.getAttribute("data-token")),
    );
    expect(untold, "properties without a word of when to use them").toEqual([]);
  });

  test("draws its views with the engine's numbers, live: a cell that is pointed at is explained", async ({ open }) => {
    const lab = await designPage(open, "light");
    const values = await lab.values("scores");
    expect(values.length).toBe(6);
    await lab.click("scores", 4, 3);
    const story = lab.page.locator("al-explanation");
    await expect
      .poll(() => story.evaluate((card) => (card as HTMLElementTagNameMap["al-explanation"]).explanation?.index))
      .toEqual([0, 4, 3]);
    const told = await story.evaluate((card) => (card as HTMLElementTagNameMap["al-explanation"]).explanation?.value);
    expect(told).toBe(values[4]?.[3]);
  });

  for (const theme of ["light", "dark", "projector"]) {
    test(`reaches the contrast that it owes and has no serious fault, in the ${theme} theme`, async ({ open }) => {
      const lab = await designPage(open, theme);
      const ratios = await lab.page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("[data-ratio]")].map(({ dataset, innerText }) => ({
          ratio: Number(dataset.ratio),
          enough: dataset.enough,
          innerText,
        })),
      );
      expect(ratios.length).toBeGreaterThan(30);
      expect(ratios.filter(({ enough, ratio }) => enough !== "true" || !(ratio >= 1))).toEqual([]);
      await lab.page.evaluate(AXE);
      await expect.poll(() => faults(lab, theme === "light" ? "everything" : "contrast", ["body"])).toEqual([]);
      expect(await lab.page.evaluate(layoutFaults)).toEqual([]);
    });
  }

  test("fits a telephone", async ({ open }) => {
    const lab = await designPage(open, "light", { viewport: { width: 390, height: 844 } });
    await expect.poll(() => lab.page.evaluate(layoutFaults)).toEqual([]);
  });
});
