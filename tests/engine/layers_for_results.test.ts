/** Layers that keep their matrices: the same numbers as the ops that show everything, and weights to look at on request. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EncoderLayerOptions } from "../../web/src/engine/encoder_layer";
import type { Engine } from "../../web/src/engine/engine";
import type { Tensor } from "../../web/src/engine/types";
import { createEngine } from "../../web/src/index";
import { layerOptions, numbers, stepwise } from "./attention_layers";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

const tensor = (shape: number[], seed: number): Tensor => ({
  data: numbers(
    shape.reduce((product, size) => product * size, 1),
    seed,
  ),
  shape,
});

function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(wanted.length);
  const scale = Array.from(wanted).reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const worst = Array.from(actual).reduce((most, n, at) => Math.max(most, Math.abs(n - (wanted[at] as number))), 0);
  expect(worst).toBeLessThan(tolerance * scale);
}

/** x W + b, in double. */
function affine(x: ArrayLike<number>, weight: Tensor, bias: Tensor): Float32Array {
  const [depth, width] = weight.shape as [number, number];
  return Float32Array.from({ length: (x.length / depth) * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    let sum = bias.data[column] as number;
    for (let k = 0; k < depth; k++) sum += (x[row * depth + k] as number) * (weight.data[k * width + column] as number);
    return sum;
  });
}

describe("a linear layer", () => {
  test.each([
    [1, 5, 3],
    [19, 33, 12],
    [64, 64, 64],
  ])("gives of %i rows of %i numbers as many of %i", (rows, depth, width) => {
    const [weight, bias] = [tensor([depth, width], 1), tensor([width], 2)];
    const layer = engine.linearLayer({ weight, bias });
    const x = numbers(rows * depth, 3);
    expectClose(layer.run(x), affine(x, weight, bias), 2e-6);
    layer.dispose();
  });

  test("refuses what is no matrix, and rows that don't fit it", () => {
    const make = (weight: Tensor) => () => engine.linearLayer({ weight });
    expect(make(tensor([4], 1))).toThrow("[linearLayer] weight has shape");
    expect(make({ data: Float32Array.of(1, Number.NaN), shape: [1, 2] })).toThrow("[linearLayer] weight[1] is nan");
    expect(() => engine.linearLayer({ weight: tensor([2, 3], 1), bias: tensor([2], 1) })).toThrow(
      "[linearLayer] bias has shape",
    );
    const layer = engine.linearLayer({ weight: tensor([2, 3], 1) });
    expect(() => layer.run(new Float32Array(3))).toThrow("[linearLayer] x has 3 numbers");
    expect(layer.run(new Float32Array(4)).length).toBe(6);
    layer.dispose();
  });
});

describe("weights of an attention layer", () => {
  test.each([
    [13, true],
    [40, false],
  ])("of %i tokens (causal: %s) are what the op that shows everything has", (tokens, causal) => {
    const [d, heads] = [12, 3];
    const of = layerOptions(d, heads, causal);
    const x = numbers(tokens * d, 9);
    const layer = engine.attentionLayer({ ...of, keepWeights: true });
    layer.run(numbers((tokens + 5) * d, 3));
    const result = layer.run(x);
    const kept = layer.weights().slice();
    layer.dispose();
    expectClose(result, stepwise(engine, x, d, of), 2e-5);
    const part = (weight: unknown, bias: unknown): Tensor => ({
      data: affine(x, weight as Tensor, bias as Tensor),
      shape: [1, tokens, d],
    });
    const { scores } = engine.attention({
      query: part(of.query, of.queryBias),
      key: part(of.key, of.keyBias),
      value: part(of.value, of.valueBias),
      qNumHeads: heads,
      kvNumHeads: heads,
      isCausal: causal,
      outputScores: 3,
    });
    expectClose(kept, (scores as Tensor).data, 1e-4);
  });

  test("are a view, and there only where they were asked for and a run is done", () => {
    const kept = engine.attentionLayer({ ...layerOptions(8, 2, true), keepWeights: true });
    const not = engine.attentionLayer(layerOptions(8, 2, true));
    const none = "[attentionLayer] there are no weights: a run keeps them with keepWeights";
    expect(() => kept.weights()).toThrow(none);
    for (const layer of [kept, not]) layer.run(numbers(5 * 8, 1));
    expect(() => not.weights()).toThrow(none);
    expect(kept.weights().buffer).toBe(kept.weights().buffer);
    expect(kept.weights().length).toBe(2 * 5 * 5);
    expect(() => kept.run(new Float32Array(6000 * 8))).toThrow("too many to keep");
    expect(kept.weights().length, "those of the last run").toBe(2 * 5 * 5);
    for (const layer of [kept, not]) layer.dispose();
    expect(() => kept.weights()).toThrow("[attentionLayer] this layer was disposed of");
  });
});

describe("an encoder layer", () => {
  const [d, f, tokens] = [12, 20, 19];
  const options = (changes: Partial<EncoderLayerOptions> = {}): EncoderLayerOptions => ({
    ...layerOptions(d, 3, false),
    ffnHidden: tensor([d, f], 11),
    ffnHiddenBias: tensor([f], 12),
    ffnOut: tensor([f, d], 13),
    ffnOutBias: tensor([d], 14),
    norm1: tensor([d], 15),
    norm1Bias: tensor([d], 16),
    norm2: tensor([d], 17),
    norm2Bias: tensor([d], 18),
    ...changes,
  });

  /** By the single ops, between products in double. */
  function bySteps(of: EncoderLayerOptions, x: Float32Array): Float32Array {
    const shape = [x.length / d, d];
    const norm = (data: Float32Array, weight: unknown, bias: unknown): Float32Array =>
      engine.layerNorm({
        input: { data, shape },
        axis: -1,
        weight: weight as Tensor,
        bias: bias as Tensor,
        epsilon: of.epsilon ?? 1e-5,
      }).output.data as Float32Array;
    const sum = (a: Float32Array, b: Float32Array) => a.map((number, at) => number + (b[at] as number));
    const network = (from: Float32Array): Float32Array => {
      const hidden = affine(from, of.ffnHidden as Tensor, of.ffnHiddenBias as Tensor);
      const activated =
        of.activation === "gelu"
          ? (engine.gelu({ input: { data: hidden, shape: [hidden.length] } }).output.data as Float32Array)
          : hidden.map((number) => Math.max(number, 0));
      return affine(activated, of.ffnOut as Tensor, of.ffnOutBias as Tensor);
    };
    if (of.normFirst) {
      const y = sum(x, stepwise(engine, norm(x, of.norm1, of.norm1Bias), d, of));
      return sum(y, network(norm(y, of.norm2, of.norm2Bias)));
    }
    const y = norm(sum(x, stepwise(engine, x, d, of)), of.norm1, of.norm1Bias);
    return norm(sum(y, network(y)), of.norm2, of.norm2Bias);
  }

  test.each<[string, Partial<EncoderLayerOptions>]>([
    ["with norms behind", {}],
    ["with norms first", { normFirst: true }],
    ["with GELU", { activation: "gelu", epsilon: 1e-3 }],
    ["that looks at no later word", { isCausal: true }],
  ])("%s gives what the single steps give", (_, changes) => {
    const of = options(changes);
    const layer = engine.encoderLayer(of);
    const x = numbers(tokens * d, 9);
    const first = layer.run(x);
    expectClose(first, bySteps(of, x), 5e-5);
    expect(layer.run(x)).toEqual(first);
    layer.dispose();
  });

  test("shows its attention's weights on request, and allocates nothing on a second run", () => {
    const layer = engine.encoderLayer(options({ keepWeights: true }));
    layer.run(numbers(tokens * d, 9));
    expect(layer.weights().length).toBe(3 * tokens * tokens);
    const { heapBytes } = engine.stats();
    for (let run = 0; run < 20; run++) layer.run(numbers(tokens * d, run));
    expect(engine.stats().heapBytes).toBe(heapBytes);
    layer.dispose();
  });

  test("refuses what doesn't fit, and goes on", () => {
    const make = (changes: object) => () => engine.encoderLayer({ ...options(), ...changes });
    expect(make({ ffnHidden: tensor([d, f + 1], 1) })).toThrow("[encoderLayer] ffnHidden has shape");
    expect(make({ norm2: tensor([d - 1], 1) })).toThrow("[encoderLayer] norm2 has shape");
    expect(make({ ffnOut: undefined })).toThrow("[encoderLayer] ffnOut must be a tensor");
    expect(make({ activation: "sigmoid" })).toThrow("[encoderLayer] activation must be one of relu, gelu");
    expect(make({ epsilon: 0 })).toThrow("[encoderLayer] epsilon must be more than 0");
    expect(make({ numHeads: 5 })).toThrow("[encoderLayer] d_model is 12 and n_heads 5");
    expect(make({ nromFirst: true })).toThrow("[encoderLayer] the options has no");
    const layer = engine.encoderLayer(options());
    expect(() => layer.run(new Float32Array(d).fill(Number.POSITIVE_INFINITY))).toThrow("[encoderLayer] x[0] is inf");
    expect(layer.run(new Float32Array(d)).length).toBe(d);
    layer.dispose();
  });
});
