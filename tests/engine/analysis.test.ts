import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callByName } from "../../web/src/engine/calls";
import type { RunSpec, TensorLike } from "../../web/src/index";
import { Seeded, useEngine, withTrace, worstDifference } from "./support";

const engine = useEngine();
const tensor = (data: number[], shape: number[]): TensorLike => ({ data, shape });

describe("the statistics of attention", () => {
  test("are those worked out by hand", () => {
    const weights = tensor([0.5, 0.5, 0, 0, 0, 1], [1, 2, 3]);
    const value = tensor([3, 4, 0, 0, 6, 8], [1, 3, 2]);
    const found = engine().attentionStatistics({ weights, value });
    expect(worstDifference(found.entropy.data, [Math.LN2, 0])).toBeLessThan(1e-7);
    expect(found.distance).toEqual({ data: Float32Array.of(0.5, 1), shape: [1, 2] });
    expect(worstDifference(found.meanEntropy.data, [Math.LN2 / 2])).toBeLessThan(1e-7);
    expect(found.meanDistance).toEqual({ data: Float32Array.of(0.75), shape: [1] });
    expect(found.received).toEqual({ data: Float32Array.of(0.25, 0.25, 0.5), shape: [1, 3] });
    expect(found.valueNorms).toEqual({ data: Float32Array.of(5, 0, 10), shape: [1, 3] });
    expect(found.weightedNorms).toEqual({ data: Float32Array.of(2.5, 0, 0, 0, 0, 10), shape: [1, 2, 3] });
  });

  test("are those that a run records of itself, and come without values where there are none", () => {
    const spec: RunSpec = { text: "the cat sat on the mat", config: { diagnostics: true } };
    withTrace(engine().run(spec), (trace) => {
      const weights = trace.tensor("attn.weights");
      const found = callByName(engine(), "attentionStatistics", { weights }) as Record<string, { data: Float32Array }>;
      expect(worstDifference(found.entropy?.data ?? [], trace.tensor("stats.entropy").data)).toBeLessThan(1e-6);
      expect(Object.keys(found)).toEqual(["entropy", "distance", "meanEntropy", "meanDistance", "received"]);
    });
  });

  test.each<[what: string, options: object, message: RegExp]>([
    ["no weights", {}, /^\[attentionStatistics\] weights is missing/],
    ["one axis", { weights: tensor([1], [1]) }, /weights of shape \(1\) must have queries and keys/],
    [
      "another's values",
      { weights: tensor([1, 0], [1, 1, 2]), value: tensor([1, 2, 3], [1, 3, 1]) },
      /weights of shape \(1 x 1 x 2\) and value of shape \(1 x 3 x 1\) need the same heads/,
    ],
    ["a text", { weights: "hot" }, /weights must be a tensor/],
  ])("are refused for %s", (_, options, message) => {
    expect(() => engine().attentionStatistics(options as never)).toThrow(message);
  });
});

type Golden = Record<string, Record<"given" | "expected", Record<string, { shape: number[]; data: number[] }>>>;

describe("principal components", () => {
  const { about, ...cases } = JSON.parse(
    readFileSync(new URL("../golden/pca.json", import.meta.url), "utf8"),
  ) as unknown as Golden & { about: string };

  test.each(Object.keys(cases))("agree with NumPy's for %s points", (name) => {
    expect(about).toContain("NumPy");
    const { given, expected } = cases[name] as Golden[string];
    const components = expected.components?.shape[0] ?? 0;
    const found = engine().pca({ x: given.x as TensorLike, components });
    for (const part of ["mean", "components", "scores", "explained"] as const) {
      expect(found[part].shape, part).toEqual(expected[part]?.shape);
      expect(worstDifference(found[part].data, expected[part]?.data ?? []), part).toBeLessThan(2e-6);
    }
  });

  test("are two unless more are asked for, and zeros where points have no direction", () => {
    const one = engine().pca({ x: tensor([1, 2, 3], [1, 3]) });
    expect(one.components).toEqual({ data: new Float32Array(6), shape: [2, 3] });
    expect(one.scores).toEqual({ data: new Float32Array(2), shape: [1, 2] });
    const alike = engine().pca({ x: tensor(Array(12).fill(0.1), [4, 3]), components: 3 });
    expect(alike.explained.data).toEqual(new Float32Array(3));
  });

  test("of 512 points of 512 numbers come by falling share", () => {
    const x = new Seeded(5).tensor([512, 512]);
    const { explained } = engine().pca({ x });
    expect(explained.data[0]).toBeGreaterThan(explained.data[1] ?? 1);
  });

  test.each<[what: string, options: object, message: RegExp]>([
    [
      "more components than numbers",
      { x: tensor([1, 2, 3, 4], [2, 2]), components: 3 },
      /components is 3; .* from 1 to 2/,
    ],
    ["points of one number, two by default", { x: tensor([1, 2], [2, 1]) }, /components is 2; .* from 1 to 1/],
    ["a part of one", { x: tensor([1, 2], [1, 2]), components: 0.5 }, /components must be a whole number/],
    ["NaN", { x: tensor([1, Number.NaN], [1, 2]) }, /^\[pca\] x\[0, 1\] is nan; every number must be finite/],
    ["no points", { x: tensor([], [0, 2]) }, /x of shape \(0 x 2\) must be points x numbers/],
    ["a vector", { x: tensor([1, 2], [2]) }, /x of shape \(2\) must be points x numbers/],
  ])("are refused for %s", (_, options, message) => {
    expect(() => engine().pca(options as never)).toThrow(message);
  });
});
