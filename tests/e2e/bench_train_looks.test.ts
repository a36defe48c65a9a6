/** What a training shows while it runs, waits, is gone back through, opened, done or failed: before axe's eyes, in three themes. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { AXE, faults, layoutFaults, smallTargets } from "./support/faults";
import { test } from "./support/test";
import { press, shownStep, status, step } from "./support/training";

/** Its step size leaves all bounds. */
const FAILING = "rate=1000000000&clip=0&warmup=0&steps=3";

describe("the training workbench", () => {
  test.for([
    ["light", "everything"],
    ["dark", "contrast"],
    ["projector", "contrast"],
  ] as const)(
    "has nothing that axe finds serious and fits, whatever its state, in the %s theme",
    { timeout: 180_000 },
    async ([theme, only], { open }) => {
      const lab = await open({ state: { bench: "train", panel: "steps=5000", theme } });
      await lab.page.evaluate(AXE);
      const look = async (state: string) => {
        expect(await faults(lab, only, ["body"]), state).toEqual([]);
        await expect.poll(() => lab.page.evaluate(layoutFaults), { message: state }).toEqual([]);
        expect(await lab.page.evaluate(smallTargets), state).toEqual([]);
      };
      await press(lab, "train");
      await expect.poll(() => step(lab), { timeout: 60_000 }).toBeGreaterThan(2);
      await lab.page.locator("[data-learned]").waitFor();
      await look("running");
      expect(await status(lab)).toBe("running");

      await press(lab, "pause-training");
      await expect.poll(() => status(lab)).toBe("paused");
      await look("paused");

      await lab.page.getByRole("slider", { name: t("training.scrub") }).focus();
      await lab.page.keyboard.press("Home");
      await expect.poll(() => shownStep(lab)).toBe("0");
      await look("gone back through");

      await press(lab, "open-step");
      await lab.page.locator("[data-opened-step] al-heatmap").first().waitFor();
      await look("opened");
    },
  );

  test("has nothing that axe finds serious, and fits, when it is done and when it has failed", async ({ open }) => {
    for (const [panel, end] of [
      ["steps=10", "done"],
      [FAILING, "failed"],
    ] as const) {
      const lab = await open({ state: { bench: "train", panel } });
      await lab.page.evaluate(AXE);
      await press(lab, "train");
      await expect.poll(() => status(lab), { timeout: 60_000 }).toBe(end);
      expect(await faults(lab, "everything", ["body"]), end).toEqual([]);
      await expect.poll(() => lab.page.evaluate(layoutFaults), { message: end }).toEqual([]);
    }
  });
});
