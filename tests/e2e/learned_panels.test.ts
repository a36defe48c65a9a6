/** Every panel of the page on learned weights: changes, masks, gradients, comparisons, stories, files, links, undo. */
import { describe, expect } from "vitest";
import type { State } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import { headerOf } from "../engine/model_file";
import type { Lab } from "./support/lab";
import { savedFile } from "./support/saving";
import { test } from "./support/test";

const PATIENCE = { timeout: 60_000 };

interface Model {
  name: string;
  title: string;
  state: Partial<State>;
  /** An attention of its own. */
  block: string;
}

/** One of each architecture that a sentence can be walked through with. */
const MODELS: readonly Model[] = [
  {
    name: "pronouns",
    title: "What it refers to",
    state: { text: "The elephant ate the banana as it was hungry" },
    block: "encoder.0.attn",
  },
  {
    name: "translator-everyday",
    title: "Everyday sentences, English to French",
    state: { text: "How are you?", target: "comment allez-vous ?" },
    block: "decoder.0.cross",
  },
  {
    name: "language-model",
    title: "A language model of the King James Bible",
    state: { text: "And God said, Let there be" },
    block: "decoder.0.attn",
  },
];

const at = ({ name, state, block }: Model, rest: Partial<State>): Partial<State> => ({
  learned: name,
  ...state,
  block,
  ...rest,
});

async function ready(lab: Lab, name: string): Promise<number[][]> {
  await lab.grid(name).waitFor(PATIENCE);
  return lab.values(name);
}

const undo = (lab: Lab) => lab.button(/^Undo: /).click();

async function type(lab: Lab, name: string, text: string): Promise<void> {
  const field = lab.page.locator(`#side-panel input[name="${name}"]`);
  await field.fill(text);
  await field.press("Enter");
}

async function download(lab: Lab, name: string): Promise<{ name: string; bytes: Buffer }> {
  return savedFile(lab.page, () => lab.button(name).click());
}

const sum = (row: readonly number[] = []): number => row.reduce((total, value) => total + value, 0);
const minus = (a: number[][], b: number[][]): number[][] =>
  a.map((row, q) => row.map((value, k) => Math.fround(value - (b[q]?.[k] ?? 0))));

for (const model of MODELS)
  describe(`the weights of ${model.name}`, () => {
    test("take a number of the reader's, whose consequences stand beside the run as it was, and give it back", async ({
      open,
    }) => {
      const lab = await open({ state: at(model, { step: "scores" }) });
      const before = await ready(lab, "scores");
      await lab.edit("scores", 1, 0, "3");
      await expect.poll(() => lab.value("scores", 1, 0)).toBe(3);
      await lab.goTo("softmax");
      const weights = await ready(lab, "weights");
      expect(sum(weights[1])).toBeCloseTo(1, 5);
      await lab.choose(t("against.unchanged"));
      await expect.poll(async () => (await lab.values("weights"))[1]).not.toEqual(weights[1]);
      const was = await lab.values("weights");
      await lab.choose(t("against.difference"));
      const delta = t("against.differenceOf", { name: "weights" });
      await lab.grid(delta).waitFor(PATIENCE);
      await expect.poll(() => lab.values(delta)).toEqual(minus(weights, was));
      await lab.choose(t("against.changed"));
      await undo(lab);
      await lab.goTo("scores");
      await expect.poll(() => lab.values("scores")).toEqual(before);
    });

    test("lose a head and a mask's cells when asked to, and get them back", async ({ open }) => {
      const block = model.block.replace("cross", "attn");
      const lab = await open({ state: at({ ...model, block }, { step: "weighted", side: "change" }) });
      const before = await ready(lab, "z");
      await lab.button(t("changes.removeHead")).click();
      await expect.poll(() => lab.values("z")).toEqual(before.map((row) => row.map(() => 0)));
      await lab.page.locator("[data-action=take-back]").first().click();
      await expect.poll(() => lab.values("z")).toEqual(before);
      await lab.goTo("softmax");
      const weights = await ready(lab, "weights");
      // The rules of an encoder-decoder are its encoder's.
      const own = model.name === "translator-everyday" ? "encoder.0.attn" : block;
      if (own !== block)
        await lab.page.evaluate((id) => {
          location.hash = location.hash.replace(/block=[^&]*/, `block=${id}`);
        }, own);
      await lab.button(t("mask.window")).click();
      await expect.poll(async () => (await lab.values("weights"))[3]?.[0]).toBe(0);
      expect((await lab.values("weights"))[3]).not.toEqual(weights[3]);
      expect(sum((await lab.values("weights"))[3])).toBeCloseTo(1, 5);
    });

    test("go without positions, without the root and with a temperature, each of which the engine computes", async ({
      open,
    }) => {
      const lab = await open({ state: at(model, { step: "softmax", side: "change" }) });
      const before = await ready(lab, "weights");
      for (const name of ["change-scale", "change-positions"]) {
        await lab.page.locator(`#side-panel input[name="${name}"]`).uncheck();
        await expect.poll(() => lab.values("weights")).not.toEqual(before);
        await undo(lab);
        await expect.poll(() => lab.values("weights")).toEqual(before);
      }
      await type(lab, "temperature", "10");
      await expect.poll(() => lab.values("weights")).not.toEqual(before);
      const most = (rows: number[][]) => Math.max(...(rows[1] ?? []));
      expect(most(await lab.values("weights"))).toBeLessThan(most(before));
    });

    test("have gradients of a weight and of how wrong the answer is", async ({ open }) => {
      const cell = { tensor: `${model.block}.weights`, index: [0, 1, 0] };
      const lab = await open({ state: at(model, { step: "softmax", cell }) });
      const weights = await ready(lab, "weights");
      await lab.choose(t("gradient.gradients"));
      const own = await ready(lab, t("gradient.of", { name: "weights" }));
      own.forEach((row, q) => {
        row.forEach((value, k) => {
          expect(value).toBe(q === 1 && k === 0 ? 1 : 0);
        });
      });
      // d softmax_0 / d x_k = w_0 ([k = 0] - w_k)
      const masked = await ready(lab, t("gradient.of", { name: "masked" }));
      const w = weights[1] as number[];
      masked[1]?.forEach((value, k) => {
        expect(value).toBeCloseTo((w[0] as number) * ((k === 0 ? 1 : 0) - (w[k] as number)), 5);
      });
      const loss = lab.page.getByLabel(t("gradient.loss"), { exact: true });
      await loss.selectOption({ label: t("gradient.losses.cross_entropy") });
      await expect
        .poll(async () => (await ready(lab, t("gradient.of", { name: "weights" }))).flat().filter(Boolean).length)
        .toBeGreaterThan(1);
      expect(await lab.page.locator("[data-gradients]").getByRole("alert").count()).toBe(0);
      // A class is called what the model calls it.
      const classes = await lab.page.locator("select[name=true_class] option").allInnerTexts();
      expect(classes.slice(0, 2)).toEqual(model.name === "pronouns" ? ["apple", "banana"] : []);
    });

    test("are compared with themselves under another setting, which a link carries", async ({ open }) => {
      const lab = await open({ state: at(model, { step: "softmax", side: "model" }) });
      const before = await ready(lab, "weights");
      await lab.button(t("compare.keep")).click();
      await lab.side("change");
      await type(lab, "temperature", "2");
      await expect.poll(() => lab.values("weights", 0)).not.toEqual(before);
      expect(await lab.values("weights", 1)).toEqual(before);
      const difference = t("compare.differenceOf", { name: "weights" });
      await lab.grid(difference).waitFor(PATIENCE);
      await expect.poll(() => lab.values(difference)).toEqual(minus(await lab.values("weights", 0), before));
      const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
      await again.grid(difference).waitFor(PATIENCE);
      expect(await again.values(difference)).toEqual(await lab.values(difference));
    });

    test("tell where a number comes from, down to what was learned and by which model", async ({ open }) => {
      const cell = { tensor: `${model.block}.q`, index: [0, 1, 0] };
      const lab = await open({ state: at(model, { step: "qkv", cell }) });
      await ready(lab, "Q");
      const learned = t("provenance.learned", { title: model.title });
      const items = lab.page.getByRole("tree", { name: t("story.from") }).getByRole("treeitem");
      await expect
        .poll(async () => (await items.allInnerTexts()).join().replace(/[\u2066-\u2069]/g, ""))
        .toContain(learned);
      expect((await items.allInnerTexts()).join()).not.toContain("seed");
      const story = await lab.story();
      expect(story?.value).toBe((await lab.value("Q", 1, 0)).toFixed(2).replace("-", "−"));
    });

    test("are saved as .npy and .safetensors and in a project, with the numbers that are shown", async ({ open }) => {
      const lab = await open({ state: at(model, { step: "softmax" }) });
      const weights = await ready(lab, "weights");
      await lab.share("numbers");
      const scope = lab.page.getByRole("combobox", { name: t("share.scope") });
      await scope.selectOption({ label: t("share.scopes.tensor") });
      await lab.choose(t("share.formats.npy"));
      const npy = await download(lab, t("share.save", { extension: ".npy" }));
      const start = 10 + npy.bytes.readUInt16LE(8);
      expect(weights.flat().map((_, nth) => npy.bytes.readFloatLE(start + 4 * nth))).toEqual(weights.flat());

      await scope.selectOption({ label: t("share.scopes.run") });
      await lab.choose(t("share.formats.safetensors"));
      const { bytes } = await download(lab, t("share.save", { extension: ".safetensors" }));
      const header = headerOf(bytes) as Record<string, { shape: number[]; data_offsets: [number, number] }>;
      const saved = header[`${model.block}.weights`];
      expect(saved?.shape.slice(1)).toEqual([weights.length, weights[0]?.length]);
      expect(header[`${model.block}.W_q`]?.shape).toHaveLength(3);
      const begin = 8 + Number(bytes.readBigUInt64LE()) + (saved?.data_offsets[0] ?? 0);
      expect(weights.flat().map((_, nth) => bytes.readFloatLE(begin + 4 * nth))).toEqual(weights.flat());

      await lab.page.getByRole("tab", { name: t("share.parts.project") }).click();
      expect((await lab.page.getByRole("dialog").innerText()).replace(/[\u2066-\u2069]/g, "")).toContain(model.title);
      const project = await download(lab, t("share.saveProject"));
      await lab.page.keyboard.press("Escape");
      const other = await open();
      await other.button(t("open.button")).click();
      await other.page
        .locator("#open-files")
        .setInputFiles({ name: project.name, mimeType: "application/json", buffer: project.bytes });
      await expect.poll(async () => ready(other, "weights"), PATIENCE).toEqual(weights);
    });
  });

describe("the words of a step", () => {
  test("tell of the positions that a learned model has, not of those that random weights were last given", async ({
    open,
  }) => {
    const lab = await open({
      state: { learned: "sentiment", text: "Not bad at all", block: "input", step: "positions" },
    });
    const lead = lab.page.locator(".stage .lead");
    await expect.poll(() => lead.innerText(), PATIENCE).toContain("rotary");
  });
});

describe("a decoder by itself", () => {
  for (const state of [{ learned: "language-model", text: "And God said" }, { model: "decoder_only" }] as const)
    test(`begins with lines from word to word, as every other model does: ${Object.keys(state)[0]}`, async ({
      open,
    }) => {
      const lab = await open({ state });
      await lab.page.locator("al-word-arcs").waitFor(PATIENCE);
      expect(await lab.page.locator("[data-says]").innerText()).toContain("looks most at");
      await lab.page.locator("[data-action=see-how]").waitFor();
    });
});

describe("a model of pictures", () => {
  test("that a link names for a walk through words is opened in the workbench that has what it reads", async ({
    open,
  }) => {
    const lab = await open({ hash: "#v=1&learned=digits" });
    await lab.grid(t("bench.digits.pad")).waitFor(PATIENCE);
  });
});
