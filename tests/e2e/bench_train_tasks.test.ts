/** Every task of the training bench: it trains, its maps change with its snapshots, and its steps can be opened. */
import { describe, expect } from "vitest";
import { TASKS } from "../../web/src/app/benches/train/tasks";
import { t } from "../../web/src/strings/text";
import { AXE, faults, layoutFaults } from "./support/faults";
import { settled } from "./support/screens";
import { test } from "./support/test";
import { heads, press, shownStep, status, step } from "./support/training";

/** The parts of an opened step, with how many matrices each shows. */
const PARTS = [
  ["forward", 1],
  ["loss", 2],
  ["backward", 2],
  ["clip", 2],
  ["update", 7],
] as const;

describe.each(TASKS)("the task %s", (task) => {
  test("trains, pauses, is scrubbed, and opens a step without taking it", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: `task=${task}&steps=6` } });
    if (task === "own") await press(lab, "own-labelled");
    await press(lab, "train-step");
    await expect.poll(async () => [await status(lab), await step(lab)], { timeout: 60_000 }).toEqual(["paused", 1]);
    await press(lab, "train-on");
    await expect.poll(async () => [await status(lab), await step(lab)], { timeout: 60_000 }).toEqual(["done", 6]);
    await expect.poll(() => shownStep(lab)).toBe("6");
    const learned = await heads(lab);
    await lab.page.getByRole("slider", { name: t("training.scrub") }).press("Home");
    await expect.poll(() => shownStep(lab)).toBe("0");
    expect(await heads(lab)).not.toBe(learned);
    await press(lab, "snapshot-newest");
    await expect.poll(() => heads(lab)).toBe(learned);
    await press(lab, "open-step");
    const opened = lab.page.locator("[data-opened-step]");
    for (const [part, count] of PARTS) {
      await opened.locator(`input[value=${part}]`).check({ force: true });
      await expect.poll(() => opened.locator("al-heatmap").count(), { message: part }).toBe(count);
    }
    expect(await step(lab)).toBe(6);
    expect(await lab.notice("bench").count()).toBe(0);
  });
});

describe("what a classifier in training shows", () => {
  test("of a pronoun is the row of “it”, and another word's where one is chosen", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "task=pronouns&steps=2" } });
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    const arcs = lab.page.locator("al-word-arcs");
    const row = () =>
      arcs.evaluate(
        (view) =>
          (view as HTMLElementTagNameMap["al-word-arcs"]).words[(view as HTMLElementTagNameMap["al-word-arcs"]).row],
      );
    await expect.poll(row).toBe("it");
    await arcs.evaluate((view) =>
      view.dispatchEvent(new CustomEvent("al-word", { detail: { row: 0 }, bubbles: true })),
    );
    await expect.poll(row).not.toBe("it");
    expect(await lab.page.locator("[data-answer]").innerText()).toMatch(/%/);
  });

  test("of a digit is a patch's row over the picture, chosen by the keyboard", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "task=digits&steps=2" } });
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    const picture = lab.page.getByRole("grid", { name: t("bench.digits.pictureLabel") });
    await picture.focus();
    await picture.press("Home");
    const title = t("bench.digits.looks", { place: t("bench.digits.place", { row: 2, column: 1 }) });
    await lab.page.getByRole("heading", { name: title }).waitFor();
  });
});

describe("with and without positions", () => {
  test("is one press for the tasks that are about them, and the field at the side follows", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "task=induction" } });
    const side = lab.page.locator("input[name=bench-positions]:checked");
    await expect.poll(() => side.getAttribute("value")).toBe("rotary");
    await lab.page.getByRole("radio", { name: t("training.positionsOf.without") }).check({ force: true });
    await expect.poll(() => side.getAttribute("value")).toBe("none");
    await lab.page.getByRole("radio", { name: t("training.positionsOf.with"), exact: true }).check({ force: true });
    await expect.poll(() => side.getAttribute("value")).toBe("rotary");
  });
});

describe("a trained state", () => {
  for (const theme of ["light", "dark", "projector"] as const) {
    test(`has nothing that axe finds, and nothing overlaps or sticks out, in the ${theme} theme`, async ({ open }) => {
      const lab = await open({ state: { bench: "train", panel: "task=pronouns&steps=4", theme } });
      await lab.page.evaluate(AXE);
      await press(lab, "train");
      await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
      await press(lab, "open-step");
      const opened = lab.page.locator("[data-opened-step]");
      const look = async () => [
        ...(await faults(lab, theme === "light" ? "everything" : "contrast", ["body"])),
        ...(await lab.page.evaluate(layoutFaults)),
      ];
      for (const [part, count] of PARTS) {
        await opened.locator(`input[value=${part}]`).check({ force: true });
        await expect.poll(() => opened.locator("al-heatmap").count()).toBe(count);
        await settled(lab.page);
        await expect.poll(look, { timeout: 30_000, message: part }).toEqual([]);
      }
    });
  }
});
