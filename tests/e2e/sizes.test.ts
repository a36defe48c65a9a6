/** Heads, sizes and seed: what can be changed about the model, and what is refused. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const field = (lab: Lab, name: string) => lab.page.getByRole("spinbutton", { name, exact: true });

async function set(lab: Lab, name: string, value: number | ""): Promise<void> {
  await field(lab, name).fill(String(value));
  await field(lab, name).press("Enter");
}

const shape = (values: number[][]): [number, number] => [values.length, values[0]?.length ?? 0];

describe("the model", () => {
  test("shows one head, another, or all side by side, each with its own numbers", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", n_heads: 4 } });
    const heads = lab.page.getByRole("radiogroup", { name: t("matrix.head"), exact: true });
    const first = await lab.values("weights");
    await lab.head(3);
    await expect.poll(() => lab.values("weights")).not.toEqual(first);
    const third = await lab.values("weights");
    await lab.storyOf("weights", "head 3 · “sat” → “cat”");

    await heads.getByRole("radio", { name: t("matrix.allHeads") }).click();
    const grids = lab.page.getByRole("main").getByRole("grid", { name: /^weights/ });
    await expect.poll(() => grids.count()).toBe(4);
    const shown = await grids.evaluateAll((elements) =>
      elements.map((element) =>
        Array.from(((element.getRootNode() as ShadowRoot).host as HTMLElementTagNameMap["al-heatmap"]).data),
      ),
    );
    expect(shown[0]).toEqual(first.flat());
    expect(shown[2]).toEqual(third.flat());
    const names = await grids.evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label")));
    expect(new Set(names).size, "a name for each head's matrix").toBe(4);
    // A cell of any head can be chosen there.
    await grids.nth(1).focus();
    await lab.page.keyboard.press("Control+End");
    await lab.storyOf("weights", "head 2 · “mat” → “mat”");

    await heads.getByRole("radio", { name: t("matrix.headN", { n: 1 }) }).press("ArrowRight");
    await expect.poll(() => lab.values("weights")).not.toEqual(first);
  });

  test("takes other sizes, and every matrix has them", async ({ open }) => {
    const lab = await open({ state: { step: "qkv", side: "model" } });
    await set(lab, t("model.d_model"), 12);
    await expect.poll(async () => shape(await lab.values("W_q"))).toEqual([12, 6]);
    await set(lab, t("model.n_heads"), 3);
    await expect.poll(async () => shape(await lab.values("W_q"))).toEqual([12, 4]);
    await set(lab, t("model.d_k"), 5);
    await expect.poll(async () => shape(await lab.values("Q"))).toEqual([6, 5]);
    await set(lab, t("model.d_k"), "");
    await expect.poll(async () => shape(await lab.values("Q"))).toEqual([6, 4]);
    await lab.goTo("output");
    expect(shape(await lab.values("output"))).toEqual([6, 12]);
    expect(shape(await lab.values("W_o"))).toEqual([12, 12]);
  });

  test("says why heads that don't divide d_model can't be, keeps the last picture, and takes a d_k that mends it", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores", side: "model" } });
    const before = await lab.values("scores");
    await set(lab, t("model.n_heads"), 3);
    const notice = lab.notice("failed");
    await notice.waitFor();
    const message = await notice.innerText();
    for (const part of ["n_heads", "d_model", "3", "8"]) expect(message).toContain(part);
    expect(await lab.values("scores")).toEqual(before);
    expect(await field(lab, t("model.n_heads")).inputValue()).toBe("3");
    await set(lab, t("model.d_k"), 2);
    await expect.poll(() => notice.count()).toBe(0);
    await expect.poll(async () => shape(await lab.values("Q"))).toEqual([6, 2]);
    for (let undo = 0; undo < 2; undo++) await lab.button(/^Undo: /).click();
    await expect.poll(() => lab.values("scores")).toEqual(before);
  });

  test("refuses a size out of bounds at its field and puts the old one back", async ({ open }) => {
    const lab = await open({ state: { step: "scores", side: "model" } });
    const before = await lab.values("scores");
    for (const [name, value] of [
      [t("model.d_model"), "0"],
      [t("model.d_model"), "513"],
      [t("model.d_model"), "2.5"],
      [t("model.n_heads"), "-1"],
      [t("model.seed"), "4294967296"],
      [t("model.seed"), ""],
    ] as const) {
      const old = await field(lab, name).inputValue();
      await field(lab, name).fill(value);
      await field(lab, name).press("Enter");
      expect(await field(lab, name).getAttribute("aria-invalid"), `${name} ${value}`).toBe("true");
      await field(lab, name).blur();
      await expect.poll(() => field(lab, name).inputValue()).toBe(old);
    }
    expect(await lab.values("scores")).toEqual(before);
    expect(await lab.button(t("app.nothingToUndo")).isDisabled()).toBe(true);
  });

  test("gives the same numbers for the same seed, and others for another", async ({ open }) => {
    const lab = await open({ state: { step: "output", side: "model" } });
    const seven = await lab.values("output");
    await lab.page.getByText(t("app.toy", { seed: 7 })).waitFor();
    await lab.button(t("model.newSeed")).click();
    await lab.page.getByText(t("app.toy", { seed: 8 })).waitFor();
    await expect.poll(() => lab.values("output")).not.toEqual(seven);
    await set(lab, t("model.seed"), 7);
    await expect.poll(() => lab.values("output")).toEqual(seven);
    // One word of another sentence, at another place: its row of the table is the same.
    await lab.goTo("embedding");
    const sat = (await lab.values("embedding"))[2];
    await lab.type("sat");
    await expect.poll(() => lab.values("embedding")).toEqual([sat]);
  });

  test("gives equal numbers whether each head has its own W or one W is split", async ({ open }) => {
    const lab = await open({ state: { step: "output", side: "model" } });
    // Other orders of adding: the last of a float's digits may differ.
    const output = async () => (await lab.values("output")).map((row) => row.map((value) => value.toFixed(5)));
    const before = await output();
    await lab.choose(t("model.joint"));
    await lab.goTo("qkv");
    await lab.grid("Q before the split").waitFor();
    await lab.goTo("output");
    expect(await output()).toEqual(before);
    await lab.page.getByRole("checkbox", { name: t("model.scale") }).uncheck();
    await expect.poll(output).not.toEqual(before);
  });
});
