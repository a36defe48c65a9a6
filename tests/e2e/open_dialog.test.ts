/** The window that opens what a reader brings along: by keyboard, against hostile words, and as axe sees it. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { AXE, faults, smallTargets } from "./support/faults";
import { drop, failure, field, openWith, problem, role, walk } from "./support/opening";
import { test } from "./support/test";

describe("the dialog", () => {
  test("can be used by the keyboard alone", async ({ open }) => {
    const lab = await open();
    await lab.button(t("open.button")).focus();
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.page.evaluate(() => document.activeElement?.id)).toBe("open-text");
    await lab.page.keyboard.type("Q = [[1, 2]] K = [[3, 4]]");
    await role(lab, "K").waitFor();
    for (let presses = 0; presses < 25; presses++) {
      if (await walk(lab).evaluate((button) => button === document.activeElement)) break;
      await lab.page.keyboard.press("Tab");
    }
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.values("scores")).toEqual([[11]]);
  });

  test("opens anew for a file that is dropped at the moment when it is closed", async ({ open }) => {
    const lab = await open();
    await drop(lab, [], "Q = [[1, 2]]");
    await role(lab, "Q").waitFor();
    await lab.page.evaluate(() => {
      // As by Escape: the browser tells of it only after what follows.
      (document.querySelector("dialog[open]") as HTMLDialogElement & { requestClose(): void }).requestClose();
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["no weights"], "wrong.safetensors"));
      const main = document.querySelector("main");
      main?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true, composed: true }));
    });
    await failure(lab).waitFor();
    expect(await failure(lab).innerText()).toContain("wrong.safetensors");
  });

  test("stays open where the system's window for files is left without one", async ({ open }) => {
    const lab = await open();
    await lab.button(t("open.button")).click();
    await field(lab).fill("Q = [[1, 2]]");
    // As browsers do it: the field tells of it, and so do all elements around it.
    await lab.page
      .locator("dialog[open] input[type=file]")
      .first()
      .evaluate((input) => input.dispatchEvent(new Event("cancel", { bubbles: true })));
    await role(lab, "Q").waitFor();
    expect(await field(lab).inputValue()).toBe("Q = [[1, 2]]");
  });

  test("shows hostile names, words and cells as text", async ({ open }) => {
    const lab = await open();
    const name = "<img src=x onerror=alert(1)>";
    await openWith(
      lab,
      JSON.stringify({
        tokens: [name, "\u202eabc"],
        [name]: [
          [1, 2],
          [3, 4],
        ],
        K: [
          [1, 2],
          [3, 4],
        ],
      }),
    );
    await role(lab, name).selectOption("q");
    await walk(lab).click();
    const words = lab.page.getByRole("listbox", { name: t("sentence.tokens") }).getByRole("option");
    await expect
      .poll(async () => (await words.allTextContents()).map((word) => word.trim()))
      .toEqual([name, "\u202eabc"]);
    expect(await lab.page.locator("img").count()).toBe(0);
  });

  test("has nothing that axe finds, with problems and without, in any theme", async ({ open }) => {
    for (const theme of ["light", "dark", "projector"] as const) {
      const lab = await open({ state: { theme, step: "scores" } });
      await lab.page.evaluate(AXE);
      await openWith(lab, "Q = [[1, 2, 3, 4]]\nK = [[1, 2], [3, 4], [5, 6], [7, nan]]");
      await problem(lab, "columns").waitFor();
      expect(await faults(lab, "everything", ["dialog[open]"])).toEqual([]);
      expect(await lab.page.evaluate(smallTargets)).toEqual([]);
      await lab.page.keyboard.press("Escape");
      const dialog = await lab.share("picture");
      for (const part of ["picture", "numbers", "program", "link", "project"] as const) {
        await dialog.getByRole("tab", { name: t(`share.parts.${part}`), exact: true }).click();
        expect(await faults(lab, "everything", ["dialog[open]"]), `${theme} ${part}`).toEqual([]);
        expect(await lab.page.evaluate(smallTargets), `${theme} ${part}`).toEqual([]);
      }
    }
  });
});
