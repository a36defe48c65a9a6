/** Sentences of hundreds of words: matrices are looked at through a window, and what does not fit is said. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const words = (count: number): string => Array.from({ length: count }, (_, i) => `w${i.toString(36)}`).join(" ");

/** What a heatmap's window shows. */
const window = (lab: Lab, name: string) =>
  lab.grid(name).evaluate((grid) => {
    const host = (grid.getRootNode() as ShadowRoot).host as HTMLElementTagNameMap["al-heatmap"];
    const g = host.layout?.geometry;
    if (!g) throw new Error("not laid out");
    const labels = [...host.renderRoot.querySelectorAll(".row-label")].map((label) => label.getBoundingClientRect());
    const nearest = labels
      .map((box) => box.y)
      .sort((a, b) => a - b)
      .map((y, i, all) => (i === 0 ? 99 : y - (all[i - 1] ?? 0)));
    return {
      ...host.zoom.view,
      pitch: g.pitchY,
      width: g.width,
      height: g.height,
      nearest: Math.min(...nearest),
      labels: labels.length,
      page: document.documentElement.scrollWidth - innerWidth,
    };
  });

describe("a sentence of 512 words", () => {
  test("is shown whole, and enlarged by key, wheel and button up to numbers, in the same window", async ({ open }) => {
    const lab = await open({ state: { text: words(512), step: "scores" } });
    const whole = await window(lab, "scores");
    expect(whole.zoom).toBe(1);
    expect(whole.nearest, "labels that overlap").toBeGreaterThan(12);
    await lab.grid("scores").focus();
    for (let i = 0; i < 12; i++) await lab.page.keyboard.press("+");
    const near = await window(lab, "scores");
    expect(near.pitch).toBeGreaterThan(40);
    expect([near.width, near.height]).toEqual([whole.width, whole.height]);
    expect(near.labels).toBeGreaterThan(4);
    await lab.page.keyboard.press("0");
    expect((await window(lab, "scores")).zoom).toBe(1);
    const { x, y } = await lab.point("scores", 300, 200);
    await lab.page.mouse.move(x, y);
    await lab.page.keyboard.down("Control");
    await lab.page.mouse.wheel(0, -400);
    await lab.page.keyboard.up("Control");
    await expect.poll(async () => (await window(lab, "scores")).zoom).toBeGreaterThan(2);
    // What stood under the pointer stands there still.
    await lab.page.mouse.click(x, y);
    const { selected } = await lab.matrix("scores");
    expect(Math.abs((selected?.row ?? 0) - 300)).toBeLessThan(3);
    expect(Math.abs((selected?.col ?? 0) - 200)).toBeLessThan(3);
  });

  test("moves its operands along, follows the keyboard, and a drag selects nothing", async ({ open }) => {
    const lab = await open({ state: { text: words(512), step: "scores" } });
    await lab.grid("scores").focus();
    for (let i = 0; i < 8; i++) await lab.page.keyboard.press("+");
    await lab.page.keyboard.press("Control+End");
    await lab.storyOf("scores", "head 1 · “we7” → “we7”");
    const end = await window(lab, "scores");
    expect(end.row).toBeGreaterThan(450);
    expect((await window(lab, "Q")).row).toBeCloseTo(end.row, 6);
    expect((await window(lab, "K transposed")).col).toBeCloseTo(end.col, 6);
    const box = await lab.grid("scores").boundingBox();
    if (!box) throw new Error("no grid");
    const before = (await lab.matrix("scores")).selected;
    await lab.page.mouse.move(box.x + 60, box.y + 60);
    await lab.page.mouse.down();
    await lab.page.mouse.move(box.x + 160, box.y + 130, { steps: 4 });
    await lab.page.mouse.up();
    const moved = await window(lab, "scores");
    expect(moved.row).toBeLessThan(end.row);
    expect(moved.col).toBeLessThan(end.col);
    await lab.page.mouse.move(5, 5);
    await expect.poll(async () => (await lab.matrix("scores")).selected).toEqual(before);
    const overview = lab.page.locator(".overview").first();
    await overview.click({ position: { x: 5, y: 5 } });
    await expect.poll(async () => (await window(lab, "scores")).row).toBeLessThan(40);
  });

  test("is zoomed by its buttons, which say when they can do no more, and tells how much of it is seen", async ({
    open,
  }) => {
    const lab = await open({ state: { text: words(512), step: "softmax" } });
    const button = (name: string) => lab.page.locator(`[data-zoom=${name}]`).first();
    const seen = () => lab.page.locator("al-heatmap .seen").first();
    expect(await button("out").getAttribute("aria-disabled")).toBe("true");
    expect(await seen().count()).toBe(0);
    const canZoomIn = async () => (await button("in").getAttribute("aria-disabled")) === "false";
    for (let presses = 0; presses < 20 && (await canZoomIn()); presses++) await button("in").click();
    expect(await canZoomIn()).toBe(false);
    const shown = (await seen().innerText()).match(/\d+/g)?.map(Number) ?? [];
    expect(shown.slice(2)).toEqual([512, 512]);
    expect(shown[0]).toBeLessThan(20);
    await button("out").click();
    await expect.poll(async () => Number.parseInt(await seen().innerText(), 10)).toBeGreaterThan(shown[0] ?? 0);
    await button("whole").click();
    await expect.poll(() => seen().count()).toBe(0);
    expect((await window(lab, "weights")).zoom).toBe(1);
  });

  test("stays within a phone, whole and enlarged", async ({ open }) => {
    const lab = await open({ state: { text: words(512), step: "softmax" }, viewport: { width: 320, height: 700 } });
    expect((await window(lab, "weights")).page).toBe(0);
    await lab.grid("weights").focus();
    for (let i = 0; i < 9; i++) await lab.page.keyboard.press("+");
    expect((await window(lab, "weights")).page).toBe(0);
  });

  test("beyond it the page says so, and takes the first 512 words or a way to attend that takes more", async ({
    open,
  }) => {
    const lab = await open();
    await lab.type(words(530));
    await lab.page.getByText(t("sentence.tooMany", { count: 530, max: 512 })).waitFor();
    await lab.page.locator("[data-action=use-fused]").click();
    await expect.poll(() => lab.chips()).toHaveLength(530);
    const other = await open();
    await other.type(words(530));
    await other.button(t("sentence.useFirst", { count: 512 })).click();
    await expect.poll(() => other.chips()).toHaveLength(512);
  });
});
