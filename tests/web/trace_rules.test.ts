/** How the ops of losses and layers are written out; the arithmetic that is shown must give the number that is shown. */
import temml from "temml";
import { describe, expect, test } from "vitest";
import type { Explanation } from "../../web/src/engine/types";
import { equation } from "../../web/src/trace/equation";
import { operandRegions } from "../../web/src/trace/regions";
import { TraceView } from "../../web/src/trace/trace_view";
import { explanation, traceData } from "./trace_fixture";

const values = (...numbers: number[]): Explanation["operands"] =>
  numbers.map((value, i) => ({ name: "x", index: [i], value }));

const each = (terms: number[]): Explanation["terms"] => terms.map((value, i) => ({ factors: [i], value }));

/** The equation's text, once its TeX has been read without complaint. */
function written(given: Parameters<typeof explanation>[0]): string {
  const { text, tex } = equation(explanation(given));
  temml.renderToString(tex, { throwOnError: true });
  return text;
}

describe("the equation of", () => {
  test("a mean divides a sum", () => {
    const operands = values(1, 2, -0.5);
    const parts = { sum: 2.5, count: 3 };
    const given = { result: 2.5 / 3, operands, terms: each([1, 2, -0.5]), parts };
    expect(written({ op: "mean", ...given })).toBe("0.83 = (1.00 + 2.00 − 0.50) / 3");
    expect(written({ op: "mean_pool", ...given })).toBe("0.83 = (1.00 + 2.00 − 0.50) / 3");
  });

  test("a squared error squares differences", () => {
    const text = written({
      op: "squared_error",
      result: 2.33,
      operands: values(1, 0.5, 1, -1.1),
      terms: [
        { factors: [0, 1], value: 0.25 },
        { factors: [2, 3], value: 4.41 },
      ],
      parts: { sum: 4.66, count: 2 },
    });
    expect(text).toBe("2.33 = ((1.00 − 0.50)² + (1.00 + 1.10)²) / 2");
  });

  test("a gate is a sigmoid, or the logarithm of one", () => {
    const sigmoid = 1 / (1 + Math.exp(0.5));
    const text = "1 / (1 + e^(−(−0.50)))";
    expect(written({ op: "sigmoid", result: sigmoid, operands: values(-0.5) })).toBe(`0.38 = ${text}`);
    expect(written({ op: "log_sigmoid", result: Math.log(sigmoid), operands: values(-0.5) })).toBe(
      `−0.97 = ln(${text})`,
    );
  });

  test("a state is a sum of products, what a gate keeps, or what the delta rule corrects", () => {
    const state = (update_rule: string, operands: number[], factors: number[][], parts: Explanation["parts"]) => {
      const { before = 0, decay = 1, update = 0 } = parts;
      const terms = factors.map((positions) => ({ factors: positions, value: 0 }));
      const result = decay * before + (operands[0] ?? 0) * update;
      return written({
        op: "running_state",
        attributes: { update_rule },
        result,
        operands: values(...operands),
        terms,
        parts,
      });
    };
    const note = "first the state before this key";
    const seen = "; what is taken off is what the state gives for it";
    expect(state("linear", [1, 2], [[0, 1]], { update: 2 })).toBe("2.00 = 1.00 × 2.00");
    expect(state("gated", [2, -3, 0], [[2], [0, 1]], { before: -4, decay: 1, update: -3 })).toBe(
      `−10.00 = e^(0.00) × (−4.00) + 2.00 × (−3.00) (${note})`,
    );
    expect(state("delta", [-1, 7, 0.5], [[], [0, 1, 2]], { before: 5, seen: -2.5, update: 4.75 })).toBe(
      `0.25 = 5.00 − 1.00 × 0.50 × (7.00 + 2.50) (${note}${seen})`,
    );
    const half = Math.log(0.5);
    const both = { before: 5, decay: 0.5, seen: 2.5, update: 2.25 };
    expect(state("gated_delta", [1, 7, half, 0.5], [[2], [0, 1, 3]], both)).toMatch(
      /^4\.75 = e\^\(−0\.693\d*\) × 5\.0+ \+ 1\.0+ × 0\.50+ × \(7\.0+ − 2\.50+\) \(first/,
    );
  });

  test("a cross-entropy is the mean of what each label cost", () => {
    const given = {
      op: "cross_entropy",
      result: 1,
      operands: values(0.2, 0.7),
      terms: each([0.5, 1.5]),
      parts: { sum: 2, count: 2, ignored: 1, label_smoothing: 0 },
    };
    expect(written(given)).toBe("1.00 = (0.50 + 1.50) / 2 (each −ln of its label's probability)");
    const smoothed = { ...given, parts: { ...given.parts, label_smoothing: 0.1 } };
    expect(written(smoothed)).toContain("0.1 of it spread over all");
  });

  test("a logarithm of softmax takes the maximum off before it sums", () => {
    const row = [-1, 0.5];
    const powers = row.map((x) => Math.exp(x - 0.5));
    const sum = powers.reduce((a, b) => a + b, 0);
    const text = written({
      op: "log_softmax",
      result: -1.5 - Math.log(sum),
      operands: values(...row),
      terms: each(powers),
      parts: { max: 0.5, sum, log_sum: Math.log(sum), position: 0 },
    });
    expect(text).toBe("−1.70 = −1.00 − 0.50 − ln(e^(−1.00 − 0.50) + e^(0.50 − 0.50))");
  });

  test("a cost counts products by their letters", () => {
    const text = written({ op: "multiply_adds", result: 96, parts: { hqkf: 48, hqkd: 48 } });
    expect(text).toBe("96 = 48 [h·q·k·f] + 48 [h·q·k·d]");
  });

  const row = (): Partial<Explanation> => ({
    name: "norm.out",
    index: [0, 1],
    operands: [
      { name: "x", index: [0, 0], value: -1 },
      { name: "x", index: [0, 1], value: 2 },
      { name: "x", index: [0, 1], value: 2 },
      { name: "gamma", index: [1], value: 1.5 },
      { name: "beta", index: [1], value: -0.25 },
    ],
    terms: [
      { factors: [3], value: 1.5 },
      { factors: [4], value: -0.25 },
    ],
  });

  test("a layer norm by either formula takes off the mean and divides by the deviation", () => {
    const parts = { x: 2, mean: 0.5, variance: 2.25, epsilon: 0.25 };
    const inside = 1.5 * (1.5 / Math.sqrt(2.5)) - 0.25;
    expect(written({ op: "layer_norm", result: inside, parts, attributes: { formula: "variance" }, ...row() })).toBe(
      "1.17 = 1.50 × (2.00 − 0.50) / √(2.25 + 0.25) − 0.25 (mean and variance of 2 numbers)",
    );
    const outside = 1.5 * (1.5 / 1.75) - 0.25;
    expect(written({ op: "layer_norm", result: outside, parts, attributes: { formula: "std" }, ...row() })).toBe(
      "1.04 = 1.50 × (2.00 − 0.50) / (√2.25 + 0.25) − 0.25 (mean and variance of 2 numbers)",
    );
  });

  test("a root mean square norm has neither mean nor beta", () => {
    const { operands = [], terms = [], ...rest } = row();
    const given = { ...rest, operands: operands.slice(0, 4), terms: terms.slice(0, 1) };
    const parts = { x: 2, mean_square: 2.5, epsilon: 0.00001 };
    expect(written({ op: "rms_norm", result: 3 / Math.sqrt(2.50001), parts, ...given })).toBe(
      "1.90 = 1.50 × 2.00 / √(2.50 + 0.00001) (mean square of 2 numbers)",
    );
  });

  test("an activation names the share of x that passes", () => {
    const operands = values(-0.5);
    expect(written({ op: "relu", result: 0, operands })).toBe("0.00 = max(0, −0.50)");
    const share = 0.3085375;
    expect(written({ op: "gelu", result: -0.5 * share, operands, parts: { share } })).toBe(
      "−0.15 = −0.500 × 0.309, 0.309 = Φ(−0.500)",
    );
    expect(written({ op: "silu", result: -0.5 * share, operands, parts: { share } })).toContain("0.309 = σ(−0.500)");
    const attributes = { approximate: "tanh" };
    expect(written({ op: "gelu", result: -0.5 * share, operands, parts: { share }, attributes })).toContain(
      "tanh(√(2/π)",
    );
  });

  test("a tangent and a direction are written with what they are made of", () => {
    expect(written({ op: "tanh", result: Math.tanh(-0.5), operands: values(-0.5) })).toBe("−0.46 = tanh(−0.50)");
    const { operands = [], ...rest } = row();
    const given = { ...rest, operands: operands.slice(0, 3), terms: [{ factors: [2], value: 2 / Math.sqrt(5) }] };
    expect(written({ op: "l2_norm", result: 2 / Math.sqrt(5), parts: { x: 2, squares: 5 }, ...given })).toBe(
      "0.89 = 2.00 / √5.00 (sum of 2 squares)",
    );
  });

  test("dropout drops, keeps a larger number, or stands aside", () => {
    const operands = values(0.5);
    expect(written({ op: "dropout", result: 0, operands, parts: { factor: 0, rate: 0.2 } })).toBe("0.00 = 0 (dropped)");
    expect(written({ op: "dropout", result: 0.625, operands, parts: { factor: 1.25, rate: 0.2 } })).toMatch(
      /^0\.6[23] [=≈] 0\.50 \/ \(1 − 0\.2\)/,
    );
    expect(written({ op: "dropout", result: 0.5, operands, parts: { factor: 1, rate: 0.2 } })).toBe("0.50 = 0.50");
  });

  test("a turn mixes the numbers of a pair by its angle", () => {
    const result = 0.5 * Math.cos(2) - 0.3 * Math.sin(2);
    const terms = [
      { factors: [0], value: 0.5 * Math.cos(2) },
      { factors: [1], value: -0.3 * Math.sin(2) },
    ];
    const parts = { angle: 2, cos: Math.cos(2), sin: Math.sin(2) };
    expect(written({ op: "rotary", result, operands: values(0.5, 0.3), terms, parts })).toBe(
      "−0.48 = 0.50 × cos(2.00) − 0.30 × sin(2.00)",
    );
  });

  test("a bias by distance is a slope times it", () => {
    expect(written({ op: "alibi", result: -0.75, parts: { slope: 0.25, distance: 3 } })).toBe("−0.75 = −0.25 × 3");
  });
});

describe("the cells that a turn lights", () => {
  /** One head of two positions and four numbers, turned. */
  const turned = (interleaved: number): TraceView => {
    const tensors = ["x", "y"].map((name, i) => ({
      name,
      shape: [2, 4],
      axes: "qd",
      role: "result" as const,
      offset: 8 * i,
    }));
    const step = { op: "rotary", rule: "qd->qd", inputs: ["x"], output: "y", attributes: { interleaved } };
    return new TraceView({ ...traceData(), tensors, steps: [step], values: new Float32Array(16) });
  };
  const lit = (view: TraceView): number[][] =>
    (operandRegions(view, "y", [1, 1])[0]?.cells ?? []).map(({ from }) => from);

  test("are its own and its neighbour's, or the one half a vector away", () => {
    expect(lit(turned(1))).toEqual([
      [1, 1],
      [1, 0],
    ]);
    expect(lit(turned(0))).toEqual([
      [1, 1],
      [1, 3],
    ]);
  });
});
