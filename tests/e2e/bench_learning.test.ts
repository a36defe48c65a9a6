/** Models that are trained in the page: the tutorial's two pairs come out as they went in, and training can be stopped. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";
import { status } from "./support/training";

const answer = (lab: Lab): Promise<string> => lab.page.locator("[data-result] .bench-result b").innerText();
const typed = (lab: Lab, name: string) => lab.page.getByRole("textbox", { name, exact: true });
const train = (lab: Lab) => lab.page.locator("[data-action=train]").click();

describe("the translation workbench", () => {
  test("learns both pairs, translates what is typed, and shows what its words looked at", async ({ open }) => {
    const lab = await open({ state: { bench: "translation", panel: "which=own" } });
    expect(await status(lab)).toBe("idle");
    expect(await lab.page.locator("[data-result]").count(), "nothing is shown before anything is learned").toBe(0);
    await train(lab);
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    await expect.poll(() => answer(lab)).toBe("bonjour le monde");
    const weights = await lab.values(t("bench.translation.cross"));
    for (const row of weights) expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
    const figures = await lab.page.locator(".bench-figures dd").allInnerTexts();
    // Rows of shares: their mean is one over the words that were read.
    expect(Number(figures.at(-3))).toBeCloseTo(1 / (weights[0]?.length ?? 1), 2);

    await typed(lab, t("bench.translation.text")).fill("How are you?");
    await expect.poll(() => answer(lab)).toBe("comment allez-vous");
    await typed(lab, t("bench.translation.text")).fill("");
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(t("bench.empty"));
    await typed(lab, t("bench.translation.text")).fill("hello <b>stranger</b>");
    await expect.poll(() => lab.page.getByRole("alert").count()).toBe(0);
    expect(await lab.notice("bench").count()).toBe(0);
  });

  test("can be stopped, keeps what it has learned, and says when its pairs have changed or can't be read", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "translation", panel: "which=own&steps=2000" } });
    await train(lab);
    await lab.page.locator("progress").waitFor();
    await lab.page.locator("[data-action=stop-training]").click();
    await expect.poll(() => status(lab)).toBe("stopped");
    const pairs = typed(lab, t("bench.translation.pairs"));
    await pairs.fill("no answer here");
    const said = t("bench.translation.line", { line: 1 });
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(said);
    expect(await pairs.inputValue()).toBe("no answer here");
    await train(lab);
    expect(await status(lab), "what can't be read isn't trained on").toBe("stopped");
    await pairs.fill("one = eins\ntwo = zwei");
    await lab.page.getByText(t("bench.training.stale")).waitFor();
  });
});

describe("the summary workbench", () => {
  test("opens from the list of lessons and sums up what it was trained on", async ({ open }) => {
    const lab = await open();
    await lab.openLesson("S23");
    await lab.page.getByRole("radio", { name: t("learned.which.own") }).check({ force: true });
    await train(lab);
    await expect.poll(() => status(lab), { timeout: 90_000 }).toBe("done");
    await expect.poll(() => answer(lab)).toBe("the dog played");
    await typed(lab, t("bench.summary.text")).fill("it rained all night and the river rose over the road");
    await expect.poll(() => answer(lab)).toBe("the river rose");
  });
});
