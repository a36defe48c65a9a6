/** Two configurations side by side, and a sentence beside its shuffle. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

const MINUS = t("compare.differenceOf", { name: "weights" });

describe("a comparison", () => {
  test("keeps the present as B, shows A, B and A − B, changes places, ends, and goes through undo and links", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", side: "model" } });
    const before = await lab.values("weights");
    await lab.button(t("compare.keep")).click();
    const bar = lab.page.locator("[data-comparison]");
    expect(await bar.innerText()).toContain(t("compare.same"));
    await lab.notice("equal").waitFor();

    await lab.side("change");
    await lab.button(t("mask.causal")).click();
    await expect.poll(async () => (await lab.values("weights", 0))[0]?.[1]).toBe(0);
    expect(await lab.values("weights", 1)).toEqual(before);
    expect(await bar.innerText()).toContain(t("mask.causal"));
    await lab.grid(MINUS).waitFor();
    const [a, b] = [await lab.values("weights", 0), await lab.values("weights", 1)];
    await expect
      .poll(async () => (await lab.values(MINUS)).flat())
      .toEqual(a.flatMap((row, q) => row.map((value, k) => Math.fround(value - (b[q]?.[k] ?? 0)))));

    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await again.grid(MINUS).waitFor();
    expect(await again.values(MINUS)).toEqual(await lab.values(MINUS));

    await lab.button(t("compare.swap")).click();
    await expect.poll(() => lab.values("weights", 0)).toEqual(b);
    await expect.poll(() => lab.values("weights", 1)).toEqual(a);
    await lab.button(/^Undo: /).click();
    await expect.poll(() => lab.values("weights", 0)).toEqual(a);

    await lab.type("Hello world");
    await lab.notice("no-difference").waitFor();
    expect(await lab.notice("no-difference").innerText()).toContain("2 × 2 × 2");

    await lab.button(t("compare.end")).click();
    await expect.poll(() => bar.count()).toBe(0);
    expect(await lab.grid("weights").count()).toBe(1);
  });

  test("is edited on either side: Edit B makes panels and matrices change B, says so, and leaves A as it is", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", side: "model" } });
    const before = await lab.values("weights");
    await lab.button(t("compare.keep")).click();
    await lab.page.locator("[data-action=edit-b]").click();
    const mark = lab.page.locator("[data-present=b]");
    await mark.waitFor();
    expect(await mark.innerText()).toContain(t("compare.changes", { letter: "B" }));
    await lab.side("change");
    await lab.button(t("mask.causal")).click();
    // A stands first and is what it was; B, beside it, is what was just set.
    await expect.poll(async () => (await lab.values("weights", 1))[0]?.[1]).toBe(0);
    expect(await lab.values("weights", 0)).toEqual(before);
    const [a, b] = [before, await lab.values("weights", 1)];
    await expect
      .poll(async () => (await lab.values(MINUS)).flat())
      .toEqual(a.flatMap((row, q) => row.map((value, k) => Math.fround(value - (b[q]?.[k] ?? 0)))));

    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await again.grid(MINUS).waitFor();
    expect(await again.values("weights", 1)).toEqual(b);
    await again.page.locator("[data-present=b]").waitFor();

    await lab.page.locator("[data-action=edit-a]").click();
    await lab.page.locator("[data-present=a]").waitFor();
    await lab.edit("weights", 0, 0, "1");
    await expect.poll(async () => (await lab.values("weights", 0))[0]?.[0]).toBe(1);
    expect(await lab.values("weights", 1)).toEqual(b);
    for (const _ of [1, 2, 3, 4]) await lab.button(/^Undo: /).click();
    await expect.poll(() => lab.values("weights", 0)).toEqual(before);
  });

  test("fits a phone: both letters, both matrices and their difference one below the other", async ({ open }) => {
    const lab = await open({
      state: { step: "softmax", kept: "v=1&causal=1", present: "b" },
      viewport: { width: 390, height: 844 },
    });
    await lab.grid(MINUS).waitFor();
    const boxes = await Promise.all(
      [lab.grid("weights", 0), lab.grid("weights", 1), lab.grid(MINUS)].map((grid) => grid.boundingBox()),
    );
    for (const box of boxes) expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    expect(boxes.map((box) => box?.y)).toEqual(boxes.map((box) => box?.y).sort((one, two) => (one ?? 0) - (two ?? 0)));
    expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test("is told of on the first page too, where words have no matrix of their own", async ({ open }) => {
    const lab = await open({ state: { side: "model" } });
    await lab.button(t("compare.keep")).click();
    await lab.page.getByText(t("compare.elsewhere")).waitFor();
    await lab.button(t("step.next")).click();
    await lab.notice("equal").waitFor();
  });

  test("says when what was kept cannot be read or run, and leaves the page working", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", kept: "v=1&seed=banana" } });
    const bar = lab.page.locator("[data-comparison]");
    await bar.getByRole("alert").waitFor();
    await lab.button(t("compare.end")).click();
    await lab.grid("weights").waitFor();
    const other = await open({ state: { step: "softmax", kept: "v=1&d_model=9" } });
    await other.page.locator("[data-comparison]").getByRole("alert").waitFor();
    expect((await other.values("weights")).length).toBe(6);
  });
});
