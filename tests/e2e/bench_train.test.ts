/** Training in the page: it learns, pauses, steps, starts over, and its snapshots can be gone back through. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";
import { press, shownStep, status, step } from "./support/training";

/** Until the browser keeps the step that the training stands at. */
const allKept = (lab: Lab) =>
  expect
    .poll(async () => Number(await lab.page.locator("[data-kept]").getAttribute("data-kept")) - (await step(lab)))
    .toBe(0);
const mapLabel = `${t("training.maps.decoder.cross", { n: 1 })}, ${t("matrix.headN", { n: 1 })}`;

describe("the training workbench", () => {
  test("opens from the header, learns to copy, and shows weights that change as it learns", async ({ open }) => {
    const lab = await open();
    await lab.page.locator("header [data-action=open-train]").click();
    await expect.poll(() => lab.heading()).toBe(t("bench.train.question"));
    await lab.page.locator("[data-action=train]").click();
    await expect.poll(() => status(lab), { timeout: 120_000 }).toBe("done");
    await lab.page.locator("[data-learned]").waitFor();
    const right = await lab.page.locator(".bench-figures dd").nth(2).innerText();
    expect(Number.parseFloat(right)).toBeGreaterThanOrEqual(98);
    await expect.poll(() => shownStep(lab)).toBe("500");
    const learned = await lab.values(mapLabel);
    for (const row of learned) expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);

    // By the keyboard back to before the first step.
    const slider = lab.page.getByRole("slider", { name: t("training.scrub") });
    await slider.focus();
    await lab.page.keyboard.press("Home");
    await expect.poll(() => shownStep(lab)).toBe("0");
    await expect.poll(() => lab.values(mapLabel)).not.toEqual(learned);
    expect(await slider.getAttribute("aria-valuetext")).toBe(t("training.snapshot", { n: 0 }));
    await press(lab, "snapshot-newest");
    await expect.poll(() => lab.values(mapLabel)).toEqual(learned);
  });

  test("pauses, takes one step, goes on, and starts over", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "steps=5000" } });
    await press(lab, "train");
    await expect.poll(() => step(lab), { timeout: 30_000 }).toBeGreaterThan(2);
    await press(lab, "pause-training");
    await expect.poll(() => status(lab)).toBe("paused");
    await expect.poll(() => lab.page.locator("[data-action=train-step]").isEnabled()).toBe(true);
    // The slice that was under way when it was paused still counts.
    await allKept(lab);
    const before = await step(lab);
    await press(lab, "train-step");
    await expect.poll(async () => [await step(lab), await status(lab)]).toEqual([before + 1, "paused"]);
    await press(lab, "train-on");
    await expect.poll(() => step(lab)).toBeGreaterThan(before + 1);
    await press(lab, "pause-training");
    await press(lab, "reset-training");
    await expect.poll(() => status(lab)).toBe("idle");
    expect(await lab.page.locator("[data-maps]").count()).toBe(0);
  });

  test("refuses sizes that don't fit, and leaves the fields as they are", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "heads=3" } });
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 30_000 }).toBe("failed");
    // 32 isn't divisible by 3.
    expect(await lab.notice("bench").innerText()).toContain("n_heads");
    expect(await lab.page.locator("input[name=heads]").inputValue()).toBe("3");
    expect(await lab.page.locator("[data-action=go-on-sound]").count(), "there is nothing to go on from").toBe(0);
    expect(await lab.page.locator("[data-action=save-training]").isDisabled(), "nor to save").toBe(true);
    expect(await lab.page.locator(".bench-figures, [data-opened-step]").count(), "nor to show").toBe(0);
  });

  test("says which step left all bounds, and goes on from the last sound snapshot by one press", async ({ open }) => {
    const panel = "rate=1000000000&clip=0&warmup=0&steps=3";
    const lab = await open({ state: { bench: "train", panel } });
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 30_000 }).toBe("failed");
    expect(await lab.notice("bench").first().innerText()).toMatch(/step \d+: .*(inf|NaN)/);
    const goOn = lab.page.locator("[data-action=go-on-sound]");
    // The weights of step 1 are finite still, but what is held out can't be measured by them.
    const halved = t("training.goOnHalved", { n: 0, rate: "500000000" });
    expect((await goOn.innerText()).trim()).toBe(halved);
    // What is set meanwhile counts instead.
    await lab.page.locator("input[name=rate]").fill("0.003");
    await lab.page.locator("input[name=rate]").press("Enter");
    await expect.poll(async () => (await goOn.innerText()).trim()).toMatch(/settings/);
    await goOn.click();
    await expect.poll(async () => [await status(lab), await step(lab)], { timeout: 30_000 }).toEqual(["done", 3]);
    expect(await lab.notice("bench").count()).toBe(0);
  });

  test("stops early where what is held out gets no better, says so, and brings the best weights back", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "train", panel: "rate=3&clip=0&warmup=0&patience=1&steps=40" } });
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    const at = await step(lab);
    expect(at).toBeLessThan(40);
    const said = await lab.page.locator("[data-training] [role=status]").first().innerText();
    const best = Number(/smallest at step (\d+)/.exec(said)?.[1]);
    expect(said).toBe(t("training.stoppedAt", { n: at, best }));
    expect(best).toBeLessThan(at);
    expect(await lab.page.locator("[data-action=train-step]").isDisabled()).toBe(true);
  });

  test("offers after a reload to go on with its settings, step and curves", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "task=sort&steps=5000" } });
    await press(lab, "train");
    await expect.poll(() => step(lab), { timeout: 60_000 }).toBeGreaterThan(2);
    await press(lab, "pause-training");
    await expect.poll(() => status(lab)).toBe("paused");
    await allKept(lab);
    const before = await step(lab);
    await lab.page.reload();
    await lab.ready();
    const offer = lab.notice("kept-training");
    await offer.waitFor();
    expect(await offer.innerText()).toContain(t("training.kept", { n: before, total: 5000 }));
    await press(lab, "go-on");
    await expect.poll(() => step(lab), { timeout: 60_000 }).toBeGreaterThan(before);
    await press(lab, "reset-training");
    await expect.poll(() => status(lab)).toBe("idle");
  });

  test("lays its next step open without taking it, and refuses a file that is no training", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "task=grammar&steps=2" } });
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    const file = {
      name: "x.safetensors",
      mimeType: "application/octet-stream",
      buffer: Buffer.from("no weights <b>here</b>"),
    };
    await press(lab, "open-step");
    const opened = lab.page.locator("[data-opened-step]");
    await opened.locator("input[value=update]").check({ force: true });
    await opened.locator("select[name=step-parameter]").waitFor();
    // The update is what lies between before and after.
    const table = (part: "before" | "update" | "after") => lab.values(t(`training.opening.parts.${part}`));
    await expect.poll(() => opened.locator("al-heatmap").count()).toBe(7);
    const [before, update, after] = [await table("before"), await table("update"), await table("after")];
    expect(update.flat().some((value) => value !== 0)).toBe(true);
    before.forEach((row, r) => {
      row.forEach((value, c) => {
        expect(after[r]?.[c]).toBeCloseTo(value - (update[r]?.[c] ?? 0), 5);
      });
    });
    expect(await step(lab), "looking takes no step").toBe(2);
    await lab.page.locator("input[name=training-file]").setInputFiles(file);
    await lab.notice("training-file").waitFor();
    expect([await status(lab), await step(lab)]).toEqual(["done", 2]);
  });
});
