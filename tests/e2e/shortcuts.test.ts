/** The list under `?`, and the keys that it tells of. */
import { describe, expect } from "vitest";
import { find, t } from "../../web/src/strings/text";
import { AXE, faults } from "./support/faults";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const dialog = (lab: Lab) => lab.page.getByRole("dialog", { name: t("shortcuts.title") });
const press = (lab: Lab, key: string) => lab.page.keyboard.press(key);
/** What holds the focus, inside shadow roots too. */
const focused = (lab: Lab) =>
  lab.page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.id || at?.getAttribute("role") || at?.localName;
  });

describe("the shortcuts", () => {
  test("are listed under ? and by a button, and Escape leads back", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await press(lab, "?");
    await dialog(lab).waitFor();
    for (const id of ["undo", "history", "matrix", "gridEnds", "unfold", "items", "close"]) {
      await dialog(lab)
        .getByText(find(`shortcuts.what.${id}`) as string, { exact: true })
        .waitFor();
    }
    await lab.page.evaluate(AXE);
    expect(await faults(lab, "everything", ["dialog[open]"])).toEqual([]);
    await press(lab, "Escape");
    await expect.poll(() => dialog(lab).isVisible()).toBe(false);
    await lab.button(t("shortcuts.title")).click();
    await dialog(lab).waitFor();
  });

  test("lead to the sentence, the map, the matrix and the tabs", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await press(lab, "m");
    expect(await focused(lab)).toBe("grid");
    // A grid has no letters of its own.
    await press(lab, "2");
    // ... but digits: they are typed into its cell.
    expect(await focused(lab)).not.toBe("side-tab-change");
    await press(lab, "Escape");
    await press(lab, "o");
    expect(await focused(lab)).toBe("button");
    await press(lab, "2");
    await expect.poll(() => focused(lab)).toBe("side-tab-change");
    await press(lab, "3");
    await expect.poll(() => focused(lab)).toBe("side-tab-model");
    await press(lab, "1");
    await expect.poll(() => focused(lab)).toBe("side-tab-number");
    await press(lab, "]");
    await lab.storyOf("scores", "head 2 · “sat” → “cat”");
    await press(lab, "[");
    await lab.storyOf("scores", "head 1 · “sat” → “cat”");
    await press(lab, "/");
    expect(await focused(lab)).toBe("sentence");
  });

  test("never act while one types, and not at all once switched off, which a link carries", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await lab.sentence.fill("");
    await lab.sentence.pressSequentially("h? m1[");
    expect(await lab.sentence.inputValue()).toBe("h? m1[");
    expect(await lab.page.locator("#history-menu").isVisible()).toBe(false);
    await lab.button(t("shortcuts.title")).click();
    await lab.page.getByRole("checkbox", { name: t("shortcuts.characters") }).uncheck();
    await press(lab, "Escape");
    await lab.page.locator("main h1").click();
    for (const key of ["h", "?", "/", "2"]) await press(lab, key);
    expect(await lab.page.locator("#history-menu").isVisible()).toBe(false);
    expect(await dialog(lab).isVisible()).toBe(false);
    expect(await lab.page.getByRole("tab", { selected: true }).getAttribute("data-side")).toBe("number");
    // Arrows and Ctrl+Z are no characters.
    await press(lab, "ArrowRight");
    await expect.poll(() => lab.step()).toBe(t("step.scaled.name"));
    // What was emptied and then typed is one change or two: as fast as the driver is.
    const undone = async () => {
      await press(lab, "Control+z");
      return lab.sentence.inputValue();
    };
    await expect.poll(undone).toBe("The cat sat on the mat.");
    expect(await lab.link()).toContain("shortcuts=0");
    await lab.button(t("app.reset")).click();
    await expect.poll(() => lab.link()).toContain("shortcuts=0");
  });
});
