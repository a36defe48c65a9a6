/** Numbers changed in place: what follows from them, what is refused, and the way back. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

const round = (values: number[][]): string[][] => values.map((row) => row.map((value) => value.toFixed(4)));

describe("an edit", () => {
  for (const [name, step, result, row, col] of [
    ["X", "qkv", "Q", 2, 3],
    ["W_q", "qkv", "Q", 2, 1],
    ["scores", "scaled", "scaled", 2, 3],
    ["mask", "masked", "masked", 2, 3],
  ] as const) {
    test(`of ${name} changes what is made of it at once, is marked, and is undone, redone and removed`, async ({
      open,
    }) => {
      const lab = await open({ state: { step } });
      const before = { own: await lab.values(name), made: round(await lab.values(result)) };
      if (name === "mask") await lab.click(name, row, col);
      else await lab.edit(name, row, col, "1,5");
      const wanted = name === "mask" ? 0 : 1.5;
      await expect.poll(() => lab.value(name, row, col)).toBe(wanted);
      const after = round(await lab.values(result));
      expect(after).not.toEqual(before.made);
      // The engine's product, done again here: only the row, or the column, that the cell takes part in has changed.
      const moved = after.flatMap((line, r) =>
        line.flatMap((value, c) => (value === before.made[r]?.[c] ? [] : [[r, c]])),
      );
      const partners = { X: moved.every(([r]) => r === row), W_q: moved.every(([, c]) => c === col) };
      expect(name in partners ? partners[name as keyof typeof partners] : moved).toEqual(
        name in partners ? true : [[row, col]],
      );
      expect((await lab.matrix(name)).edited).toEqual([row * (before.own[0]?.length ?? 0) + col]);
      expect(await lab.grid(name).getByRole("gridcell").textContent()).toContain(t("matrix.edited"));

      await lab.button(/^Undo: /).click();
      await expect.poll(() => lab.values(name)).toEqual(before.own);
      expect(round(await lab.values(result))).toEqual(before.made);
      await lab.button(/^Redo: /).click();
      await expect.poll(() => lab.value(name, row, col)).toBe(wanted);
      expect(round(await lab.values(result))).toEqual(after);
      await lab.side("model");
      await lab.button(t("model.clearEdits")).click();
      await expect.poll(() => lab.values(name)).toEqual(before.own);
    });
  }

  test("can be of W_k and W_v, typed over the cell that the keyboard stands on; the story says so and takes it back", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "qkv" } });
    for (const which of ["K", "V"] as const) {
      await lab.choose(t(`step.qkv.${which === "K" ? "k" : "v"}`));
      const name = which === "K" ? "W_k" : "W_v";
      const before = await lab.values(which);
      await lab.grid(name).focus();
      for (const key of ["Control+Home", "ArrowRight", "-", "2", ".", "5", "Enter"]) await lab.page.keyboard.press(key);
      await expect.poll(() => lab.value(name, 0, 1)).toBe(-2.5);
      await expect.poll(() => lab.values(which)).not.toEqual(before);
      // The keyboard stands where it stood, and walks on.
      await lab.storyOf(
        name.replace("_", "_"),
        "head 1 · d_model 1 → d_k 2".replace("d_k", which === "V" ? "d_v" : "d_k"),
      );
      expect((await lab.story())?.closing).toContain("−2.50");
      await lab.button(t("story.release")).click();
      await expect.poll(() => lab.values(which)).toEqual(before);
      await lab.grid(name).focus();
      await lab.page.keyboard.press("ArrowDown");
      await expect.poll(async () => (await lab.matrix(name)).selected).toEqual({ row: 1, col: 1 });
    }
  });

  test("that is no finite number is refused at its cell, and nothing is lost", async ({ open }) => {
    const lab = await open({ state: { step: "qkv" } });
    const before = await lab.values("W_q");
    const field = await lab.openCell("W_q", 1, 1, "");
    const error = lab.page.locator("al-cell-editor").getByRole("alert");
    for (const [text, reason] of [
      ["NaN", "matrix.notNumber"],
      ["one half", "matrix.notNumber"],
      ["", "view.editEmpty"],
      ["  ", "view.editEmpty"],
      ["1e39", "view.editInfinite"],
      ["-Infinity", "view.editInfinite"],
      ["1,234", "view.editAmbiguous"],
      ["<img src=x onerror=alert(1)>", "matrix.notNumber"],
      ["0x10", "matrix.notNumber"],
    ] as const) {
      await field.fill(text);
      await field.press("Enter");
      expect(await error.innerText(), text).toBe(t(reason));
      expect(await field.inputValue(), "what was typed is still there").toBe(text);
      expect(await field.getAttribute("aria-invalid")).toBe("true");
    }
    await field.press("Escape");
    expect(await field.count()).toBe(0);
    expect(await lab.values("W_q")).toEqual(before);
    expect(await lab.button(t("app.nothingToUndo")).isDisabled()).toBe(true);
    // The same cell takes what is a number, in whatever way it is written.
    for (const [text, value] of [
      ["−0,25", -0.25],
      ["1e-3", Math.fround(0.001)],
      [" +3 ", 3],
    ] as const) {
      await lab.edit("W_q", 1, 1, text);
      await expect.poll(() => lab.value("W_q", 1, 1)).toBe(value);
    }
  });

  test("that no longer fits a shorter sentence is set aside with a message, and comes back with the longer one", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scaled" } });
    await lab.edit("scores", 5, 4, "9");
    await lab.edit("scores", 0, 0, "7");
    await expect.poll(() => lab.value("scores", 0, 0)).toBe(7);
    await lab.type("The cat");
    await lab.notice("set-aside").waitFor();
    expect(await lab.notice("set-aside").innerText()).toBe(t("notice.setAside", { count: 1 }));
    expect((await lab.values("scores")).length).toBe(2);
    expect(await lab.value("scores", 0, 0)).toBe(7);
    await lab.type("The cat sat on the mat.");
    await expect.poll(() => lab.value("scores", 5, 4)).toBe(9);
    await expect.poll(() => lab.notice("set-aside").count()).toBe(0);
  });

  test("is undone step by step to the very beginning, sentence, mask, sizes and all, and redone to the very end", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax" } });
    const start = await lab.values("weights");
    await lab.type("A cat sat on the mat.");
    await lab.side("change");
    await lab.button(t("mask.causal")).click();
    await lab.edit("masked", 3, 0, "2");
    await expect.poll(() => lab.value("masked", 3, 0)).toBe(2);
    await lab.side("model");
    const size = lab.page.getByRole("spinbutton", { name: t("model.d_model") });
    for (const change of [
      () => size.fill("16").then(() => size.press("Enter")),
      () => lab.page.getByRole("checkbox", { name: t("model.scale") }).uncheck(),
    ]) {
      const before = await lab.values("weights");
      await change();
      await expect.poll(() => lab.values("weights")).not.toEqual(before);
    }
    const end = await lab.values("weights");
    const undo = lab.button(/^Undo: /);
    expect(await undo.getAttribute("aria-label")).toContain(t("model.scale"));
    for (let count = 0; count < 5; count++) await undo.click();
    await expect.poll(() => lab.button(t("app.nothingToUndo")).isDisabled()).toBe(true);
    await expect.poll(() => lab.values("weights")).toEqual(start);
    expect(await lab.sentence.inputValue()).toBe("The cat sat on the mat.");
    for (let count = 0; count < 5; count++) await lab.page.locator("body").press("Control+y");
    await expect.poll(() => lab.values("weights")).toEqual(end);
    expect(await lab.sentence.inputValue()).toBe("A cat sat on the mat.");
    expect(await undo.getAttribute("aria-label")).toContain(t("model.scale"));
    await lab.button(t("app.reset")).click();
    await lab.goTo("softmax");
    await expect.poll(() => lab.values("weights")).toEqual(start);
    // Even that is undone.
    await lab.button(/^Undo: /).click();
    await expect.poll(() => lab.values("weights")).toEqual(end);
  });
});
