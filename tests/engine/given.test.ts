import { describe, expect, test } from "vitest";
import type { RunSpec } from "../../web/src/index";
import { Seeded, useEngine, withTrace } from "./support";

const engine = useEngine();
const weights = { data: [1, 0, 0.5, 0.5, 0.25, 0.75, 0, 1], shape: [2, 2, 2] };

describe("the model of given tensors", () => {
  test("records them under their names, in their order, and computes nothing", () => {
    const inputs = {
      "encoder.1.attn.weights": weights,
      "encoder.0.attn.weights": weights,
      "attn.q": new Seeded(1).tensor([2, 2, 3]),
      constructor: new Seeded(2).tensor([2, 4]),
    };
    withTrace(engine().run({ model: "given", tokens: ["猫", "<b>"], inputs }), (trace) => {
      expect(trace.names).toEqual(Object.keys(inputs));
      expect(trace.steps).toEqual([]);
      expect(trace.tokens[0]?.map(({ text }) => text)).toEqual(["猫", "<b>"]);
      expect(trace.tensor("encoder.0.attn.weights")).toEqual({ ...weights, data: Float32Array.from(weights.data) });
      expect(trace.data().tensors.map(({ axes }) => axes)).toEqual(["hqk", "hqk", "hqd", "tm"]);
      expect(trace.explain("attn.q", [0, 1, 2])).toMatchObject({ op: "input", edited: false, operands: [] });
      expect(trace.config.n_heads).toBe(2);
    });
  });

  test("takes edits, words cut from a text, and numbers without words", () => {
    const edits: RunSpec["edits"] = [{ tensor: "attn.weights", index: [0, null, null], swap: [1, null, null] }];
    withTrace(
      engine().run({ model: "given", text: "Hello world", inputs: { "attn.weights": weights }, edits }),
      (trace) => {
        expect(Array.from(trace.tensor("attn.weights").data)).toEqual([
          ...weights.data.slice(4),
          ...weights.data.slice(0, 4),
        ]);
        expect(trace.explain("attn.weights", [0, 0, 0])).toMatchObject({ edited: true, value: 0.25, computed: 1 });
      },
    );
    withTrace(engine().run({ model: "given", inputs: { w: weights } }), (trace) => expect(trace.tokens).toEqual([]));
  });

  test.each<[what: string, spec: object, message: RegExp]>([
    ["nothing", {}, /^\[given\] inputs must have at least one tensor/],
    ["no tensors", { inputs: {} }, /inputs must have at least one tensor/],
    ["a list", { inputs: [weights] }, /inputs must be an object/],
    ["a name that is markup", { inputs: { "<img src=x>": weights } }, /"<img src=x>" is no tensor's name/],
    ["the prototype's name", { inputs: JSON.parse('{"__proto__":{"data":[1],"shape":[1]}}') }, /is no tensor's name/],
    [
      "a shape that data doesn't fill",
      { inputs: { w: { data: [1], shape: [2] } } },
      /inputs\["w"\]: 1 numbers don't fill shape/,
    ],
    ["five axes", { inputs: { w: { data: [1], shape: [1, 1, 1, 1, 1] } } }, /w has shape \(1 x 1 x 1 x 1 x 1\)/],
    [
      "words for none of them",
      { inputs: { "attn.weights": weights }, tokens: ["a", "b", "c"] },
      /there are 3 words, but no tensor has as many queries or keys: attn\.weights \(2 x 2 x 2\)/,
    ],
    [
      "more words than there can be",
      { inputs: { w: weights }, tokens: Array(513).fill("a") },
      /tokens is 513; at most 512/,
    ],
    ["a tensor that is no tensor", { inputs: { w: 3 } }, /inputs\["w"\] must be a tensor/],
  ])("refuses %s", (_, spec, message) => {
    expect(() => engine().run({ model: "given", ...spec } as RunSpec)).toThrow(message);
  });

  test("is the only one that takes names of its own", () => {
    expect(() => engine().run({ text: "a", inputs: { "attn.weights": weights } })).toThrow(
      /has no "attn.weights"; it has x/,
    );
  });
});
