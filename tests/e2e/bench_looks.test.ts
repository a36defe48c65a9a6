/** How the workbenches look: names and roles, contrast in every theme, and a phone that has room for all of them. */
import { describe, expect } from "vitest";
import { BENCH_IDS, type State } from "../../web/src/state/settings";
import { find } from "../../web/src/strings/text";
import { AXE, faults, layoutFaults, smallTargets } from "./support/faults";
import type { Lab } from "./support/lab";
import { hashOf, test } from "./support/test";

/** Panels that show what a bench's first look doesn't. */
const MORE: Partial<Record<State["bench"], readonly string[]>> = {
  decoding: ["strategy=sample&chosen=2.1"],
  tokenizer: ["kind=bpe", "kind=unigram&text=the+rat"],
  metrics: ["metric=rouge", "metric=report", "metric=perplexity"],
  optimiser: ["part=clip", "part=adam", "part=step", "part=anomaly"],
  vision: ["source=8&patch=2"],
};

const LOOKS = BENCH_IDS.filter((id) => id !== "none").flatMap((bench) =>
  ["", ...(MORE[bench] ?? [])].map((panel) => ({ bench, panel })),
);

async function show(lab: Lab, state: Partial<State>): Promise<void> {
  await lab.page.evaluate((hash) => {
    location.hash = hash;
  }, hashOf(state));
  await expect.poll(() => lab.heading()).toBe(find(`bench.${state.bench}.question`));
  await lab.page.locator("[data-result]:not(.bench-waits), [data-training]").first().waitFor();
}

describe("the workbenches", () => {
  for (const [theme, only] of [
    ["light", "everything"],
    ["dark", "contrast"],
    ["projector", "contrast"],
  ] as const) {
    test(`have no serious fault of ${only === "everything" ? "names, roles or contrast" : "contrast"} in the ${theme} theme`, async ({
      open,
    }) => {
      const lab = await open({ state: { bench: "sparse", theme } });
      await lab.page.evaluate(AXE);
      for (const look of LOOKS) {
        await show(lab, { ...look, theme });
        expect(await faults(lab, only, ["body"]), `${look.bench} ${look.panel}`).toEqual([]);
        expect(await lab.page.evaluate(layoutFaults), `${look.bench} ${look.panel}`).toEqual([]);
      }
    });
  }

  test("fit a phone: no sideways scroll, nothing on top of anything, room for fingers", async ({ open }) => {
    const lab = await open({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      state: { bench: "sparse" },
    });
    for (const look of LOOKS) {
      await show(lab, look);
      await expect.poll(() => lab.page.evaluate(layoutFaults), { message: `${look.bench} ${look.panel}` }).toEqual([]);
      expect(await lab.page.evaluate(smallTargets), `${look.bench} ${look.panel}`).toEqual([]);
    }
  });
});
