/** Whole rows, columns and heads changed: from the side and from a matrix's own menu, each taken back and undone. */
import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { needing } from "./support/driven";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const undoName = (lab: Lab) => lab.button(/^Undo: /).getAttribute("aria-label");
const changes = (lab: Lab) => lab.page.locator("[data-changes] .change-name").allInnerTexts();
const field = (lab: Lab, name: string) => lab.page.locator(`#side-panel input[name="${name}"]`);

/** Without the marks that keep words of two directions apart. */
const words = async (place: Locator): Promise<string> => (await place.innerText()).replace(/[\u2068\u2069]/g, "");

async function type(lab: Lab, name: string, text: string): Promise<void> {
  await field(lab, name).fill(text);
  await field(lab, name).press("Enter");
}

describe("the tab of changes", () => {
  test("sets the chosen number, scales, zeroes and swaps its row and column, lists each, and takes each back", async ({
    open,
  }) => {
    const lab = await open({
      state: { step: "qkv", side: "change", cell: { tensor: "attn.W_q", index: [0, 2, 1] } },
    });
    const before = await lab.values("W_q");
    await type(lab, "cell-value", "1,5");
    await expect.poll(() => lab.value("W_q", 2, 1)).toBe(1.5);
    await type(lab, "side-factor", "0.5");
    await expect.poll(() => lab.value("W_q", 2, 1)).toBe(0.75);
    expect((await lab.values("W_q"))[2]?.[0]).toBe(Math.fround((before[2]?.[0] ?? 0) * 0.5));
    expect(await undoName(lab)).toContain("× 0.5");

    await lab.choose(t("changes.its.column"));
    await lab.page.locator("[data-action=zero-line]").click();
    await expect.poll(async () => (await lab.values("W_q")).map((row) => row[1])).toEqual(before.map(() => 0));
    await lab.page.locator('#side-panel select[name="side-swap"]').selectOption({ label: "3" });
    await expect.poll(async () => (await lab.values("W_q")).map((row) => row[2])).toEqual(before.map(() => 0));
    expect(await changes(lab)).toHaveLength(4);
    expect((await lab.matrix("W_q")).edited.length).toBeGreaterThan(before.length);

    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    expect(await again.values("W_q")).toEqual(await lab.values("W_q"));

    for (let count = 4; count > 0; count--) {
      await lab.page.locator("[data-action=take-back]").first().click();
      await expect.poll(async () => (await changes(lab)).length).toBe(count - 1);
    }
    await expect.poll(() => lab.values("W_q")).toEqual(before);
    // Four changes and four ways back: eight entries of the history.
    for (let count = 0; count < 8; count++) await lab.button(/^Undo: /).click();
    expect(await lab.button(t("app.nothingToUndo")).isDisabled()).toBe(true);
    await expect.poll(() => lab.values("W_q")).toEqual(before);
  });

  test("takes the whole row's change back from the story of one of its cells", async ({ open }) => {
    const lab = await open({
      state: {
        step: "qkv",
        edits: [{ tensor: "attn.W_q", index: [0, 2, null], factor: 3 }],
        cell: { tensor: "attn.W_q", index: [0, 2, 1] },
      },
    });
    const scaled = await lab.value("W_q", 2, 1);
    await lab.button(t("story.release")).click();
    await expect.poll(() => lab.value("W_q", 2, 1)).not.toBe(scaled);
    expect(await undoName(lab)).toContain("× 3");
    await lab.side("change");
    expect(await changes(lab)).toEqual([]);
  });

  test("refuses what is no number at its field, and keeps what was typed until the field is left", async ({ open }) => {
    const lab = await open({ state: { step: "scores", side: "change" } });
    const before = await lab.values("scores");
    for (const [name, text, reason] of [
      ["cell-value", "one", t("matrix.notNumber")],
      ["cell-value", "", t("changes.empty")],
      ["side-factor", "1e39", t("view.editInfinite")],
      ["side-factor", "<b>2</b>", t("matrix.notNumber")],
      ["temperature", "0", t("changes.range", { min: 0.1, max: 10 })],
      ["temperature", "NaN", t("matrix.notNumber")],
      ["temperature", "11", t("changes.range", { min: 0.1, max: 10 })],
    ] as const) {
      const input = field(lab, name);
      const shown = await input.inputValue();
      await input.fill(text);
      await input.press("Enter");
      expect(await input.getAttribute("aria-invalid"), text).toBe("true");
      expect(await input.evaluate((element: HTMLInputElement) => element.validationMessage)).toBe(reason);
      expect(await input.inputValue()).toBe(text);
      await input.blur();
      expect(await input.inputValue()).toBe(shown);
    }
    expect(await lab.values("scores")).toEqual(before);
    expect(await lab.button(t("app.nothingToUndo")).isDisabled()).toBe(true);
  });

  test("removes a head and restores it: its z is zeros, its picture crossed, and the output another", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "weighted", side: "change", head: 1 } });
    const before = await lab.values("z");
    await lab.button(t("changes.removeHead")).click();
    await expect.poll(() => lab.values("z")).toEqual(before.map((row) => row.map(() => 0)));
    await lab.page.getByRole("radio", { name: t("changes.headRemovedIn", { n: 2 }) }).waitFor();
    expect(await changes(lab)).toEqual([t("changes.headRemoved", { n: 2 })]);
    await lab.goTo("joined");
    const joined = await lab.values("joined");
    expect(joined.map((row) => row.slice(4))).toEqual(joined.map(() => [0, 0, 0, 0]));
    await lab.button(t("changes.restoreHead")).click();
    await lab.goTo("weighted");
    await expect.poll(() => lab.values("z")).toEqual(before);
    expect(await undoName(lab)).toContain(t("change.restoreHead", { n: 2 }));

    // In a model of layers the list says whose head it is.
    const deep = await open({
      state: {
        model: "encoder",
        block: "encoder.1.attn",
        step: "weighted",
        side: "change",
        edits: [{ tensor: "encoder.0.attn.z", index: [0, null, null], value: 0 }],
      },
    });
    expect(await changes(deep)).toEqual(["Encoder layer 1: head 1 removed"]);
  });

  test("holds a pattern while words and weights change, marks it, sets it aside where it doesn't fit, and lets it go", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", side: "change" } });
    const held = await lab.values("weights");
    await lab.button(t("changes.hold")).click();
    await lab.page.getByText(t("changes.heldHint")).waitFor();
    // On its heatmap, and on the map at the side.
    expect(await lab.page.locator('al-heatmap[data-tensor="attn.weights"] .shape').innerText()).toContain(
      t("changes.heldNote"),
    );
    await lab.page.locator("al-model-map").getByText(t("changes.heldNote"), { exact: true }).first().waitFor();
    expect((await lab.matrix("weights")).edited).toHaveLength(36);
    await lab.type("A dog lay on my rug.");
    await lab.goTo("scores");
    await lab.goTo("softmax");
    await expect.poll(() => lab.values("weights")).toEqual(held);
    await lab.type("A dog lay.");
    await lab.notice("set-aside").waitFor();
    expect((await lab.values("weights")).length).toBe(3);
    await lab.type("A dog lay on my rug.");
    await expect.poll(() => lab.values("weights")).toEqual(held);
    await lab.button(t("changes.release")).click();
    await expect.poll(() => lab.values("weights")).not.toEqual(held);
    await lab.button(t("changes.holdAll")).click();
    expect(await changes(lab)).toHaveLength(2);
    expect(await undoName(lab)).toContain(t("change.holdAll"));
  });

  test("says when a pattern is too large for a link, and changes nothing", async ({ open }) => {
    const text = Array.from({ length: 80 }, (_, at) => `w${at}`).join(" ");
    const lab = await open({ state: { step: "softmax", side: "change", text } });
    await lab.button(t("changes.hold")).click();
    await lab.page.getByText(t("changes.tooManyHeld", { max: 4096 })).waitFor();
    expect(await changes(lab)).toEqual([]);
    expect(await lab.button(t("app.nothingToUndo")).isDisabled()).toBe(true);
  });

  test("sharpens and evens out the weights by a temperature, as one change while the slider moves", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", side: "change" } });
    const before = await lab.values("weights");
    const largest = (values: number[][]) => Math.max(...(values[2] ?? []));
    const slider = lab.page.locator('input[name="temperature-slider"]');
    await slider.focus();
    await slider.press("ArrowRight");
    await expect.poll(() => field(lab, "temperature").inputValue()).toBe("1.05");
    await slider.press("ArrowLeft");
    for (let count = 0; count < 12; count++) await slider.press("ArrowLeft");
    await expect.poll(async () => largest(await lab.values("weights"))).toBeGreaterThan(largest(before));
    expect(await lab.page.locator(".change-name").innerText()).toMatch(/0\.\d/);
    // The step that divides is there because of it, and the unchanged run has none.
    const again = await open({ state: { temperature: 0.5, step: ".tempered", against: "unchanged" } });
    await again.notice("no-such-step").waitFor();
    await type(lab, "temperature", "10");
    await expect.poll(async () => largest(await lab.values("weights"))).toBeLessThan(largest(before));
    await type(lab, "temperature", "1");
    await expect.poll(() => lab.values("weights")).toEqual(before);
  });
});

describe("a matrix's menu", () => {
  test("opens on a right click, on the word of a row, and by the menu key; scales, and gives the focus back", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores" } });
    const before = await lab.values("scores");
    const menu = lab.page.locator("dialog[data-menu]");
    const at = await lab.point("scores", 3, 2);
    await lab.page.mouse.click(at.x, at.y, { button: "right" });
    await menu.waitFor();
    expect(await words(menu)).toContain("“on” → “sat”");
    await menu.locator('input[name="menu-factor"]').fill("2");
    await menu.locator('input[name="menu-factor"]').press("Enter");
    await expect
      .poll(async () => (await lab.values("scores"))[3])
      .toEqual((before[3] ?? []).map((value) => Math.fround(2 * value)));
    await lab.page.keyboard.press("Escape");
    await expect.poll(() => menu.count()).toBe(0);

    await lab.grid("scores").focus();
    await lab.page.keyboard.press("Control+Home");
    await lab.page.keyboard.press("Shift+F10");
    await menu.waitFor();
    expect(await words(menu)).toContain("“The” → “The”");
    // Arrows belong to the menu, not to the journey behind it.
    await lab.page.keyboard.press("ArrowRight");
    expect(await lab.step()).toBe(t("step.scores.name"));
    await lab.page.keyboard.press("Escape");
    await expect.poll(() => menu.count()).toBe(0);
    expect(await lab.grid("scores").evaluate((grid) => (grid.getRootNode() as ShadowRoot).activeElement === grid)).toBe(
      true,
    );

    await lab.page.locator('al-heatmap[data-tensor="attn.scores"] .col-label').nth(4).click();
    await menu.waitFor();
    await menu.locator("[data-action=zero-line]").click();
    await expect.poll(async () => (await lab.values("scores")).map((row) => row[4])).toEqual(before.map(() => 0));
  });

  needing(test, "phone")("opens where a finger rests, at 390 px as a sheet that fits", async ({ open }) => {
    const lab = await open({
      state: { step: "softmax" },
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const grid = lab.grid("weights");
    await grid.scrollIntoViewIfNeeded();
    const at = await lab.point("weights", 1, 1);
    const touch = (type: string) =>
      grid.dispatchEvent(type, {
        pointerId: 1,
        pointerType: "touch",
        isPrimary: true,
        button: 0,
        clientX: at.x,
        clientY: at.y,
      });
    await touch("pointerdown");
    const menu = lab.page.locator("dialog[data-menu]");
    await menu.waitFor();
    const box = await menu.boundingBox();
    expect([box?.x, box?.width]).toEqual([0, 390]);
    await menu.getByRole("button", { name: t("app.close") }).click();
    await expect.poll(() => menu.count()).toBe(0);
  });
});

describe("the mask's brush", () => {
  test("blocks, erases and inverts, each undone in one piece", async ({ open }) => {
    const lab = await open({ state: { step: "masked", side: "change" } });
    const mask = () => lab.values("mask");
    const stroke = async () => {
      const [from, to] = [await lab.point("mask", 1, 1), await lab.point("mask", 1, 4)];
      await lab.page.mouse.move(from.x, from.y);
      await lab.page.mouse.down();
      await lab.page.mouse.move(to.x, to.y, { steps: 4 });
      await lab.page.mouse.up();
    };
    await lab.choose(t("mask.brushes.block"));
    await stroke();
    await expect.poll(async () => (await mask())[1]).toEqual([1, 0, 0, 0, 0, 1]);
    // A brush that blocks blocks: what is blocked stays so.
    await stroke();
    await expect.poll(async () => (await mask())[1]).toEqual([1, 0, 0, 0, 0, 1]);
    await lab.choose(t("mask.brushes.allow"));
    await stroke();
    await expect.poll(async () => (await mask())[1]).toEqual([1, 1, 1, 1, 1, 1]);
    await lab.button(/^Undo: /).click();
    await lab.button(t("mask.invert")).click();
    await expect.poll(async () => (await mask())[1]).toEqual([0, 1, 1, 1, 1, 0]);
    await lab.notice("empty-row").waitFor();
    await lab.button(t("mask.none")).click();
    await expect.poll(async () => (await mask()).flat().every((open) => open === 1)).toBe(true);
  });
});
