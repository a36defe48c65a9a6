/** A training as a file: all that it takes to go on is in it, and going on from it is the same as never having stopped. */
import { describe, expect } from "vitest";
import type { Lab } from "./support/lab";
import { savedFile } from "./support/saving";
import { test } from "./support/test";
import { heads, press, shownStep, status, step } from "./support/training";

const figure = (lab: Lab, nth: number) => lab.page.locator(".bench-figures").first().locator("dd").nth(nth).innerText();
const paused = (lab: Lab, at: number) =>
  expect.poll(async () => [await status(lab), await step(lab)], { timeout: 60_000 }).toEqual(["paused", at]);

/** Loss and norm of the step that was taken last, and what is held out by its weights. */
const stood = async (lab: Lab) => [await figure(lab, 1), await figure(lab, 2), await figure(lab, 4)];

async function saved(lab: Lab): Promise<Buffer> {
  return (await savedFile(lab.page, () => press(lab, "save-training"))).bytes;
}

const file = (buffer: Buffer) => ({ name: "training.safetensors", mimeType: "application/octet-stream", buffer });
const give = (lab: Lab, buffer: Buffer) => lab.page.locator("input[name=training-file]").setInputFiles(file(buffer));

describe("a saved training", () => {
  test("goes on elsewhere with the very step that would have come next", async ({ open }) => {
    const state = { bench: "train" as const, panel: "task=grammar&steps=9" };
    const lab = await open({ state });
    await press(lab, "train-step");
    await paused(lab, 1);
    await press(lab, "train-step");
    await paused(lab, 2);
    const bytes = await saved(lab);
    await expect.poll(() => shownStep(lab)).toBe("2");
    const weights = await heads(lab);
    await press(lab, "train-step");
    await paused(lab, 3);
    const third = await stood(lab);

    const other = await open({ state });
    await give(other, bytes);
    await paused(other, 2);
    await expect.poll(() => shownStep(other)).toBe("2");
    expect(await heads(other), "the weights are the file's, and not those of a beginning").toBe(weights);
    await press(other, "train-step");
    await paused(other, 3);
    expect(await stood(other)).toEqual(third);
  });

  test("has the optimiser's state, its steps and the configuration beside the weights", async ({ open }) => {
    const lab = await open({ state: { bench: "train", panel: "steps=9" } });
    await press(lab, "train-step");
    await paused(lab, 1);
    const bytes = await saved(lab);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()) as {
      [name: string]: { shape?: number[] };
    };
    const names = Object.keys(header);
    const weight = "encoder.0.attn.W_q";
    for (const name of [weight, `adam.m/${weight}`, `adam.v/${weight}`]) expect(names).toContain(name);
    const said = JSON.stringify(header.__metadata__);
    for (const word of ["d_model", "schedule", "seed", "step"]) expect(said).toContain(word);
  });

  test("of other sizes is refused in words, and the training at hand stays as it is", async ({ open }) => {
    const wide = await open({ state: { bench: "train", panel: "steps=9&d_model=16" } });
    await press(wide, "train-step");
    await paused(wide, 1);
    const bytes = await saved(wide);
    const lab = await open({ state: { bench: "train", panel: "steps=9" } });
    await press(lab, "train-step");
    await paused(lab, 1);
    const before = await stood(lab);
    await give(lab, bytes);
    await expect.poll(() => lab.notice("training-file").innerText()).toMatch(/16/);
    await give(lab, bytes.subarray(0, bytes.length - 100));
    await expect.poll(() => lab.notice("training-file").innerText()).not.toMatch(/d_model/);
    await paused(lab, 1);
    expect(await stood(lab)).toEqual(before);
  });
});
