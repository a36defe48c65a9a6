/** The lessons: each opens from the list, and what it says is what it shows. */
import { describe, expect } from "vitest";
import { LESSONS, lessonOf } from "../../web/src/lessons/lessons";
import { find, list, t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

async function openLesson(lab: Lab, id: string): Promise<void> {
  await lab.button(t("app.lessons")).click();
  const row = lab.page.getByRole("dialog").getByRole("button", { name: new RegExp(`^${id}\\b`) });
  await row.click();
  await lab.page.locator(`[data-lesson-open=${id}]`).waitFor();
  expect(await lab.page.getByRole("dialog").count()).toBe(0);
}

const rounded = (row: readonly number[] | undefined, digits: number) => row?.map((value) => value.toFixed(digits));

describe("the lessons", () => {
  const third = Math.ceil(LESSONS.length / 3);
  for (const part of [0, 1, 2]) {
    const lessons = LESSONS.slice(part * third, (part + 1) * third);
    const [from, to] = [lessons[0]?.id, lessons.at(-1)?.id];
    test(`open from the list one after the other, ${from} to ${to}; each look and each try shows a whole picture`, async ({
      open,
    }) => {
      const lab = await open();
      // A step's matrices, or what a workbench makes of its fields.
      const shown = lab.page.getByRole("main").locator("[role=grid], [data-result], [data-training]");
      await lab.button(t("app.lessons")).click();
      expect(await lab.page.getByRole("dialog").getByRole("listitem").count()).toBe(LESSONS.length);
      await lab.page.keyboard.press("Escape");
      for (const { id, looks, tries = [] } of lessons) {
        await openLesson(lab, id);
        const prose = lab.page.getByRole("complementary", { name: new RegExp(`^${id}\\b`) });
        // Symbols are set apart, so the letters are compared without the blanks between them.
        const bare = (text: string) => text.replace(/[\s_]+/g, "");
        const said = bare(await prose.innerText());
        expect(said).toContain(bare(find(`lesson.${id}.title`) ?? "?"));
        for (const paragraph of list(`lesson.${id}.prose`)) expect(said).toContain(bare(paragraph));
        const buttons = [...list(`lesson.${id}.looks`), ...list(`lesson.${id}.tries`)];
        expect(buttons).toHaveLength(looks.length + tries.length);
        for (const name of buttons) {
          await prose.getByRole("button", { name, exact: true }).click();
          await expect.poll(() => shown.count(), { message: `${id}: ${name}` }).toBeGreaterThan(0);
          expect(await lab.notice("failed").count(), `${id}: ${name}`).toBe(0);
          expect(await prose.isVisible(), `${id}: ${name} stays in its lesson`).toBe(true);
        }
      }
      await lab.page.getByRole("button", { name: t("lesson.leave") }).click();
      expect(await lab.page.locator("[data-lesson-open]").count()).toBe(0);
    });
  }

  test("show the tutorials' own numbers: S01, S02, S06 and S28 to the printed digits", async ({ open }) => {
    const lab = await open();
    await openLesson(lab, "S01");
    await expect.poll(async () => rounded((await lab.values("scores"))[0], 2)).toEqual(["0.37", "0.34", "0.31"]);
    await lab.goTo("softmax");
    expect(rounded((await lab.values("weights"))[0], 3)).toEqual(["0.343", "0.333", "0.323"]);

    await openLesson(lab, "S06");
    const stat = async (name: string) => (await lab.page.locator(`[data-stat=${name}] .figure`).innerText()).trim();
    await expect.poll(() => stat("var_scores")).toBe("2.9059");
    expect(await stat("var_scaled")).toBe("0.3632");

    await openLesson(lab, "S02");
    await expect.poll(async () => (await lab.values("weights")).length).toBe(4);
    for (const row of await lab.values("weights")) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);

    await openLesson(lab, "S28");
    await expect.poll(() => lab.grid("weights", 1).count()).toBe(1);
    const [whole, byRow] = [await lab.values("weights", 0), await lab.values("weights", 1)];
    expect(whole[0]?.[0]?.toFixed(4)).toBe("0.0404");
    expect(whole.flat().reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(whole.map((row) => row.reduce((sum, value) => sum + value, 0).toFixed(2))).toEqual([
      "0.04",
      "0.26",
      "0.39",
      "0.31",
    ]);
    for (const row of byRow) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    const spoken = await lab.grid("weights", 0).getByRole("gridcell").textContent();
    expect(spoken).toContain("0.04");
  });

  test("ask first: by keyboard alone each question is answered, wrongly with the reason and rightly too", async ({
    open,
  }) => {
    const lab = await open();
    const { page } = lab;
    const press = async (selector: string) => {
      await page.locator(selector).focus();
      await page.keyboard.press("Enter");
    };
    for (const { id, questions = [] } of LESSONS) {
      if (questions.length === 0) continue;
      await openLesson(lab, id);
      for (const [at, { right }] of questions.entries()) {
        const asked = page.locator(`[data-question="${at + 1}"]`);
        await asked.waitFor();
        const key = `lesson.${id}.questions.${at + 1}`;
        expect(await asked.innerText()).toContain(find(`${key}.ask`));
        const choices = list(`${key}.choices`).map((_, nth) => nth);
        for (const choice of [...choices.filter((nth) => nth !== right), right]) {
          await press(`[data-question="${at + 1}"] [data-choice="${choice}"]`);
          const verdict = asked.locator("[data-verdict]");
          await expect.poll(() => verdict.getAttribute("data-verdict")).toBe(choice === right ? "right" : "wrong");
          expect(await verdict.innerText()).toContain(list(`${key}.answers`)[choice]);
          expect(await lab.notice("failed").count(), key).toBe(0);
        }
        if (at < questions.length - 1) await press("[data-action=question-next]");
      }
      expect(await page.locator("details[data-shows]").getAttribute("open"), id).not.toBeNull();
    }
  });

  test("shows what the model answers without the heads that the question takes away", async ({ open }) => {
    const lab = await open();
    const { page } = lab;
    // Names stand in isolates of their own, whichever way they are written.
    const answers = async () => (await page.locator("[data-answer-now]").innerText()).replace(/[\u2066-\u2069]/g, "");
    await openLesson(lab, "L8");
    await expect.poll(answers, { timeout: 30_000 }).toContain("elephant, 99");
    await page.locator("[data-choice='1']").click();
    await expect.poll(answers).toContain("banana, 99.8");
    for (const noun of ["elephant, 63", "giraffe, 33", "banana, 99"]) {
      await page.locator("[data-action=question-next]").click();
      await page.locator("[data-choice='0']").click();
      await expect.poll(answers).toContain(noun);
    }
  });

  test("are left by typing a sentence of one's own, and Undo brings them back", async ({ open }) => {
    const lab = await open();
    await openLesson(lab, "S02");
    await expect.poll(() => lab.page.getByText(t("sentence.fromTutorial")).count()).toBe(1);
    await lab.type("Hello world");
    await expect.poll(() => lab.chips()).toEqual(["Hello", "world"]);
    expect(await lab.page.locator("[data-lesson-open]").count()).toBe(0);
    await lab.goTo("scores");
    await lab.button(/^Undo: /).click();
    await lab.page.locator("[data-lesson-open=S02]").waitFor();
    await expect.poll(async () => (await lab.values("scores")).length).toBe(4);
  });

  test("keep their place in the link", async ({ open }) => {
    const lab = await open();
    await openLesson(lab, "S09");
    await expect.poll(async () => (await lab.values("positions")).length).toBe(100);
    const link = await lab.link();
    const again = await open({ hash: link.slice(link.indexOf("#")) });
    expect(await again.page.locator("[data-lesson-open=S09]").count()).toBe(1);
    expect(await again.values("positions")).toEqual(await lab.values("positions"));
    expect(lessonOf("S09")?.state.d_model).toBe((await again.values("positions"))[0]?.length);
  });
});
