/** How the workbenches look on a phone, which has room for all of them. */
import { describe, expect } from "vitest";
import { BENCH_IDS, type State } from "../../web/src/state/settings";
import { find } from "../../web/src/strings/text";
import { layoutFaults, smallTargets } from "./support/faults";
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
