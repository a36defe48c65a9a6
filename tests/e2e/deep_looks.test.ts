/** The looks of what deep models, gradients and comparisons bring, on the narrowest page. */
import { describe, expect } from "vitest";
import { keep } from "../../web/src/state/kept";
import { INITIAL, type State } from "../../web/src/state/settings";
import { layoutFaults, smallTargets } from "./support/faults";
import { hashOf, test } from "./support/test";

const PLACES: readonly [what: string, state: Partial<State>, shows: string][] = [
  [
    "the norm of a layer",
    { model: "encoder", block: "encoder.0.attn", step: ".norm", lesson: "S10" },
    "[data-difference]",
  ],
  ["every head", { model: "encoder", n_layers: 5, n_heads: 4, block: "heads", step: ".heads" }, "al-head-grid"],
  [
    "gradients",
    { step: "scores", quantity: "gradients", loss: "cell", loss_cell: { tensor: "attn.weights", index: [0, 2, 1] } },
    "[data-gradients]",
  ],
  ["a comparison", { step: "softmax", causal: true, kept: keep(INITIAL) }, "[data-difference]"],
  [
    "cross-attention",
    { model: "transformer", text: "Hello world", block: "decoder.0.cross", step: "softmax" },
    "al-heatmap[data-tensor='decoder.0.cross.weights']",
  ],
  ["a shuffle", { step: "softmax", shuffle: 1 }, "[data-shuffle]"],
];

describe("the page of a deep model", () => {
  test("fits a telephone: no sideways scroll, nothing on top of anything, room for fingers", async ({ open }) => {
    const lab = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    for (const [what, state, shows] of PLACES) {
      await lab.page.evaluate((hash) => {
        location.hash = hash;
      }, hashOf(state));
      await lab.page.locator(shows).first().waitFor();
      await expect.poll(() => lab.page.evaluate(layoutFaults), { message: what }).toEqual([]);
      for (const fold of await lab.page.locator("details.map-fold summary, details.tape summary").all())
        await fold.click();
      await expect.poll(() => lab.page.evaluate(layoutFaults), { message: what }).toEqual([]);
      expect(await lab.page.evaluate(smallTargets), what).toEqual([]);
    }
  });
});
