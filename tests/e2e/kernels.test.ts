/** The package's engine in Chromium: its kernels against double precision, in both builds of its tile, as under Node. */
import { chromium } from "playwright-core";
import { afterAll, expect, inject, test } from "vitest";
import { kernelProofs, type Proof } from "../engine/kernel_proofs";

const browser = chromium.connect(inject("endpoint"));
const script = `${inject("site")}lib/index.js`;

afterAll(async () => (await browser).close());

test.each([true, false])("kernels keep their bounds in Chromium, relaxed SIMD %s", async (relaxedSimd) => {
  const page = await (await browser).newPage();
  try {
    // Any file of the site's will do: the page itself would start an engine of its own.
    await page.goto(script);
    const { relaxed, proofs } = (await page.evaluate(
      `(async () => {
        const { createEngine } = await import("${script}");
        const engine = await createEngine({ relaxedSimd: ${relaxedSimd} });
        const proofs = (${kernelProofs.toString()})(engine);
        const relaxed = engine.relaxedSimd;
        engine.dispose();
        return { relaxed, proofs };
      })()`,
    )) as { relaxed: boolean; proofs: Proof[] };
    expect(relaxed).toBe(relaxedSimd);
    expect(proofs.length).toBeGreaterThan(250);
    expect(proofs.filter(({ worst }) => !(worst <= 1))).toEqual([]);
  } finally {
    await page.close();
  }
});
