/** The training bench for every reader: by the keyboard alone, and on the narrowest screens. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { layoutFaults, smallTargets } from "./support/faults";
import type { Lab } from "./support/lab";
import { settled } from "./support/screens";
import { test } from "./support/test";
import { status } from "./support/training";

const focused = (lab: Lab) =>
  lab.page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute("data-action") ?? at?.getAttribute("name") ?? at?.tagName ?? "";
  });

/** Presses Tab until the control has the focus. */
async function tabTo(lab: Lab, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    const at = await focused(lab);
    if (at === name) return;
    passed.push(at);
    await lab.page.keyboard.press("Tab");
  }
  expect.fail(`Tab never came to ${name}, but to ${passed.join(", ")}`);
}

describe("the training bench", () => {
  test("is chosen, trained, scrubbed and opened by the keyboard alone", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "steps=4" } });
    await lab.page.locator("#train-task").focus();
    await tabTo(lab, "train");
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    expect(await focused(lab), "the button that was pressed keeps the focus").toBe("train");
    await lab.page.locator("[data-action=open-step]").waitFor();
    await tabTo(lab, "snapshot");
    await lab.page.keyboard.press("Home");
    await expect.poll(() => lab.page.locator("al-head-grid").getAttribute("data-step")).toBe("0");
    await tabTo(lab, "open-step");
    await lab.page.keyboard.press("Space");
    await lab.page.locator("[data-opened-step] al-heatmap").waitFor();
    await expect.poll(() => focused(lab), { message: "what the button gave way to" }).toBe("step-part");
    await lab.page.keyboard.press("ArrowRight");
    await lab.page.keyboard.press("ArrowRight");
    await tabTo(lab, "tape-next");
    const place = () => lab.page.locator("[data-opened-step] .stepper output").innerText();
    const before = Number.parseInt(await place(), 10);
    await lab.page.keyboard.press("Enter");
    await expect.poll(async () => Number.parseInt(await place(), 10)).toBe(before + 1);
    expect(await focused(lab)).toBe("tape-next");
  });

  test.for(["pronouns", "digits", "grammar"] as const)(
    "fits 320 pixels with %s, with nothing cut off and every target large enough",
    async (task, { open }) => {
      const panel = `task=${task}&steps=3`;
      const lab = await open({ state: { bench: "train", panel }, viewport: { width: 320, height: 700 } });
      const look = async () => [...(await lab.page.evaluate(layoutFaults)), ...(await lab.page.evaluate(smallTargets))];
      await expect.poll(look, { message: "before" }).toEqual([]);
      const top = await lab.page.locator("[data-action=train]").boundingBox();
      const settings = await lab.page.getByRole("heading", { name: t("training.settings.model") }).boundingBox();
      expect(top?.y, "the button comes before what is set").toBeLessThan(settings?.y ?? 0);
      await lab.page.locator("[data-action=train]").click();
      await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
      await lab.page.locator("[data-action=open-step]").click();
      for (const part of ["forward", "loss", "backward", "clip", "update"]) {
        await lab.page.locator(`[data-opened-step] input[value=${part}]`).check({ force: true });
        await lab.page.locator("[data-opened-step] al-heatmap").first().waitFor();
        await settled(lab.page);
        await expect.poll(look, { message: part }).toEqual([]);
      }
    },
  );
});
