/** From a sentence to the output: every way to walk. */
import { describe, expect } from "vitest";
import { STEP_IDS } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const NAMES = STEP_IDS.map((id) => t(`step.${id}.name`));

/** What every step owes its reader: its question, one sentence of explanation, a formula and what it makes. */
async function expectWhole(lab: Lab, at: number): Promise<void> {
  const id = STEP_IDS[at] as (typeof STEP_IDS)[number];
  await expect.poll(() => lab.heading()).toBe(t(`step.${id}.question`));
  const main = lab.page.getByRole("main");
  expect(await main.innerText()).toContain(t("step.position", { n: at + 1, count: NAMES.length }));
  expect((await main.locator(".lead").innerText()).length).toBeGreaterThan(40);
  expect(await main.getByRole("math").first().isVisible()).toBe(true);
  if (id === "words") expect(await main.getByRole("table").getByRole("row").count()).toBe(1 + 9);
  const grids = await main.getByRole("grid").all();
  expect(grids.length, "matrices").toBeGreaterThan(id === "words" ? 0 : 1);
  for (const grid of grids) {
    const box = await grid.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), "a matrix to be seen").toBeGreaterThan(40);
  }
  const bars = await main.getByRole("img", {
    name: new RegExp(`^${t("view.colourBar", { low: "", high: "" }).split("  ")[0]}`),
  });
  if (id !== "words") expect(await bars.count(), "colour bars").toBeGreaterThan(0);
}

describe("the journey", () => {
  test("leads from a typed sentence to the output by the Next button, each step with question, formula and matrices", async ({
    open,
  }) => {
    const lab = await open();
    await lab.type("The elephant ate the banana as it was hungry");
    await expect
      .poll(() => lab.chips())
      .toEqual(["The", "elephant", "ate", "the", "banana", "as", "it", "was", "hungry"]);
    await lab.goTo("words");
    for (let at = 0; at < NAMES.length; at++) {
      await expectWhole(lab, at);
      if (at < NAMES.length - 1) await lab.button(t("step.next")).click();
    }
    expect(await lab.button(t("step.next")).getAttribute("aria-disabled")).toBe("true");
    for (const name of [...NAMES].reverse()) {
      await expect.poll(() => lab.step()).toBe(name);
      if (name !== NAMES[0]) await lab.button(t("step.back")).click();
    }
  });

  test("is walked by the arrow keys, which stop at both ends and stay out of the sentence field", async ({ open }) => {
    const lab = await open({ state: { step: "words" } });
    await lab.page.keyboard.press("ArrowLeft");
    for (const name of NAMES) {
      await expect.poll(() => lab.step()).toBe(name);
      await lab.page.keyboard.press("ArrowRight");
    }
    await lab.page.keyboard.press("ArrowRight");
    await lab.page.keyboard.press("ArrowLeft");
    await expect.poll(() => lab.step()).toBe(NAMES.at(-2));
    await lab.sentence.focus();
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowLeft", "Home", "End", " "]) await lab.page.keyboard.press(key);
    expect(await lab.step()).toBe(NAMES.at(-2));
    expect(await lab.sentence.inputValue()).toBe("The cat sat on the mat. ");
  });

  test("is entered anywhere by the map and by the track", async ({ open }) => {
    const lab = await open();
    const map = lab.page.getByRole("navigation", { name: t("model.map") });
    for (const id of ["output", "masked", "embedding"] as const) {
      await map.getByRole("button", { name: new RegExp(`^${t(`step.${id}.name`)}\\b`) }).click();
      await expect.poll(() => lab.heading()).toBe(t(`step.${id}.question`));
      expect(await lab.step()).toBe(t(`step.${id}.name`));
    }
    for (const which of ["V", "K", "Q"]) {
      await map.getByRole("button", { name: which, exact: true }).click();
      await lab.grid(which).waitFor();
      expect(await lab.page.getByRole("main").getByRole("radio", { checked: true }).first().inputValue()).toBe(
        which.toLowerCase(),
      );
    }
    for (const id of ["output", "joined", "words"] as const) {
      await lab.goTo(id);
      await expect.poll(() => lab.heading()).toBe(t(`step.${id}.question`));
    }
  });

  test("plays by itself at the chosen speed, pauses, and stops at the end", async ({ open }) => {
    const lab = await open({ clock: true, state: { step: "words" } });
    const { clock } = lab.page;
    await lab.button(t("step.play")).click();
    await lab.button(t("step.pause")).waitFor();
    await clock.runFor(6_000);
    expect(await lab.step()).toBe(NAMES[0]);
    await clock.runFor(1_500);
    await expect.poll(() => lab.step()).toBe(NAMES[1]);
    await lab.button(t("step.pause")).click();
    await clock.runFor(30_000);
    expect(await lab.step()).toBe(NAMES[1]);

    await lab.page.getByLabel(t("step.speed")).selectOption({ label: "2×" });
    await lab.page.locator("body").press(" ");
    for (const name of NAMES.slice(2)) {
      await clock.runFor(3_600);
      await expect.poll(() => lab.step()).toBe(name);
    }
    // At the end it stops by itself, and starts anew.
    await clock.runFor(3_600);
    await lab.button(t("step.play")).click();
    await expect.poll(() => lab.step()).toBe(NAMES[0]);
  });
});
