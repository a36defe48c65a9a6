/** Masks: every rule at once, their sizes and combinations, cells painted by hand, rows with nothing left. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { drawnIn, noteDrawing } from "./support/canvas";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const TOKENS = 6;

/** A matrix of ones and zeros by a rule of query and key. */
const grid = (rule: (query: number, key: number) => boolean): number[][] =>
  Array.from({ length: TOKENS }, (_, query) => Array.from({ length: TOKENS }, (_, key) => Number(rule(query, key))));

/** Which weights are exactly zero, which are not, and whether each row is shared out whole or not at all. */
async function openWeights(lab: Lab): Promise<number[][]> {
  const { values, allowed } = await lab.matrix("weights");
  const open = values.map((row) => row.map((value) => Number(value !== 0)));
  // Hatched is what the numbers say: blocked cells look blocked, and no open one does.
  expect(allowed).toEqual(open);
  for (const row of values) {
    const sum = row.reduce((total, value) => total + value, 0);
    expect(row.includes(0) && sum === 0 ? 1 : sum).toBeCloseTo(1, 6);
  }
  return open;
}

const rule = (lab: Lab, name: "none" | "causal" | "window" | "padding" | "prefix") => lab.button(t(`mask.${name}`));

async function setNumber(lab: Lab, label: string, value: number): Promise<void> {
  const field = lab.page.getByRole("spinbutton", { name: label, exact: true });
  await field.fill(String(value));
  await field.press("Enter");
}

describe("masks", () => {
  test("act at once on the weights: causal, window, padding, prefix, each with its size, and none", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", side: "change" } });
    const expectOpen = (wanted: number[][]) => expect.poll(() => openWeights(lab)).toEqual(wanted);
    await expectOpen(grid(() => true));

    await rule(lab, "causal").click();
    await expectOpen(grid((query, key) => key <= query));
    await rule(lab, "causal").click();
    await expectOpen(grid(() => true));

    await rule(lab, "window").click();
    await expectOpen(grid((query, key) => Math.abs(query - key) <= 1));
    await setNumber(lab, t("mask.windowSize"), 3);
    await expectOpen(grid((query, key) => Math.abs(query - key) <= 3));

    await rule(lab, "none").click();
    await rule(lab, "padding").click();
    await expectOpen(grid((_query, key) => key < TOKENS - 1));
    await setNumber(lab, t("mask.paddingCount"), 3);
    await expectOpen(grid((_query, key) => key < TOKENS - 3));

    await rule(lab, "none").click();
    await rule(lab, "prefix").click();
    await expectOpen(grid((query, key) => key <= query || key < 2));
    await setNumber(lab, t("mask.prefixLength"), 4);
    await expectOpen(grid((query, key) => key <= query || key < 4));
    expect(await rule(lab, "prefix").getAttribute("aria-pressed")).toBe("true");
    expect(await rule(lab, "none").getAttribute("aria-pressed")).toBe("false");
  });

  test("are combined by AND or OR", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", side: "change", causal: true, window: 2 } });
    await expect.poll(() => openWeights(lab)).toEqual(grid((query, key) => key <= query && query - key <= 2));
    await lab.choose(t("mask.or"));
    await expect.poll(() => openWeights(lab)).toEqual(grid((query, key) => key <= query || key - query <= 2));
    await rule(lab, "padding").click();
    await lab.choose(t("mask.and"));
    await expect
      .poll(() => openWeights(lab))
      .toEqual(grid((query, key) => key <= query && query - key <= 2 && key < TOKENS - 1));
  });

  test("are painted by a stroke of the mouse and by Space, each one undone in one piece", async ({ open }) => {
    const lab = await open({ state: { step: "masked", side: "change" } });
    const mask = () => lab.values("mask");
    const stroke = grid((query, key) => !(query === 1 && key >= 1 && key <= 4));
    const [from, to] = [await lab.point("mask", 1, 1), await lab.point("mask", 1, 4)];
    await lab.page.mouse.move(from.x, from.y);
    await lab.page.mouse.down();
    await lab.page.mouse.move(to.x, to.y, { steps: 3 });
    await lab.page.mouse.up();
    await expect.poll(mask).toEqual(stroke);
    await lab.page.getByText(t("mask.painted", { count: 4 })).waitFor();
    expect((await lab.matrix("masked")).allowed).toEqual(stroke);

    await lab.grid("mask").focus();
    for (const key of ["Control+Home", "ArrowRight", " "]) await lab.page.keyboard.press(key);
    const both = grid((query, key) => !(query === 0 && key === 1) && stroke[query]?.[key] === 1);
    await expect.poll(mask).toEqual(both);
    // The second press of Space allows the cell again.
    await lab.page.keyboard.press(" ");
    await expect.poll(mask).toEqual(stroke);
    await lab.page.keyboard.press(" ");
    await expect.poll(mask).toEqual(both);

    for (const wanted of [stroke, both, stroke]) {
      await lab.page.keyboard.press("Control+z");
      await expect.poll(mask).toEqual(wanted);
    }
    await lab.page.keyboard.press("Control+z");
    await expect.poll(mask).toEqual(grid(() => true));
    await lab.page.keyboard.press("Control+Shift+z");
    await expect.poll(mask).toEqual(stroke);
    await lab.button(t("mask.unpaint")).click();
    await expect.poll(mask).toEqual(grid(() => true));
  });

  test("name a row that has nothing left, and make of it what the chosen style makes", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", side: "change", causal: true, text: "The cat sat on a mat." } });
    await rule(lab, "padding").click();
    await setNumber(lab, t("mask.paddingCount"), 4);
    expect(await lab.notice("empty-row").count()).toBe(0);
    await setNumber(lab, t("mask.paddingCount"), 6);
    const message = lab.notice("empty-row");
    for (const [style, result, row] of [
      ["boolean", "emptyZeros", [0, 0, 0, 0, 0, 0]],
      ["large_negative", "emptyUniform", Array.from({ length: 6 }, () => Math.fround(1 / 6))],
      ["additive", "emptyZeros", [0, 0, 0, 0, 0, 0]],
      ["additive_literal", "emptyNan", Array.from({ length: 6 }, () => Number.NaN)],
    ] as const) {
      await lab.page.getByRole("combobox", { name: t("mask.style") }).selectOption(style);
      await expect
        .poll(async () => (await lab.values("weights"))[0]?.map((value) => Math.round(value * 1e6) / 1e6))
        .toEqual(row.map((value) => Math.round(value * 1e6) / 1e6));
      expect(await message.innerText()).toBe(
        t("mask.emptyRow", {
          rows: t("mask.emptyRowsMore", { rows: "“The”, “cat”, “sat”, “on”", count: 2 }),
          result: t(`mask.${result}`),
        }),
      );
    }
    // A number that is none is said to be none: in the cell, in its story, to a screen reader.
    await lab.side("number");
    await lab.click("weights", 0, 0);
    await expect.poll(async () => (await lab.story())?.value).toBe("NaN");
    expect(await lab.grid("weights").getByRole("gridcell").textContent()).toContain("NaN");
    await lab.side("change");
    await rule(lab, "none").click();
    await expect.poll(() => message.count()).toBe(0);
    expect((await lab.values("weights")).flat().every(Number.isFinite)).toBe(true);
  });

  test("show a blocked cell as hatching without a number, and an open one with its two decimals", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", side: "change", causal: true }, before: noteDrawing });
    const drawn = () => drawnIn(lab.grid("weights"));
    const values = await lab.values("weights");
    const wanted = values.map((row, query) => row.map((value, key) => (key > query ? "/" : value.toFixed(2))));
    expect(await drawn()).toEqual(wanted);
    await rule(lab, "none").click();
    await expect.poll(async () => (await drawn()).flat().every((text) => /^[01]\.\d\d$/.test(text))).toBe(true);
    const now = await lab.values("weights");
    expect(await drawn()).toEqual(now.map((row) => row.map((value) => value.toFixed(2))));
  });
});
