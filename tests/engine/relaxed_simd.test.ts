/** Products that multiply and add in one rounding: chosen where the environment can, right there too, and refused on request. */
import { setFlagsFromString } from "node:v8";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../web/src/engine/engine";
import { createEngine } from "../../web/src/index";
import { layerOptions, numbers, stepwise } from "./attention_layers";

// Node 20 has it behind a flag, which later ones take for granted.
const allowRelaxed = (allowed: boolean) =>
  setFlagsFromString(`--${allowed ? "" : "no-"}experimental-wasm-relaxed-simd`);

/** A module of one function that multiplies and adds: (f32x4.relaxed_madd (v128.const 0) (v128.const 0) (v128.const 0)). */
const zero = [0xfd, 0x0c, ...new Array(16).fill(0)];
const code = [0x00, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
const PROBE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, code.length + 2, 0x01, code.length, ...code],
]);

describe("relaxed SIMD", () => {
  let relaxed: Engine;
  let plain: Engine;
  beforeAll(async () => {
    allowRelaxed(true);
    [relaxed, plain] = await Promise.all([createEngine(), createEngine({ relaxedSimd: false })]);
  });
  afterAll(() => {
    relaxed.dispose();
    plain.dispose();
  });

  const outputOf = (engine: Engine, tokens: number, d: number, heads: number, causal: boolean): Float32Array => {
    const layer = engine.attentionLayer(layerOptions(d, heads, causal));
    const output = layer.run(numbers(tokens * d, 9));
    layer.dispose();
    return output;
  };

  test("is taken where WebAssembly has it, and left on request", () => {
    expect(WebAssembly.validate(PROBE)).toBe(true);
    expect(relaxed.relaxedSimd).toBe(true);
    expect(plain.relaxedSimd).toBe(false);
  });

  test("is left where WebAssembly doesn't have it", async () => {
    allowRelaxed(false);
    // A Node that has it without the flag can't be without it.
    const has = WebAssembly.validate(PROBE);
    const engine = await createEngine();
    allowRelaxed(true);
    expect(engine.relaxedSimd).toBe(has);
    engine.dispose();
  });

  test("gives, in both builds, what the single steps give, over shapes that straddle the tiles' edges", () => {
    let state = 7;
    const draw = (most: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return 1 + ((state >>> 8) % most);
    };
    for (let shape = 0; shape < 60; shape++) {
      const heads = draw(4);
      const d = heads * draw(Math.floor(67 / heads));
      const [tokens, causal] = [draw(67), draw(2) === 1];
      const wanted = stepwise(plain, numbers(tokens * d, 9), d, layerOptions(d, heads, causal));
      const scale = wanted.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
      for (const engine of [relaxed, plain]) {
        const output = outputOf(engine, tokens, d, heads, causal);
        expect(output.length).toBe(wanted.length);
        const worst = output.reduce((most, number, at) => Math.max(most, Math.abs(number - (wanted[at] as number))), 0);
        expect(worst, `${tokens} tokens, d ${d}, ${heads} heads, relaxed ${engine.relaxedSimd}`).toBeLessThan(
          4e-5 * scale,
        );
      }
    }
  });

  test("rounds otherwise than the plain build: it is the other kernel that ran", () => {
    expect(outputOf(relaxed, 20, 64, 4, true)).not.toEqual(outputOf(plain, 20, 64, 4, true));
  });

  test("gives the same numbers each time, in training as well", () => {
    const losses = () => {
      const trainer = relaxed.train({
        model: "decoder_only",
        texts: ["the cat sat on the mat", "the dog sat on the log"],
        config: { n_layers: 1, d_model: 8, n_heads: 2, d_ff: 16 },
        batch_size: 2,
        seed: 3,
      });
      const all = Array.from({ length: 5 }, () => trainer.step(1).loss);
      trainer.dispose();
      return all;
    };
    const first = losses();
    expect(losses()).toEqual(first);
    expect(first.at(-1)).toBeLessThan(first[0] as number);
  });

  test("refuses what is neither yes nor no", async () => {
    await expect(createEngine({ relaxedSimd: "yes" as unknown as boolean })).rejects.toThrow(
      "[engine] relaxedSimd must be true or false",
    );
  });
});
