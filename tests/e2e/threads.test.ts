/** Where a page may share memory between its workers, long work is shared by threads, and every number stays what it was. */
import { afterAll, beforeAll, describe, expect, inject } from "vitest";
import { serve } from "../../web/scripts/serve.mjs";
import type { Lab } from "./support/lab";
import { OTHERS } from "./support/others";
import { hashOf, test } from "./support/test";
import { heads, press, shownStep, status } from "./support/training";

let isolated: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  isolated = await serve(inject("dist"), 0, { isolated: true });
});

afterAll(() => isolated.close());

/** The files of the module for threads that the page asks for from now on, by their endings. */
function threadsAskedFor(lab: Lab): Set<string> {
  const asked = new Set<string>();
  lab.page.context().on("request", (request) => {
    const [, ending] = /\/threads-[^/]*\.(\w+)$/.exec(request.url()) ?? [];
    if (ending) asked.add(ending);
  });
  return asked;
}

const mayShare = (lab: Lab): Promise<boolean> => lab.page.evaluate(() => crossOriginIsolated);

const TRAINING = { bench: "train", panel: "steps=30" } as const;

/** What a short training has come to: its figures without the times, and all heads' weights. */
async function trained(lab: Lab): Promise<string[]> {
  await press(lab, "train");
  await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
  await expect.poll(() => shownStep(lab)).toBe("30");
  const figures = await lab.page.locator(".bench-figures dd").allInnerTexts();
  return [figures[0] ?? "", figures[1] ?? "", await heads(lab)];
}

const words = (count: number): string =>
  Array.from({ length: count }, (_, i) => `w${((i * i) % 61).toString(36)}`).join(" ");

describe("a page that is cross-origin isolated", () => {
  test("trains with threads, and learns what one thread learns", async ({ open }) => {
    const shared = await open({ address: isolated.address, state: TRAINING });
    expect(await mayShare(shared)).toBe(true);
    const asked = threadsAskedFor(shared);
    const together = await trained(shared);
    expect([...asked].sort()).toEqual(["js", "wasm"]);

    const usual = await open({ state: TRAINING });
    expect(await mayShare(usual)).toBe(false);
    const notAsked = threadsAskedFor(usual);
    expect(await trained(usual)).toEqual(together);
    expect([...notAsked], "without shared memory nothing is fetched for it").toEqual([]);
  });

  test("computes a long sentence with threads from the second run on, with the same numbers", async ({ open }) => {
    const state = { model: "decoder_only", text: words(420), step: "softmax" } as const;
    const shown = async (address: string) => {
      const lab = await open({ address, state });
      const asked = threadsAskedFor(lab);
      const rows = async () => (await lab.values("weights")).length;
      const before = await rows();
      await lab.page.locator("#sentence").press("Control+End");
      await lab.page.keyboard.type(" w1 w2");
      await expect.poll(rows).toBe(before + 2);
      await lab.page.keyboard.type(" w3");
      await expect.poll(rows).toBe(before + 3);
      return { asked, numbers: JSON.stringify(await lab.values("weights")) };
    };
    const together = await shown(isolated.address);
    expect([...together.asked].sort()).toEqual(["js", "wasm"]);
    const alone = await shown(inject("site"));
    expect(alone.numbers === together.numbers, "a number differs").toBe(true);
    expect([...alone.asked]).toEqual([]);
  });

  test("asks for no threads while a sentence is short", async ({ open }) => {
    const lab = await open({ address: isolated.address, state: { text: "one two", step: "softmax" } });
    const asked = threadsAskedFor(lab);
    await lab.page.locator("#sentence").fill("one two three");
    await expect.poll(async () => (await lab.values("weights")).length).toBe(3);
    expect([...asked]).toEqual([]);
  });

  test("goes on with one thread where the module for them can't be had", async ({ open }) => {
    const lab = await open({ address: isolated.address, state: TRAINING, tolerated: /threads-/ });
    await lab.page.context().route(/\/threads-/, (route) => route.abort());
    const asked = threadsAskedFor(lab);
    const alone = await trained(lab);
    expect([...asked], "its script, in vain").toEqual(["js"]);
    const usual = await open({ state: TRAINING });
    expect(await trained(usual)).toEqual(alone);
  });
});

describe.each(OTHERS)("the isolated page in %s", (_name, start) => {
  test("trains to the same numbers, whatever it makes of threads", async ({ open }) => {
    const opened = await start();
    try {
      await opened.goto(isolated.address + hashOf(TRAINING));
      const inPage = <T>(read: () => T) => opened.page.evaluate(read);
      await expect.poll(() => inPage(() => document.querySelector("[data-action=train]") !== null)).toBe(true);
      await inPage(() => document.querySelector<HTMLElement>("[data-action=train]")?.click());
      await expect
        .poll(() => inPage(() => document.querySelector("[data-training]")?.getAttribute("data-training")), {
          timeout: 60_000,
        })
        .toBe("done");
      await expect
        .poll(() => inPage(() => document.querySelector("al-head-grid")?.getAttribute("data-step")))
        .toBe("30");
      const theirs = await inPage(() => [
        crossOriginIsolated,
        JSON.stringify(
          (document.querySelector("al-head-grid") as HTMLElementTagNameMap["al-head-grid"]).rows.map((row) =>
            row.heads.map(({ data }) => [...data]),
          ),
        ),
      ]);
      const [, , ours] = await trained(await open({ state: TRAINING }));
      expect(theirs).toEqual([true, ours]);
      expect(await opened.problems()).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
