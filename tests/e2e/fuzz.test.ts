/** The short run of `npm run fuzz`: ten seconds of anything by pointer, ten by keyboard. */
import { describe, expect, inject } from "vitest";
import { fuzz } from "../fuzz/fuzz";
import { test } from "./support/test";

/** A seed that is always the same: what fails here fails again. `npm run fuzz` takes another each time. */
const SEED = 4;

describe("a reader who does anything", () => {
  for (const kind of ["pointer", "keyboard"] as const) {
    test(`by ${kind} breaks nothing, loses nothing and gets back all that was undone`, async ({ open }) => {
      const lab = await open();
      const context = lab.page.context();
      const address = inject("site");
      const { failures, steps } = await fuzz(context, address, { seed: SEED, milliseconds: 10_000, kind, enough: 1 });
      expect(failures, "npm run fuzz tells more").toEqual([]);
      expect(steps).toBeGreaterThan(20);
    });
  }
});
