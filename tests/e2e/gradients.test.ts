/** Gradients in the matrices' place, and steps as programs. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { savedFile } from "./support/saving";
import { test } from "./support/test";

const of = (name: string): string => t("gradient.of", { name });

async function gradient(lab: Lab, name: string): Promise<number[][]> {
  await lab.grid(of(name)).waitFor();
  return lab.values(of(name));
}

const total = (row: readonly number[] = []): number => row.reduce((sum, value) => sum + value, 0);

describe("gradients", () => {
  test("of the chosen cell stand where the numbers stood: 1 at the cell itself, and back through the softmax", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", cell: { tensor: "attn.weights", index: [0, 2, 1] } } });
    const weights = await lab.values("weights");
    await lab.choose(t("gradient.gradients"));
    const own = await gradient(lab, "weights");
    own.forEach((row, q) => {
      row.forEach((value, k) => {
        expect(value).toBe(q === 2 && k === 1 ? 1 : 0);
      });
    });
    // d softmax_1 / d x_k = w_1 ([k = 1] - w_k): a row that adds up to nothing.
    const before = await gradient(lab, "masked");
    const w = weights[2] as number[];
    before[2]?.forEach((value, k) => {
      expect(value).toBeCloseTo((w[1] as number) * ((k === 1 ? 1 : 0) - (w[k] as number)), 6);
    });
    expect(total(before[2])).toBeCloseTo(0, 6);
    expect(before[0]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await lab.page.locator("[data-gradients]").innerText()).toContain("“sat”");
    expect(await lab.page.locator("[data-gradient]").innerText()).toContain("1");

    await lab.goTo("scores");
    expect(Math.abs(total((await gradient(lab, "scores"))[2]))).toBeLessThan(1e-6);
    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    expect(await gradient(again, "scores")).toEqual(await gradient(lab, "scores"));

    await lab.choose(t("gradient.values"));
    await lab.grid("scores").waitFor();
    await lab.choose(t("gradient.gradients"));
    await lab.button(/^Undo: /).click();
    await lab.grid("scores").waitFor();
  });

  test("are of what the list says, and a loss that the sentence hasn't is named", async ({ open }) => {
    const lab = await open({ state: { step: "output", cell: { tensor: "attn.out", index: [5, 0] } } });
    await lab.choose(t("gradient.gradients"));
    expect((await gradient(lab, "output"))[5]?.[0]).toBe(1);
    const loss = lab.page.getByLabel(t("gradient.loss"), { exact: true });
    await loss.selectOption({ label: t("gradient.losses.sum") });
    await expect.poll(async () => (await gradient(lab, "output")).flat()).toEqual(Array(48).fill(1));
    await loss.selectOption({ label: t("gradient.losses.mean") });
    await expect.poll(async () => (await gradient(lab, "output"))[0]?.[0]).toBeCloseTo(1 / 48, 6);
    await lab.click(of("output"), 4, 3);
    await loss.selectOption({ label: t("gradient.losses.cell") });
    await expect.poll(async () => (await gradient(lab, "output"))[4]?.[3]).toBe(1);
    await lab.type("Hello world");
    const bar = lab.page.locator("[data-gradients]");
    await expect.poll(() => bar.getByRole("alert").count()).toBe(1);
    expect(await bar.getByRole("alert").innerText()).toContain("2 x 8");
    expect((await lab.values("output")).length).toBe(2);
  });
});

describe("the cross-entropy of a classifier", () => {
  const state = {
    model: "classifier",
    n_classes: 3,
    step: ".logits",
    loss: "cross_entropy",
    quantity: "gradients",
    block: "output",
  } as const;

  test("measures the guess by the class that is chosen as true: in the link, in undo, and among fewer classes", async ({
    open,
  }) => {
    const lab = await open({ state });
    // d loss / d logits = probabilities - 1 at the true class: below zero there, and nowhere else.
    const falls = async (): Promise<boolean[]> => (await lab.values(of("logits"))).flat().map((value) => value < 0);
    await expect.poll(falls).toEqual([true, false, false]);
    const chosen = lab.page.getByLabel(t("gradient.trueClass"), { exact: true });
    await chosen.selectOption({ label: t("gradient.class", { n: 3 }) });
    await expect.poll(falls).toEqual([false, false, true]);

    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await expect
      .poll(async () => (await again.values(of("logits"))).flat().map((value) => value < 0))
      .toEqual([false, false, true]);

    await lab.side("model");
    const classes = lab.page.getByLabel(t("model.n_classes"), { exact: true });
    await classes.fill("2");
    await classes.press("Enter");
    await expect.poll(falls).toEqual([false, true]);
    expect(await chosen.inputValue()).toBe("1");
    await lab.button(/^Undo: /).click();
    await expect.poll(falls).toEqual([false, false, true]);
    expect(await chosen.inputValue()).toBe("2");
    await lab.button(/^Undo: /).click();
    await expect.poll(falls).toEqual([true, false, false]);
  });

  test("takes the last class where a link names one that the model hasn't", async ({ open }) => {
    const lab = await open({ state: { ...state, true_class: 19 } });
    await expect
      .poll(async () => (await lab.values(of("logits"))).flat().map((value) => value < 0))
      .toEqual([false, false, true]);
    expect(await lab.page.locator("[data-gradients]").getByRole("alert").count()).toBe(0);
  });
});

describe("a step and its block", () => {
  test("are saved as programs in NumPy, PyTorch and C++ that assert the shown numbers", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    const dialog = await lab.share("program");
    for (const [name, language, says] of [
      ["attn.scores", "numpy", "import numpy"],
      ["attn.scores", "pytorch", "import torch"],
      ["attn.scores", "cpp", "#include"],
      ["attn", "numpy", "import numpy"],
    ] as const) {
      await lab.choose(t(name === "attn" ? "figure.codeBlock" : "share.step"));
      await lab.choose(t(`figure.${language}`));
      const program = dialog.locator(`[data-program="${name}"]`);
      const file = await savedFile(lab.page, () =>
        program.getByRole("button", { name: t("share.saveProgram") }).click(),
      );
      expect(file.name).toMatch(language === "cpp" ? /\.cc$/ : /\.py$/);
      const script = file.bytes.toString("utf8");
      expect(script).toContain(says);
      expect(script).toContain("scores");
    }
  });
});
