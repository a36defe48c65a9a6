/** A changed run against the unchanged one: the switch over the matrices, and what each side of it shows. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

const DELTA = t("against.differenceOf", { name: "weights" });
const EDIT = { tensor: "attn.scores", index: [0, 2, 1], value: 3 };

describe("a changed run", () => {
  test("is shown beside the unchanged one and their difference, which is the engine's, cell by cell, and travels in the link", async ({
    open,
  }) => {
    const plain = await open({ state: { step: "softmax" } });
    const before = await plain.values("weights");
    expect(await plain.page.locator("[data-against]").count(), "nothing is changed yet").toBe(0);

    const lab = await open({ state: { step: "softmax", edits: [EDIT], causal: true } });
    const after = await lab.values("weights");
    await lab.choose(t("against.unchanged"));
    await expect.poll(() => lab.values("weights")).toEqual(before);
    expect((await lab.matrix("weights")).edited).toEqual([]);

    await lab.choose(t("against.difference"));
    await lab.grid(DELTA).waitFor();
    expect(await lab.values(DELTA)).toEqual(
      after.map((row, q) => row.map((value, k) => Math.fround(value - (before[q]?.[k] ?? 0)))),
    );
    // What the mask has just blocked is what one wants to see: nothing is hatched but what both runs block.
    expect((await lab.matrix(DELTA)).allowed?.flat().every(Boolean) ?? true).toBe(true);

    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await again.grid(DELTA).waitFor();
    expect(await again.values(DELTA)).toEqual(await lab.values(DELTA));
  });

  test("tells what was set by hand from what followed from it, and a number's story says what it was before", async ({
    open,
  }) => {
    const state = { edits: [EDIT], against: "difference" } as const;
    const lab = await open({ state: { ...state, step: "scaled" } });
    const scores = t("against.differenceOf", { name: "scores" });
    await lab.grid(scores).waitFor();
    expect((await lab.matrix(scores)).edited).toEqual([2 * 6 + 1]);
    const changed = (values: number[][]) =>
      values.flatMap((row, r) => row.flatMap((value, c) => (value === 0 ? [] : [[r, c]])));
    expect(changed(await lab.values(scores))).toEqual([[2, 1]]);

    // Before the change nothing is different, which is said rather than left to be guessed from zeros.
    const earlier = await open({ state: { ...state, step: "qkv" } });
    await earlier.page.getByText(t("against.same")).waitFor();

    const weights = await open({ state: { ...state, step: "softmax" } });
    await weights.grid(DELTA).waitFor();
    expect((await weights.matrix(DELTA)).edited).toEqual([]);
    // The whole row shares what there is; no other row has heard of it.
    expect(changed(await weights.values(DELTA)).map(([row]) => row)).toEqual([2, 2, 2, 2, 2, 2]);
    await weights.click(DELTA, 2, 1);
    const line = weights.page.locator("[data-before]");
    await line.waitFor();
    expect(await line.innerText()).toMatch(/0\.1122.*0\.1453/s);
    await weights.click(DELTA, 0, 0);
    await expect.poll(() => line.count()).toBe(0);
  });

  test("keeps its unchanged side when a rule, the root or positions are switched", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", side: "change" } });
    const before = await lab.values("weights");
    await lab.page.getByLabel(t("model.scale")).uncheck();
    await lab.page.getByLabel(t("changes.positions"), { exact: true }).uncheck();
    await lab.button(t("mask.causal")).click();
    await expect.poll(() => lab.values("weights")).not.toEqual(before);
    await lab.choose(t("against.unchanged"));
    await expect.poll(() => lab.values("weights")).toEqual(before);
    await lab.button(t("changes.clearAll")).click();
    await expect.poll(() => lab.page.locator("[data-against]").count()).toBe(0);
    expect(await lab.values("weights")).toEqual(before);
    expect(await lab.button(/^Undo: /).getAttribute("aria-label")).toContain(t("change.clearAll"));
  });
});
