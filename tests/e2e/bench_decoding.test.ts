/** The decoding workbench: every number of the search can be had from the table with a pencil. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const answer = (lab: Lab): Promise<string> => lab.page.locator("[data-result] .bench-result b").innerText();

/** The nodes of the tree, a column a step: `dog −1.02 live`. */
const tree = (lab: Lab): Promise<string[][]> =>
  lab.page.locator("al-beam-tree").evaluate((element) => {
    const columns: string[][] = [];
    for (const node of element.shadowRoot?.querySelectorAll<HTMLElement>(".node") ?? []) {
      const [token, score] = [...node.children].map((child) => child.textContent);
      const fate = ["live", "finished", "pruned"].find((name) => node.classList.contains(name));
      const column = Number(node.dataset.step);
      columns[column] = [...(columns[column] ?? []), `${token} ${score} ${fate}`];
    }
    return columns;
  });

const log = (...shares: number[]): string =>
  Math.log(shares.reduce((product, share) => product * share, 1))
    .toFixed(2)
    .replace("-", "\u2212");

describe("the decoding workbench", () => {
  test("goes astray greedily and finds the likelier sentence with beams, every beam kept for display", async ({
    open,
  }) => {
    const lab = await open();
    await lab.openLesson("S17");
    await expect.poll(() => answer(lab)).toBe("a man sat");
    expect((await tree(lab)).map((column) => column[0])).toEqual([
      "<start> 0.00 live",
      `a ${log(0.6)} live`,
      `man ${log(0.6, 0.4)} live`,
      `sat ${log(0.6, 0.4, 0.4)} live`,
      `<end> ${log(0.6, 0.4, 0.4)} finished`,
    ]);

    await lab.choose(t("bench.decoding.beam"));
    await expect.poll(() => answer(lab)).toBe("the dog ran");
    const beams = await tree(lab);
    expect(beams[1]).toEqual([`a ${log(0.6)} live`, `the ${log(0.4)} live`]);
    expect(beams[2]?.slice(0, 3)).toEqual([
      `dog ${log(0.4, 0.9)} live`,
      `man ${log(0.6, 0.4)} live`,
      `cat ${log(0.6, 0.3)} live`,
    ]);
    expect(beams[2]?.slice(3).every((node) => node.endsWith("pruned"))).toBe(true);

    const size = lab.page.getByRole("spinbutton", { name: t("bench.decoding.beamSize") });
    await size.fill("1");
    await size.press("Tab");
    await expect.poll(() => answer(lab)).toBe("a man sat");
    await size.fill("99");
    await size.press("Tab");
    await lab.page.getByText(t("bench.whole", { min: 1, max: 8 })).waitFor();
    await expect.poll(() => answer(lab)).toBe("a man sat");
  });

  test("is walked by keys and played step by step, and keeps its place in the link", async ({ open }) => {
    const lab = await open({ state: { bench: "decoding" } });
    await expect.poll(() => answer(lab)).toBe("the dog ran");
    const nodes = lab.page.locator("al-beam-tree").getByRole("option");
    const chosen = lab.page.locator("al-beam-tree [aria-selected=true]");
    await nodes.first().click();
    await nodes.first().press("ArrowRight");
    await expect.poll(() => chosen.innerText()).toContain("a\n");
    await lab.page.keyboard.press("ArrowDown");
    await expect.poll(() => chosen.innerText()).toContain("the\n");
    // What could follow “the”: 9 of 10 and 1 of 10.
    await expect
      .poll(() => lab.page.locator("al-bars .digits").allInnerTexts())
      .toEqual(expect.arrayContaining(["0.900", "0.100"]));
    await lab.page.locator("[data-action=bench-back]").click();
    await expect.poll(async () => (await tree(lab)).length).toBe(4);
    const link = await lab.link();
    // What plays stops when its workbench is left: no step of it may reach another's settings.
    await lab.page.locator("[data-action=bench-play]").click();
    await lab.page.locator("[data-bench-link=sparse]").click();
    await lab.page.waitForTimeout(1500);
    expect(await lab.link()).toMatch(/#v=1&bench=sparse$/);

    const again = await open({ hash: link.slice(link.indexOf("#")), viewport: { width: 390, height: 844 } });
    await expect.poll(async () => (await tree(again)).length).toBe(4);
    const wide = await again.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "nothing is wider than a phone").toBeLessThanOrEqual(0);
  });

  test("follows a count that is edited, names a line that can't be read, and loses nothing of it", async ({ open }) => {
    const lab = await open({ state: { bench: "decoding", panel: "strategy=greedy" } });
    await expect.poll(() => answer(lab)).toBe("a man sat");
    await lab.edit(t("bench.decoding.counts"), 0, 1, "9");
    await expect.poll(() => answer(lab)).toBe("the dog ran");
    const field = lab.page.getByRole("textbox", { name: t("bench.decoding.chainLabel"), exact: true });
    expect(await field.inputValue()).toContain("<start>: a 6, the 9");
    await lab.button(/^Undo: /).click();
    await expect.poll(() => answer(lab)).toBe("a man sat");

    const wrong = "<start>: a 6, the <script>alert(1)</script>";
    await field.fill(wrong);
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).not.toEqual([]);
    expect(await lab.page.getByRole("alert").first().innerText()).toContain("1");
    expect(await field.inputValue()).toBe(wrong);
    expect(await answer(lab), "the last search stays").toBe("a man sat");
    await field.fill("<start>: a 1\na: a 1");
    await lab.page.locator("[data-result]").waitFor();
    await expect.poll(() => answer(lab)).toBe("a a a a a a a a");
  });
});
