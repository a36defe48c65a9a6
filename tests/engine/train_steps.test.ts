/** What training has beside steps: held-out examples, patience, several batches a step, and a step laid open. */
import { describe, expect, test } from "vitest";
import { connect } from "../../web/src/engine/connection";
import type { Trainer, TrainSpec } from "../../web/src/index";
import { useEngine } from "./support";

const engine = useEngine();

const spec = {
  model: "transformer",
  pairs: [
    { source: "a b c", target: "c b a" },
    { source: "b", target: "b" },
    { source: "c a", target: "a c" },
    { source: "a a b c", target: "c b a a" },
    { source: "c b", target: "b c" },
  ],
  config: { d_model: 16, n_heads: 2, d_ff: 32 },
  optimizer: { learning_rate: 0.01, clip: 0.1 },
  batch_size: 2,
} satisfies TrainSpec;

/** The opposite of what is to be learned: it can only get worse. */
const wrong = [
  { source: "a b c", target: "b b b b" },
  { source: "b", target: "c c" },
];

function withTrainer(given: TrainSpec, body: (trainer: Trainer) => void): void {
  const trainer = engine().train(given);
  try {
    body(trainer);
  } finally {
    trainer.dispose();
  }
  expect(engine().stats().liveHandles).toBe(0);
}

describe("held-out examples", () => {
  test("are measured after each epoch, or as often as is asked", () => {
    withTrainer({ ...spec, held_out: wrong }, (trainer) => {
      expect(trainer.about.stepsPerEpoch).toBe(3);
      const { heldOut, epoch, best, stopped } = trainer.step(7);
      expect(heldOut.map(({ step }) => step)).toEqual([3, 6]);
      expect(epoch).toBe(3);
      expect(best?.loss).toBe(Math.min(...heldOut.map(({ loss }) => loss)));
      expect(stopped).toBe(false);
      expect(trainer.evaluate("held_out").tokens).toBe(8);
      expect(trainer.evaluate().tokens).toBe(17);
    });
    withTrainer({ ...spec, held_out: wrong, evaluate_every: 2 }, (trainer) => {
      expect(trainer.step(5).heldOut.map(({ step }) => step)).toEqual([2, 4]);
      const { tokens, tokensPerSecond } = trainer.step();
      expect(tokens).toBeGreaterThan(0);
      expect(tokensPerSecond).toBeGreaterThan(0);
    });
  });

  test("stop a training that only gets worse on them, and bring the best weights back", () => {
    withTrainer({ ...spec, held_out: wrong, evaluate_every: 1, patience: 3 }, (trainer) => {
      const { stopped, step, best, heldOut } = trainer.step(200);
      expect(stopped).toBe(true);
      expect(step).toBe((best?.step ?? 0) + 3);
      expect(heldOut.length).toBe(step);
      expect(trainer.evaluate("held_out").loss).toBe(best?.loss);
      expect(trainer.about.stopped).toBe(true);
      expect(trainer.step(5)).toMatchObject({ step, losses: [], stopped: true });
    });
  });
});

describe("several batches a step", () => {
  test("learn as one large batch does", () => {
    const losses: number[][] = [];
    for (const sizes of [{ batch_size: 5 }, { batch_size: 2, accumulate: 3 }]) {
      withTrainer({ ...spec, ...sizes }, (trainer) => losses.push(trainer.step(4).losses));
    }
    losses[0]?.forEach((loss, i) => {
      expect(losses[1]?.[i]).toBeCloseTo(loss, 4);
    });
  });
});

describe("the step that comes next", () => {
  test("is laid open with its tape, its gradients and what Adam makes of them, and is then taken as it was", () => {
    withTrainer({ ...spec, config: { ...spec.config, dropout: 0.1 } }, (trainer) => {
      trainer.step(2);
      const open = trainer.stepTrace();
      const { description, trace } = open;
      expect(description).toMatchObject({ step: 3, epoch: 1 });
      expect(description.examples.length).toBe(1);
      expect(trace.tensor("loss").data[0]).toBeCloseTo(description.loss, 6);
      const update = open.update("output.b");
      expect(description.parameters).toContain("output.b");
      expect(Array.from(trace.gradient("output.b").data)).toEqual(Array.from(update.gradient));
      expect(description.clipCoefficient).toBeLessThan(1);
      update.before.forEach((before, i) => {
        const gradient = update.gradient[i] ?? Number.NaN;
        expect(update.clipped[i]).toBeCloseTo(gradient * description.clipCoefficient, 7);
        const root = Math.sqrt(update.vHat[i] ?? Number.NaN);
        const taken = (description.learningRate * (update.mHat[i] ?? Number.NaN)) / (root + 1e-8);
        expect(update.update[i]).toBeCloseTo(taken, 5);
        expect(update.after[i]).toBeCloseTo(before - taken, 5);
      });
      expect(() => open.update("no.such")).toThrow('[train] the model has no parameter "no.such"');
      expect(trainer.about.steps).toBe(2);
      const taken = trainer.step();
      expect(taken.loss).toBe(description.loss);
      expect(taken.gradientNorm).toBe(description.gradientNorm);
      const next = trainer.stepTrace();
      expect(Array.from(next.update("output.b").before)).toEqual(Array.from(update.after));
      next.dispose();
      open.dispose();
      open.dispose();
      expect(() => open.update("output.b")).toThrow("[train] this step was disposed of");
    });
  });

  test("is laid open at a distance too, and explained cell by cell", async () => {
    const client = await connect({});
    const trainer = await client.train({ ...spec, held_out: wrong, evaluate_every: 4 });
    const step = await trainer.stepTrace();
    expect(step.step).toBe(1);
    expect(step.trace.gradients?.length).toBe(step.trace.values.length);
    expect((await trainer.stepUpdate("output.b")).shape).toEqual([7]);
    expect((await trainer.stepExplain("loss", [0])).op).toBe("cross_entropy");
    expect((await trainer.step(25, { every: 10 })).heldOut.map((one) => one.step)).toEqual([4, 8, 12, 16, 20, 24]);
    expect((await trainer.evaluate("held_out")).sequenceAccuracy).toBe(0);
    trainer.dispose();
    await expect(trainer.stepUpdate("output.b")).rejects.toThrow("[train] this trainer was disposed of");
    expect((await client.stats()).liveHandles).toBe(0);
    client.dispose();
  });
});

describe("these options", () => {
  test.each([
    ["no batches a step", { accumulate: 0 }, /^\[train\] accumulate is 0/],
    ["half a batch", { accumulate: 0.5 }, /accumulate must be a whole number/],
    ["patience with nothing held out", { patience: 2 }, /^\[train\] patience is 2, but no examples are held out/],
    ["held-out texts for pairs", { held_out: ["a b"] }, /^\[train\] held_out\[0\] must be an object/],
    ["a bucket that is a word", { bucket: "yes" }, /^\[train\] bucket must be/],
  ])("are refused: %s", (_, options, message) => {
    expect(() => engine().train({ ...spec, ...options } as TrainSpec)).toThrow(message);
  });

  test("and a set of examples that there isn't", () => {
    withTrainer(spec, (trainer) => {
      expect(() => trainer.evaluate("held_out")).toThrow("[train] no examples are held out");
      expect(() => trainer.evaluate("test" as never)).toThrow(/^\[train\] which examples must be one of/);
    });
  });
});
