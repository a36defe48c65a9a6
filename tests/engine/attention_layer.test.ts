/** Attention that keeps its weights: the same numbers as the op that shows everything, and memory that doesn't grow. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../web/src/engine/engine";
import { createEngine } from "../../web/src/index";
import { matrix, numbers, layerOptions as options, stepwise } from "./attention_layers";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

describe("an attention layer", () => {
  test.each([
    [1, 8, 2, true],
    [13, 12, 3, true],
    [32, 64, 4, true],
    [19, 10, 2, false],
    [40, 7, 1, false],
  ])(
    "gives of %i tokens of %i numbers in %i heads (causal: %s) what the single steps give",
    (tokens, d, heads, causal) => {
      const of = options(d, heads, causal);
      const layer = engine.attentionLayer(of);
      const x = numbers(tokens * d, 9);
      const result = layer.run(x);
      layer.dispose();
      const wanted = stepwise(engine, x, d, of);
      const scale = Math.max(...wanted.map(Math.abs));
      expect(result.length).toBe(wanted.length);
      for (const [at, number] of result.entries())
        expect(Math.abs(number - (wanted[at] as number))).toBeLessThan(2e-5 * scale);
    },
  );

  test("takes memory that grows by no more than its tokens do, and none on a second run", () => {
    const layer = engine.attentionLayer(options(64, 1, true));
    layer.run(numbers(64, 1));
    const before = engine.stats().heapBytes;
    layer.run(numbers(2048 * 64, 9));
    const grown = engine.stats().heapBytes;
    // Scores for all pairs alone would take 16 MiB.
    expect(grown - before).toBeLessThan(8 * 2 ** 20);
    for (let run = 0; run < 20; run++) layer.run(numbers(2048 * 64, run));
    expect(engine.stats().heapBytes).toBe(grown);
    layer.dispose();
  });

  test("is counted until it is disposed of, and says so afterwards", () => {
    const before = engine.stats().liveHandles;
    const layer = engine.attentionLayer(options(4, 1, false));
    expect(engine.stats().liveHandles).toBe(before + 1);
    layer.dispose();
    layer.dispose();
    expect(engine.stats().liveHandles).toBe(before);
    expect(() => layer.run(new Float32Array(4))).toThrow("[attentionLayer] this layer was disposed of");
  });

  test("refuses what doesn't fit, and goes on", () => {
    const good = options(6, 2, false);
    const make = (changes: object) => () => engine.attentionLayer({ ...good, ...changes });
    expect(make({ numHeads: 4 })).toThrow("[attentionLayer] d_model is 6 and n_heads 4");
    expect(make({ numHeads: 1.5 })).toThrow("[attentionLayer] numHeads must be a whole number");
    expect(make({ key: matrix(5, 1) })).toThrow("[attentionLayer] key has shape");
    expect(make({ key: undefined })).toThrow("[attentionLayer] key must be a tensor");
    expect(make({ outputBias: { data: [1, 2], shape: [2] } })).toThrow("[attentionLayer] outputBias has shape");
    expect(make({ heads: 2 })).toThrow("[attentionLayer] the options has no");
    const layer = engine.attentionLayer(good);
    expect(() => layer.run(new Float32Array(7))).toThrow("[attentionLayer] x has 7 numbers");
    expect(() => layer.run(new Float32Array(0))).toThrow("[attentionLayer] x has 0 numbers");
    expect(() => layer.run([1, 2] as unknown as Float32Array)).toThrow("[attentionLayer] x must be a Float32Array");
    expect(() => layer.run(new Float32Array(6).fill(Number.NaN))).toThrow("[attentionLayer] x[0] is nan");
    expect(layer.run(new Float32Array(6)).length).toBe(6);
    layer.dispose();
  });
});
