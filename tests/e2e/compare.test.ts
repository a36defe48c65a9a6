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
