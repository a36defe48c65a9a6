/** The history: every change by its name, and the way to each. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const entries = (lab: Lab) => lab.page.locator("#history-list button");
const shown = (lab: Lab) =>
  entries(lab).evaluateAll((all) =>
    all.map((button) => ({
      label: button.querySelector(".history-label")?.textContent ?? "",
      now: button.getAttribute("aria-current") === "step",
      undone: button.hasAttribute("data-undone"),
    })),
  );
const open = async (lab: Lab): Promise<void> => {
  await lab.button(t("history.title")).click();
  await entries(lab).first().waitFor();
};

describe("the history", () => {
  test("names a sentence typed letter by letter, an edit and a mask once each, and goes to any of them", async ({
    open: visit,
  }) => {
    const lab = await visit({ state: { step: "qkv" } });
    await lab.sentence.fill("");
    await lab.sentence.pressSequentially("One two three");
    await lab.edit("W_q", 1, 2, "1.5");
    await expect.poll(() => lab.value("W_q", 1, 2)).toBe(1.5);
    await open(lab);
    const all = await shown(lab);
    expect(all.map(({ label }) => label)).toEqual([
      t("history.start"),
      t("change.text"),
      expect.stringMatching(/^W_q, head 1 .* set to 1\.5$/),
    ]);
    expect(all.map(({ now }) => now)).toEqual([false, false, true]);

    await entries(lab).nth(1).click();
    await expect.poll(() => lab.value("W_q", 1, 2)).not.toBe(1.5);
    expect(await lab.sentence.inputValue()).toBe("One two three");
    expect((await shown(lab)).map(({ undone }) => undone)).toEqual([false, false, true]);
    await entries(lab).nth(0).click();
    await expect.poll(() => lab.sentence.inputValue()).toBe("The cat sat on the mat.");
    await entries(lab).nth(2).click();
    await expect.poll(() => lab.value("W_q", 1, 2)).toBe(1.5);
    expect(await lab.sentence.inputValue()).toBe("One two three");

    // What was undone goes when something else is changed.
    await entries(lab).nth(1).click();
    await lab.type("Four five");
    await open(lab);
    expect((await shown(lab)).map(({ label }) => label)).toEqual([
      t("history.start"),
      t("change.text"),
      t("change.text"),
    ]);
  });

  test("is walked by the arrows from the present change, and left by Escape", async ({ open: visit }) => {
    const lab = await visit({ state: { step: "scores" } });
    for (const text of ["a b", "c d e"]) {
      await lab.type(text);
      await lab.sentence.blur();
    }
    await lab.page.locator("main h1").click();
    await lab.page.keyboard.press("h");
    const focused = () => lab.page.evaluate(() => document.activeElement?.querySelector(".history-label")?.textContent);
    await expect.poll(focused).toBe(t("change.text"));
    await lab.page.keyboard.press("Home");
    await expect.poll(focused).toBe(t("history.start"));
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.sentence.inputValue()).toBe("The cat sat on the mat.");
    await lab.page.keyboard.press("End");
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.sentence.inputValue()).toBe("c d e");
    expect(
      await entries(lab).evaluateAll((all) => all.filter((button) => (button as HTMLElement).tabIndex === 0).length),
    ).toBe(1);
    await lab.page.keyboard.press("Escape");
    await expect.poll(() => lab.page.locator("#history-menu").isVisible()).toBe(false);
    expect(await lab.page.evaluate(() => (document.activeElement as HTMLElement).dataset.action)).toBe("history");
  });

  test("shows a hostile name as text", async ({ open: visit }) => {
    const lab = await visit({ state: { step: "words" } });
    const hostile = '<img src=x onerror="document.title=1">';
    await lab.page.evaluate((text) => {
      location.hash = `v=1&text=${encodeURIComponent(text)}`;
    }, hostile);
    await expect.poll(() => lab.sentence.inputValue()).toBe(hostile);
    await open(lab);
    expect((await shown(lab)).map(({ label }) => label)).toEqual([t("history.start"), t("history.link")]);
    expect(await lab.page.locator("#history-list img").count()).toBe(0);
  });
});
