/** Runs of what a reader brought along: what is asked of the engine, and how the page finds its way in them. */
import { describe, expect, test } from "vitest";
import type { TraceData } from "../../web/src/engine/types";
import { Imported, type ImportedTensor } from "../../web/src/io/imported";
import { blocksOf, hereIn } from "../../web/src/lessons/blocks";
import { computes, INITIAL, type State } from "../../web/src/state/settings";
import { specOf } from "../../web/src/state/spec";
import { TraceView } from "../../web/src/trace/trace_view";

const tensor = (name: string, ...shape: number[]): ImportedTensor => ({
  name,
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)),
});
const stateOf = (imported: Imported, more: Partial<State> = {}): State => ({
  ...INITIAL,
  source: "imported",
  imported,
  ...more,
});

describe("what the engine is asked for", () => {
  test("of Q and K is attention, with the page's masks and the one that came along", () => {
    const data = new Imported("qkv", ["a", "b"], [tensor("q", 2, 4), tensor("k", 2, 4), tensor("mask", 2, 2)]);
    const spec = specOf(stateOf(data, { causal: true, scale: false }));
    expect(spec).toMatchObject({ model: "attention", tokens: ["a", "b"], config: { scale: false } });
    expect(Object.keys(spec.inputs ?? {})).toEqual(["q", "k"]);
    expect(spec.mask?.rules?.map(({ rule }) => rule)).toEqual(["causal", "custom"]);
  });

  test("of X is self-attention of its size, with the weights that came along and the seed's for the rest", () => {
    const data = new Imported("x", [], [tensor("x", 3, 6), tensor("W_q", 2, 6, 5)]);
    const spec = specOf(stateOf(data));
    expect(spec).toMatchObject({
      model: "self_attention",
      seed: INITIAL.seed,
      config: { d_model: 6, n_heads: 2, d_k: 5, positions: "none", bias: false },
    });
    expect(spec.weights?.["attn.W_q"]?.shape).toEqual([2, 6, 5]);
    expect(specOf(stateOf(new Imported("x", [], [tensor("x", 3, 6), tensor("W_v", 6, 2)])))).toMatchObject({
      config: { n_heads: 1, d_v: 2 },
      weights: { "attn.W_v": { shape: [1, 6, 2] } },
    });
  });

  test("of weights and of a matrix is nothing but to hold them", () => {
    const data = new Imported("attention", [], [tensor("attn.weights", 2, 3, 3)]);
    expect(specOf(stateOf(data, { causal: true }))).toEqual({
      model: "given",
      inputs: { "attn.weights": { shape: [2, 3, 3], data: new Float32Array(18) } },
    });
    expect([computes(stateOf(data)), computes(INITIAL)]).toEqual([false, true]);
  });

  test("of data that a link had no room for is refused by name", () => {
    expect(() => specOf({ ...INITIAL, source: "imported" })).toThrow("[imported]");
  });
});

/** A run that holds tensors and made none. */
function given(...list: readonly (readonly [string, string, number[]])[]): TraceView {
  let floats = 0;
  const tensors = list.map(([name, axes, shape]) => {
    const offset = floats;
    floats += shape.reduce((a, b) => a * b);
    return { name, axes, shape, role: "input" as const, offset };
  });
  const data = { tensors, steps: [], tokens: [], notices: [], config: {}, floats, values: new Float32Array(floats) };
  return new TraceView(data as unknown as TraceData);
}

describe("the way through", () => {
  test("one layer of weights is its one step, without a formula that nothing here was made by", () => {
    const view = given(["attn.weights", "hqk", [2, 3, 3]]);
    const [block, ...more] = blocksOf(view, INITIAL);
    expect(more).toEqual([]);
    expect(block?.steps.map(({ id, op }) => [id, op])).toEqual([["softmax", "given_weights"]]);
    expect(block?.steps[0]?.tex(INITIAL)).toBe("");
  });

  test("several layers is a block each and all heads in one picture", () => {
    const view = given(["encoder.0.attn.weights", "hqk", [2, 3, 3]], ["encoder.1.attn.weights", "hqk", [2, 3, 3]]);
    expect(blocksOf(view, INITIAL).map(({ id }) => id)).toEqual(["encoder.0.attn", "encoder.1.attn", "heads"]);
    expect(hereIn(view, { ...INITIAL, block: "heads", step: ".heads" }).step.results(INITIAL)).toHaveLength(2);
  });

  test("a matrix by itself is a step that shows it", () => {
    const view = given(["matrix", "tm", [4, 3]]);
    const { step } = hereIn(view, { ...INITIAL, step: ".matrix" });
    expect([step.id, step.op]).toEqual([".matrix", "given"]);
    expect(step.items(INITIAL)).toEqual([{ kind: "matrix", tensor: "matrix", fill: "signed" }]);
  });
});
