/** What a cell tells: which cells made it, and a sum that a reader can do again. */
import { describe, expect } from "vitest";
import { STEP_IDS, type State, type StepId } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { evaluate, objections, type Story } from "./support/story";
import { test } from "./support/test";

/** The matrix that each step makes, as the page calls it. */
const RESULT: Record<Exclude<StepId, "words">, string> = {
  embedding: "embedding",
  positions: "X",
  qkv: "Q",
  scores: "scores",
  scaled: "scaled",
  masked: "masked",
  softmax: "weights",
  weighted: "z",
  joined: "joined",
  output: "output",
};
const MADE = STEP_IDS.filter((id): id is keyof typeof RESULT => id !== "words");

async function expectArithmetic(lab: Lab, name: string): Promise<Story[]> {
  const told = await lab.stories(name);
  expect(new Set(told.map((story) => story.place)).size, "cells visited").toBe(told.length);
  for (const story of told) expect(objections(story), `${story.name} ${story.place}`).toEqual([]);
  return told;
}

describe("a cell's story", () => {
  for (const [what, state] of [
    ["as the page opens", { text: "The cat sat" }],
    [
      "with biases, a mask and the softmax of the whole matrix",
      { text: "cat sat", bias: true, causal: true, softmax: "matrix" },
    ],
  ] as const) {
    test(`adds up on the shown digits for every cell of every step, ${what}`, async ({ open }) => {
      const lab = await open({ state: { ...state, step: "embedding" } });
      for (const step of MADE) {
        await lab.goTo(step);
        const told = await expectArithmetic(lab, RESULT[step]);
        const sums = told.filter((story) => story.lines.length > 1).length;
        const summed = ["qkv", "scores", "scaled", "softmax", "weighted", "output"].includes(step);
        if (summed) expect(sums, `sums in ${step}`).toBeGreaterThan(told.length / 2);
      }
    });
  }

  test("can be copied as one line of arithmetic", async ({ open }) => {
    const lab = await open({ permissions: ["clipboard-read", "clipboard-write"], state: { step: "scores" } });
    for (const step of ["scores", "scaled", "softmax", "output"] as const) {
      await lab.goTo(step);
      await lab.click(RESULT[step], 3, 2);
      await expect.poll(async () => (await lab.story())?.place).toContain("“on” → ");
      await lab.button(t("arithmetic.text")).click();
      await lab.page.getByText(t("arithmetic.copied", { format: t("arithmetic.text") })).waitFor();
      const text = await lab.page.evaluate(() => navigator.clipboard.readText());
      await lab.button(t("app.dismiss")).click();
      const [, result = "", sum = ""] = /^[^=]*= (\S+) [=≈] (.*)$/.exec(text) ?? [];
      const story = await lab.story();
      expect(Number(result.replace("−", "-")).toFixed(2).replace("-", "−")).toBe(story?.value);
      expect(evaluate(sum), text).toBeCloseTo(evaluate(result), 3);
    }
  });

  test("lights the operands in their matrices for the pointer, the keyboard and a finger alike", async ({ open }) => {
    const lab = await open({ hasTouch: true, state: { step: "scores" } });
    const lit = async () => ({ q: (await lab.matrix("Q")).lit, k: (await lab.matrix("K transposed")).lit });
    const from = (query: number, key: number) => ({
      q: [{ rows: [query, query + 1], cols: [0, 4], hue: "q" }],
      k: [{ rows: [key, key + 1], cols: [0, 4], hue: "k" }],
    });
    await lab.hover("scores", 4, 5);
    await expect.poll(lit).toEqual(from(4, 5));
    await lab.storyOf("scores", "head 1 · “the” → “mat”");
    // What the pointer showed goes with it; what is chosen stays.
    await lab.page.mouse.move(5, 5);
    await expect.poll(lit).toEqual(from(2, 1));

    await lab.grid("scores").focus();
    for (const key of ["Control+Home", "ArrowDown", "End"]) await lab.page.keyboard.press(key);
    await expect.poll(lit).toEqual(from(1, 5));
    await lab.storyOf("scores", "head 1 · “cat” → “mat”");

    const { x, y } = await lab.point("scores", 5, 0);
    await lab.page.touchscreen.tap(x, y);
    await expect.poll(lit).toEqual(from(5, 0));
    await lab.storyOf("scores", "head 1 · “mat” → “The”");
  });

  test("draws a ring around what is lit, and nowhere else", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    const inked = () =>
      lab.grid("Q").evaluate((grid) => {
        const root = grid.getRootNode() as ShadowRoot;
        const canvas = root.querySelector("#overlay") as HTMLCanvasElement;
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
        copy?.drawImage(canvas, 0, 0);
        const { data } = copy?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        const rows = new Set<number>();
        const pitch = (root.host as HTMLElementTagNameMap["al-heatmap"]).layout?.geometry.pitchY ?? 1;
        for (let at = 3; at < data.length; at += 4)
          if ((data[at] ?? 0) > 200) rows.add(Math.round((Math.floor(at / 4 / canvas.width) - 6) / pitch));
        return [...rows];
      });
    await lab.hover("scores", 3, 3);
    await expect.poll(inked).toEqual([3, 4]);
    await lab.hover("scores", 0, 3);
    await expect.poll(inked).toEqual([0, 1]);
  });

  test("tells where it comes from, step by step back to the embedding table", async ({ open }) => {
    const lab = await open({ state: { step: "output" } });
    await lab.click("output", 5, 7);
    const steps: string[] = [];
    for (const origin of ["joined", "z", "V", "X", "embedding", "embedding table"]) {
      await lab.page
        .getByRole("tree", { name: t("story.from") })
        .getByRole("treeitem", { name: new RegExp(`^${origin},`) })
        .first()
        .locator(".go")
        .click();
      await expect.poll(async () => (await lab.story())?.name).toBe(origin);
      steps.push(await lab.step());
    }
    expect(steps).toEqual(
      (["joined", "weighted", "qkv", "positions", "embedding", "embedding"] satisfies State["step"][]).map((id) =>
        t(`step.${id}.name`),
      ),
    );
  });

  test("gives every digit of a sum as a button that leads to the cell it stands for", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await lab.click("scores", 3, 0);
    await lab.storyOf("scores", "head 1 · “on” → “The”");
    const digits = lab.page.getByRole("button", { name: /^K, head 1 · .?“The”.? → d_k 3, / });
    const shown = (await digits.innerText()).trim();
    await digits.click();
    const story = await lab.storyOf("K", "head 1 · “The” → d_k 3");
    expect(await lab.step()).toBe(t("step.qkv.name"));
    expect(Number(shown.replace("−", "-"))).toBeCloseTo(Number(story.value.replace("−", "-")), 2);
    expect((await lab.matrix("K")).selected).toEqual({ row: 0, col: 2 });
  });

  test("goes on when the bias or the mask rule that it tells of is switched off, and when its cell is gone", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "output", bias: true, causal: true, window: 2 } });
    await lab.click("output", 5, 7);
    await lab.storyOf("output", "“mat” → d_model 8");
    await lab.page.locator("al-provenance .rest").click();
    await expect.poll(async () => (await lab.story())?.origins.length).toBe(3);
    await lab.side("model");
    await lab.page.getByRole("checkbox", { name: t("model.bias") }).uncheck();
    await lab.side("number");
    await expect.poll(async () => (await lab.story())?.origins.length).toBe(2);
    await lab.goTo("masked");
    await lab.grid("mask").focus();
    await lab.page.keyboard.press("Control+End");
    await expect.poll(async () => (await lab.story())?.origins.length).toBe(2);
    await lab.side("change");
    await lab.button(t("mask.window")).click();
    await lab.side("number");
    await expect.poll(async () => (await lab.story())?.origins.length).toBe(0);
    // A shorter sentence has no such cell; the step's own example takes its place.
    await lab.type("The cat");
    await lab.storyOf("masked", "head 1 · “cat” → “cat”");
  });
});
