/** Schedule, clipping, Adam and anomalies, against numbers worked by hand or by PyTorch's formulas. */
import { describe, expect, test } from "vitest";
import { base } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

describe("schedule", () => {
  test("rises and falls as Vaswani et al.'s eq. (3)", () => {
    const { learningRates } = engine().schedule({ type: "noam", d_model: 512, warmup: 4000, steps: 8000 });
    expect(learningRates[0]).toBeCloseTo(512 ** -0.5 * 4000 ** -1.5, 15);
    expect(learningRates[3999]).toBeCloseTo((512 * 4000) ** -0.5, 15);
    expect(Math.max(...learningRates)).toBe(learningRates[3999]);
    expect(learningRates[7999]).toBeCloseTo((512 * 8000) ** -0.5, 15);
  });

  test("stays constant, or falls by half a cosine, behind its way up", () => {
    expect(engine().schedule({ rate: 0.4, warmup: 4, steps: 6 }).learningRates).toEqual(
      [0.1, 0.2, 0.30000000000000004, 0.4, 0.4, 0.4].map((rate) => expect.closeTo(rate, 12)),
    );
    const { learningRates } = engine().schedule({ type: "cosine", rate: 1, total: 10, steps: 10 });
    expect(learningRates[4]).toBeCloseTo(0.5, 12);
    expect(learningRates[9]).toBeCloseTo(0, 12);
  });
});

describe("clip", () => {
  test("scales all gradients by one number where their common norm is too large", () => {
    const { norm, coefficient, gradients } = engine().clip({ gradients: [[3], [0, 4]], maxNorm: 1 });
    expect(norm).toBe(5);
    expect(coefficient).toBeCloseTo(0.2, 6);
    expect(gradients.flat()).toEqual([expect.closeTo(0.6, 5), 0, expect.closeTo(0.8, 5)]);
    expect(engine().clip({ gradients: [[0.3, -0.4]] })).toEqual({
      norm: 0.5,
      coefficient: 1,
      gradients: [[0.3, -0.4]],
    });
  });
});

describe("adam", () => {
  test("takes its first step by the learning rate, whatever the gradient's size", () => {
    const { steps } = engine().adam({ parameters: [1, 1], gradients: [[5, -0.01]], learningRate: 0.1 });
    expect(steps[0]?.parameters.map((p) => Math.round(p * 1e6) / 1e6)).toEqual([0.9, 1.1]);
    expect(steps[0]?.m).toEqual([expect.closeTo(0.5, 12), expect.closeTo(-0.001, 12)]);
    expect(steps[0]?.mHat[0]).toBeCloseTo(5, 12);
    expect(steps[0]?.vHat[0]).toBeCloseTo(25, 10);
  });

  test("lets weights decay beside the gradient as AdamW, or in it as Adam", () => {
    const given = { parameters: [2], gradients: [[0]], learningRate: 0.1, weightDecay: 0.5 };
    expect(engine().adam({ ...given, decoupled: true }).steps[0]?.parameters[0]).toBeCloseTo(1.9, 12);
    expect(engine().adam(given).steps[0]?.m[0]).toBeCloseTo(0.1, 12);
  });
});

describe("anomaly", () => {
  test("names the first step in which a number was lost", () => {
    // Scores of 1e30 · 1e30 are beyond a float.
    const large = { data: [1e30, 1e30], shape: [1, 2] };
    withTrace(engine().run({ model: "attention", inputs: { q: large, k: large, v: large } }), (trace) => {
      const anomaly = trace.anomaly();
      expect(anomaly).toMatchObject({ backward: false, op: "einsum", step: "attn.scores", tensor: "attn.scores" });
      expect(anomaly?.value).toBe(Number.POSITIVE_INFINITY);
      expect(trace.data().anomaly).toEqual(anomaly);
    });
  });

  test("finds nothing where all is well, masked scores among it", () => {
    withTrace(engine().run({ ...base, mask: { rules: [{ rule: "causal" }] } }), (trace) => {
      expect(trace.anomaly()).toBeUndefined();
      expect(trace.data()).not.toHaveProperty("anomaly");
    });
  });
});

type Loose = Record<string, (options?: unknown) => unknown>;

const BAD: [what: string, call: string, options: unknown, message: RegExp][] = [
  ["no steps", "schedule", { type: "noam" }, /^\[schedule\] steps is missing/],
  ["zero steps", "schedule", { steps: 0 }, /^\[schedule\] steps is 0/],
  ["steps without end", "schedule", { steps: 2 ** 30 }, /^\[schedule\] steps is /],
  ["an unknown schedule", "schedule", { type: "linear", steps: 3 }, /type must be one of noam, constant, cosine/],
  ["a rate of NaN", "schedule", { rate: Number.NaN, steps: 3 }, /rate must be a finite number/],
  [
    "no warm-up where one is needed",
    "schedule",
    { type: "noam", warmup: 0, steps: 3 },
    /^\[schedule\] the warm-up is 0/,
  ],
  ["a cosine without an end", "schedule", { type: "cosine", steps: 3 }, /^\[schedule\] /],
  ["no gradients", "clip", {}, /^\[clip\] gradients is missing/],
  ["a bare list of gradients", "clip", { gradients: [1, 2] }, /gradients\[0\] must be an array, not 1/],
  [
    "a gradient of infinity",
    "clip",
    { gradients: [[Number.POSITIVE_INFINITY]] },
    /gradients\[0\]\[0\] must be a finite/,
  ],
  ["a norm of zero", "clip", { gradients: [[1]], maxNorm: 0 }, /^\[clip\] /],
  ["no parameters", "adam", { gradients: [[1]] }, /^\[adam\] parameters is missing/],
  ["gradients of another size", "adam", { parameters: [1, 2], gradients: [[1]] }, /^\[adam\] /],
  ["a beta of one", "adam", { parameters: [1], gradients: [[1]], beta1: 1 }, /^\[adam\] a beta is 1/],
  ["an epsilon of zero", "adam", { parameters: [1], gradients: [[1]], epsilon: 0 }, /^\[adam\] .*epsilon/],
  ["a rate below zero", "adam", { parameters: [1], gradients: [[1]], learningRate: -1 }, /^\[adam\] /],
  ["an unknown option", "adam", { parameters: [1], gradients: [[1]], lr: 1 }, /has no "lr"; it has parameters/],
];

describe("a part of a training step refuses", () => {
  test.each(BAD)("%s", (_, call, options, message) => {
    expect(() => (engine() as unknown as Loose)[call]?.(options)).toThrow(message);
  });
});
