/** Many edits in quick succession: few computations, the last of them shown, and each one's numbers copied once. */
import { describe, expect } from "vitest";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

/** What has passed between the page and its engine. */
interface Crossed {
  runs: number;
  answers: number;
  bytes: number;
  /** The numbers of the runs that were answered, as many as each says that it has. */
  floats: number;
}

/** Counts what crosses; while `held`, answers to runs are kept back as those of a slow engine would be. */
function watchEngine(): void {
  const crossed = { runs: 0, answers: 0, bytes: 0, floats: 0 };
  let held: (() => void)[] | undefined;
  const runs = new Set<number>();
  let first: Worker | undefined;
  const Own = Worker;
  globalThis.Worker = class extends Own {
    #listener: ((event: MessageEvent) => void) | null = null;
    override postMessage(message: { id: number; name: string }, ...rest: never[]): void {
      // A change is shown beside the run without it, which another worker computes, once.
      first ??= this;
      if (message.name === "run" && this === first) {
        crossed.runs += 1;
        runs.add(message.id);
      }
      super.postMessage(message, ...rest);
    }
    override set onmessage(listener: ((event: MessageEvent) => void) | null) {
      this.#listener = listener;
      super.onmessage = (event) => {
        const pass = () => this.#listener?.(event);
        const { id, value } = event.data as { id: number; value?: { values?: Float32Array; floats: number } };
        if (this !== first || !runs.has(id)) return pass();
        if (value?.values) {
          crossed.answers += 1;
          crossed.bytes += value.values.buffer.byteLength;
          crossed.floats += value.floats;
        }
        if (held) held.push(pass);
        else pass();
      };
    }
  } as typeof Worker;
  Object.assign(globalThis, {
    engineCrossed: crossed,
    holdEngine: () => {
      held = [];
    },
    releaseEngine: () => {
      const kept = held ?? [];
      held = undefined;
      for (const pass of kept) pass();
    },
  });
}
declare const engineCrossed: Crossed;
declare const holdEngine: () => void;
declare const releaseEngine: () => void;

const crossed = (lab: Lab): Promise<Crossed> => lab.page.evaluate(() => ({ ...engineCrossed }));

/** Twenty edits while the engine is slow, and what they made it do. */
async function whileSlow(lab: Lab, edits: () => Promise<void>): Promise<Crossed> {
  const before = await crossed(lab);
  await lab.page.evaluate(() => holdEngine());
  await edits();
  await lab.page.evaluate(() => releaseEngine());
  const names = ["runs", "answers", "bytes", "floats"] as const;
  const now = await (async () => {
    await expect.poll(async () => (await crossed(lab)).runs).toBeGreaterThan(before.runs + 1);
    return crossed(lab);
  })();
  return Object.fromEntries(names.map((name) => [name, now[name] - before[name]])) as unknown as Crossed;
}

describe("twenty edits while the engine is busy with the first", () => {
  test("typed into the sentence are two computations, and the last sentence is shown", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", text: "a" }, before: watchEngine });
    const done = await whileSlow(lab, async () => {
      await lab.sentence.focus();
      await lab.page.keyboard.press("End");
      for (const letter of " word word word word") await lab.page.keyboard.press(letter === " " ? "Space" : letter);
    });
    expect(done.runs).toBe(2);
    await expect.poll(() => lab.chips()).toEqual(["a", "word", "word", "word", "word"]);
    await expect.poll(async () => (await lab.matrix("weights")).values.length).toBe(5);
  });

  test("made by dragging a slider are two computations, and the last setting is shown", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", side: "change" }, before: watchEngine });
    const slider = lab.page.locator("input[name=temperature-slider]");
    await lab.side("change");
    const before = await lab.values("weights");
    const done = await whileSlow(lab, async () => {
      await slider.focus();
      for (let press = 0; press < 20; press++) await lab.page.keyboard.press("ArrowRight");
    });
    expect(done.runs).toBe(2);
    await expect.poll(() => lab.values("weights")).not.toEqual(before);
    expect((await lab.link()).includes("temperature=")).toBe(true);
  });

  test("brushed over a mask are two computations, and every cell of the stroke is blocked", async ({ open }) => {
    const text = Array.from({ length: 12 }, (_, at) => `w${at}`).join(" ");
    const lab = await open({ state: { step: "masked", text }, before: watchEngine });
    const done = await whileSlow(lab, async () => {
      for (let at = 0; at < 10; at++) {
        const { x, y } = await lab.point("mask", at, 1);
        if (at === 0) {
          await lab.page.mouse.move(x, y);
          await lab.page.mouse.down();
        } else await lab.page.mouse.move(x, y, { steps: 2 });
      }
      await lab.page.mouse.up();
    });
    expect(done.runs).toBe(2);
    await expect
      .poll(async () => (await lab.values("mask")).slice(0, 10).map((row) => row[1]))
      .toEqual(Array(10).fill(0));
  });
});

test("an edit copies the numbers of one run, once, and a step or a pointed-at cell none", async ({ open }) => {
  const text = Array.from({ length: 128 }, (_, at) => `w${at}`).join(" ");
  const lab = await open({ state: { step: "softmax", text }, before: watchEngine });
  const before = await crossed(lab);
  expect(before.bytes).toBe(4 * before.floats);
  await lab.sentence.focus();
  await lab.page.keyboard.press("End");
  await lab.page.keyboard.press("x");
  await expect.poll(async () => (await lab.chips()).at(-1)).toBe("w127x");
  await expect.poll(async () => (await crossed(lab)).answers).toBe(before.answers + 1);
  const typed = await crossed(lab);
  expect(typed.bytes - before.bytes).toBe(4 * (typed.floats - before.floats));
  await lab.goTo("scores");
  await lab.goTo("weighted");
  await lab.grid("z").focus();
  await lab.page.keyboard.press("ArrowRight");
  expect(await crossed(lab)).toEqual(typed);
});
