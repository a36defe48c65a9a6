/** The search in models: what run() would say step by step, with and without a cache, and never padding or a start. */
import { describe, expect, test } from "vitest";
import type { Config, DecodeResult, ModelDecodeOptions } from "../../web/src/index";
import { Seeded, useEngine, withTrace } from "./support";

const engine = useEngine();

const SPECIALS = ["<pad>", "<unk>", "<start>", "<end>"];
const WORDS = ["the", "cat", "sat", "on", "mat"];
const TARGETS = ["le", "chat", "dort"];
const MODELS = ["transformer", "decoder_only"] as const;
type Model = (typeof MODELS)[number];

const SHAPES: [what: string, config: Partial<Config>][] = [
  ["two layers, post-norm", { n_layers: 2 }],
  ["pre-norm, rms and swiglu", { norm_order: "pre", norm: "rms", activation: "swiglu" }],
  ["shared key heads and no positions", { n_kv_heads: 1, positions: "none" }],
  ["rotary positions and biases", { positions: "rotary", bias: true }],
  ["fused attention", { attention: "fused" }],
];

function specOf(model: Model, seed: number, config: Partial<Config> = {}): ModelDecodeOptions {
  return {
    model,
    text: "The cat sat",
    config: { d_model: 8, n_heads: 2, d_ff: 16, ...config },
    vocabulary: WORDS,
    ...(model === "transformer" && { target_vocabulary: TARGETS }),
    maxLength: 5,
    seed,
  };
}

const words = (model: Model): string[] => [...SPECIALS, ...(model === "transformer" ? TARGETS : WORDS)];

/** run()'s probabilities of what follows the tokens, of all that may be written. */
function shares(spec: ModelDecodeOptions, written: string[]): number[] {
  const { model, text, config, vocabulary, target_vocabulary, weights, seed } = spec;
  const common = { model, config, vocabulary, weights, seed };
  const input =
    model === "transformer"
      ? { text, target_vocabulary, ...(written.length > 1 && { target_tokens: written.slice(1) }) }
      : { tokens: written };
  return withTrace(engine().run({ ...common, ...input }), (trace) => {
    const { data, shape } = trace.tensor("probabilities");
    const row = Array.from(data.slice(-(shape.at(-1) ?? 0)));
    const may = row.map((share, id) => (id === 0 || id === 2 ? 0 : share));
    const sum = may.reduce((total, share) => total + share, 0);
    return may.map((share) => share / sum);
  });
}

const everyToken = ({ beams, steps }: DecodeResult): string[][] =>
  [...beams, ...steps.flatMap(({ live, finished, pruned }) => [...live, ...finished, ...pruned])].map(
    ({ tokens }) => tokens,
  );

describe.each(MODELS)("decode in a %s", (model) => {
  test.each(SHAPES)("by greed takes what run() holds likeliest in each step: %s", (_, config) => {
    for (let seed = 0; seed < 3; seed++) {
      const spec = specOf(model, seed, config);
      const result = engine().decode(spec);
      const tokens = result.beams[0]?.tokens ?? [];
      let sum = 0;
      const prompt = model === "transformer" ? 1 : 4;
      expect(tokens.slice(0, prompt)).toEqual(["<start>", "the", "cat", "sat"].slice(0, prompt));
      for (let at = prompt; at < tokens.length; at++) {
        const row = shares(spec, tokens.slice(0, at));
        const best = Math.max(...row);
        expect(tokens[at]).toBe(words(model)[row.indexOf(best)]);
        sum += Math.log(best);
      }
      expect(result.logProbability).toBeCloseTo(sum, 3);
      expect(tokens.at(-1) === "<end>" || tokens.length === prompt + 5).toBe(true);
    }
  });

  test.each(SHAPES)("by beams is the same with and without a cache: %s", (_, config) => {
    for (let seed = 0; seed < 3; seed++) {
      const spec: ModelDecodeOptions = { ...specOf(model, seed, config), strategy: "beam", beamSize: 3 };
      const [kept, again] = [true, false].map((cache) => engine().decode({ ...spec, cache }));
      const ids = (result?: DecodeResult) => result?.steps.map(({ live }) => live.map((beam) => beam.ids));
      expect(ids(kept)).toEqual(ids(again));
      for (const [at, beam] of (kept?.beams ?? []).entries()) {
        expect(beam.logProbability).toBeCloseTo(again?.beams[at]?.logProbability ?? 0, 4);
      }
    }
  });

  test("never writes <pad> or <start>, and the shares of all others sum to one", () => {
    const size = words(model).length;
    const random = new Seeded(21);
    for (let seed = 0; seed < 20; seed++) {
      const spec = specOf(model, seed);
      // Even where the model wants nothing else.
      const bias = words(model).map((_, id) => (id === 0 || id === 2 ? 40 : 0));
      if (random.flip()) spec.weights = { "output.b": { data: bias, shape: [size] } };
      for (const strategy of ["greedy", "beam", "sample"] as const) {
        const result = engine().decode({ ...spec, strategy, cache: random.flip() });
        for (const tokens of everyToken(result)) {
          expect(tokens[0]).toBe("<start>");
          expect(tokens.slice(1)).not.toContain("<start>");
          expect(tokens).not.toContain("<pad>");
        }
        expect(result.text).not.toMatch(/<pad>|<start>/);
        const next = result.steps[0]?.live[0]?.next ?? [];
        expect(next.length).toBe(size);
        expect(next.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0)).toBeCloseTo(1, 6);
      }
    }
  });

  test("draws the same text from the same seed", () => {
    const spec: ModelDecodeOptions = { ...specOf(model, 4), strategy: "sample", temperature: 2 };
    expect(engine().decode(spec).ids).toEqual(engine().decode(spec).ids);
    expect(engine().stats().liveHandles).toBe(0);
  });
});

test("a decoder_only with an empty text writes from the start on", () => {
  const { beams } = engine().decode({ ...specOf("decoder_only", 2), text: "" });
  expect(beams[0]?.tokens[0]).toBe("<start>");
  expect(beams[0]?.tokens.length).toBeGreaterThan(1);
});
