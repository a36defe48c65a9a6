/** Long sentences: a window on the result, moved and zoomed until its numbers can be read. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const COUNT = 300;
const TEXT = Array.from({ length: COUNT }, (_, i) => `w${i.toString(36)}`).join(" ");

const grid = (lab: Lab) => lab.page.getByRole("grid", { name: t("magnifier.label", { name: "weights" }) });
const says = (lab: Lab) => lab.page.locator("al-magnifier #seen");

/** Rows and columns that the window says it shows. */
async function shown(lab: Lab): Promise<number[]> {
  const numbers = (await says(lab).innerText()).match(/\d+/g) ?? [];
  return numbers.map(Number);
}

describe("a closer look", () => {
  test("stands under a long sentence's matrices, and not under a short one's", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    expect(await lab.page.locator("al-magnifier").count()).toBe(0);
    await lab.type(TEXT);
    await grid(lab).waitFor();
    await expect.poll(() => shown(lab).then((all) => all.slice(2))).toEqual([COUNT, COUNT]);
  });

  test("walks by keyboard from corner to corner, tells each number, and zooms", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", text: TEXT } });
    await grid(lab).focus();
    await lab.page.keyboard.press("Control+End");
    const last = `w${(COUNT - 1).toString(36)}`;
    await lab.storyOf("weights", `head 1 · “${last}” → “${last}”`);
    expect(await grid(lab).getByRole("gridcell").textContent()).toContain(last);
    await lab.page.keyboard.press("Control+Home");
    await lab.storyOf("weights", "head 1 · “w0” → “w0”");
    const near = await shown(lab);
    expect(near[0]).toBeLessThan(40);
    await lab.page.keyboard.press("0");
    await expect.poll(() => says(lab).innerText()).toBe(t("magnifier.all", { rows: COUNT, cols: COUNT }));
    await lab.page.keyboard.press("+");
    await expect.poll(async () => (await shown(lab))[0]).toBeLessThan(COUNT);
  });

  test("is dragged, is zoomed by its buttons and by Ctrl with the wheel, and a press chooses the cell below it", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", text: TEXT } });
    await grid(lab).scrollIntoViewIfNeeded();
    const box = await grid(lab).boundingBox();
    if (!box) throw new Error("the window is not on the screen");
    const [x, y] = [box.x + 200, box.y + 150];
    await lab.page.mouse.click(x, y);
    const first = (await lab.story())?.place;
    await lab.page.mouse.move(x, y);
    await lab.page.mouse.down();
    await lab.page.mouse.move(x - 150, y - 120, { steps: 5 });
    await lab.page.mouse.up();
    expect((await lab.story())?.place).toBe(first);
    await lab.page.mouse.click(x, y);
    await expect.poll(async () => (await lab.story())?.place).not.toBe(first);
    const before = (await shown(lab))[0] as number;
    await lab.button(t("magnifier.zoomOut")).click();
    await expect.poll(async () => (await shown(lab))[0]).toBeGreaterThan(before);
    const wide = (await shown(lab))[0] as number;
    await lab.page.mouse.move(x, y);
    await lab.page.keyboard.down("Control");
    await lab.page.mouse.wheel(0, -300);
    await lab.page.keyboard.up("Control");
    await expect.poll(async () => (await shown(lab))[0]).toBeLessThan(wide);
    await lab.button(t("magnifier.whole")).click();
    await expect.poll(() => says(lab).innerText()).toBe(t("magnifier.all", { rows: COUNT, cols: COUNT }));
  });

  test("fits a telephone, where nothing is wider than the screen", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", text: TEXT }, viewport: { width: 390, height: 844 } });
    await grid(lab).scrollIntoViewIfNeeded();
    expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
