/** The search for a text: over chains that can be followed by hand, and in models. */
import { describe, expect, test } from "vitest";
import { connect } from "../../web/src/engine/connection";
import type { DecodeOptions, ModelDecodeOptions, TensorLike } from "../../web/src/index";
import { Seeded, useEngine } from "./support";

const engine = useEngine();

const low = Number.NEGATIVE_INFINITY;
const vocabulary = ["<start>", "a", "b", "c", "<end>"];

/** Row i: the probabilities of what follows token i; what is missing never follows. */
function chain(rows: Record<number, Record<number, number>>): TensorLike {
  const data = Array.from({ length: 25 }, (_, i) => Math.log(rows[Math.floor(i / 5)]?.[i % 5] ?? 0));
  return { data, shape: [5, 5] };
}

/** Greed takes a (0.6) and then has to be content with 0.4; b (0.4) leads to 0.9. */
const logits = chain({
  0: { 1: 0.6, 2: 0.4 },
  1: { 3: 0.4, 4: 0.3, 1: 0.3 },
  2: { 4: 0.9, 1: 0.1 },
  3: { 4: 1 },
  4: { 4: 1 },
});
const search = { logits, vocabulary, start: "<start>", end: "<end>" };

describe("decode", () => {
  test("by greed takes the likeliest token each time", () => {
    const { text, tokens, ids, logProbability } = engine().decode(search);
    expect(text).toBe("a c");
    expect(tokens).toEqual(["a", "c"]);
    expect(ids).toEqual([0, 1, 3, 4]);
    expect(logProbability).toBeCloseTo(Math.log(0.6 * 0.4), 6);
  });

  test("by beams finds what greed passes by, and shows every beam of every step", () => {
    const { text, logProbability, beams, steps } = engine().decode({ ...search, strategy: "beam", beamSize: 2 });
    expect(text).toBe("b");
    expect(logProbability).toBeCloseTo(Math.log(0.4 * 0.9), 6);
    expect(beams[0]).toMatchObject({ ids: [0, 2, 4], finished: true });
    expect(steps[0]?.live.map(({ ids, parent }) => [ids, parent])).toEqual([[[0], -1]]);
    expect(steps[1]?.live.map(({ tokens }) => tokens.at(-1))).toEqual(["a", "b"]);
    expect(steps[2]?.finished.map(({ ids }) => ids)).toContainEqual([0, 2, 4]);
    const next = steps[0]?.live[0]?.next ?? [];
    expect(next.slice(0, 2).map(({ token, kept }) => [token, kept])).toEqual([
      ["a", true],
      ["b", true],
    ]);
    expect(next[0]?.logProbability).toBeCloseTo(Math.log(0.6), 6);
  });

  test("divides by the length as its penalty says", () => {
    const of = (lengthPenalty: "none" | "length" | "gnmt") =>
      engine().decode({ ...search, strategy: "beam", beamSize: 2, lengthPenalty, alpha: 1 }).beams;
    const [plain] = of("none");
    expect(plain?.score).toBe(plain?.logProbability);
    for (const { ids, logProbability, score } of of("length")) {
      expect(score).toBeCloseTo(logProbability / (ids.length - 1), 6);
    }
    for (const { ids, logProbability, score } of of("gnmt")) {
      expect(score).toBeCloseTo(logProbability / ((5 + ids.length - 1) / 6), 6);
    }
  });

  test("draws the same text from the same seed, and only what top-k and top-p leave", () => {
    const draw = (options: Partial<DecodeOptions>) =>
      engine().decode({ ...search, strategy: "sample", ...options } as DecodeOptions);
    for (let seed = 0; seed < 20; seed++) {
      expect(draw({ seed }).ids).toEqual(draw({ seed }).ids);
      expect(draw({ seed, topK: 1 }).text).toBe("a c");
      expect(draw({ seed, topP: 0.3 }).text).toBe("a c");
      expect(draw({ seed, temperature: 0 }).text).toBe("a c");
    }
    const texts = new Set(Array.from({ length: 40 }, (_, seed) => draw({ seed }).text));
    expect(texts.size).toBeGreaterThan(2);
  });

  test("with a beam of one is greed, whatever the chain", () => {
    const random = new Seeded(5);
    for (let i = 0; i < 200; i++) {
      const size = random.whole(1, 9);
      const given = {
        logits: random.tensor([size, size]),
        start: random.whole(0, size - 1),
        end: size - 1,
        maxLength: 8,
      };
      const greedy = engine().decode(given);
      expect(engine().decode({ ...given, strategy: "beam", beamSize: 1 }).ids).toEqual(greedy.ids);
    }
  });

  test("stops at the bound on its length", () => {
    const round = { data: [low, 0, 0, low], shape: [2, 2] };
    expect(engine().decode({ logits: round, maxLength: 5 }).ids).toEqual([0, 1, 0, 1, 0, 1]);
  });

  test.each(["transformer", "decoder_only"] as const)("in a %s is the same with and without a cache", (model) => {
    const spec: ModelDecodeOptions = {
      model,
      text: "the cat sat",
      config: { d_model: 8, n_heads: 2, d_ff: 16 },
      vocabulary: ["the", "cat", "sat", "on", "mat"],
      ...(model === "transformer" && { target_vocabulary: ["le", "chat", "dort"] }),
      maxLength: 6,
      seed: 3,
    };
    const cached = engine().decode(spec);
    const { ids, logProbability } = engine().decode({ ...spec, cache: false });
    expect(cached.ids).toEqual(ids);
    expect(cached.logProbability).toBeCloseTo(logProbability, 4);
    expect(cached.steps.length).toBeGreaterThan(1);
    expect(engine().stats().liveHandles).toBe(0);
  });

  test("answers at a distance", async () => {
    const client = await connect({});
    expect((await client.call("decode", search)).text).toBe("a c");
    client.dispose();
  });
});

const BAD: [what: string, options: unknown, message: RegExp][] = [
  ["nothing", undefined, /^\[decode\] the options must be an object/],
  ["no logits", {}, /^\[decode\] logits is missing/],
  ["a matrix that isn't square", { logits: { data: [1, 2], shape: [1, 2] } }, /^\[decode\] /],
  ["no tokens at all", { logits: { data: [], shape: [0, 0] } }, /^\[decode\] /],
  ["logits of NaN", { logits: { data: [Number.NaN], shape: [1, 1] } }, /^\[decode\] /],
  ["a start beyond the tokens", { ...search, start: 9 }, /^\[decode\] start is 9/],
  ["a start that is no word", { ...search, start: "z" }, /^\[decode\] start is "z", which the vocabulary/],
  ["a start and a prompt", { ...search, prompt: [0] }, /start and prompt can't both be given/],
  ["a prompt of nothing", { logits, prompt: [] }, /^\[decode\] /],
  ["too few words", { logits, vocabulary: ["a"] }, /^\[decode\] vocabulary has 1 words/],
  ["an unknown strategy", { ...search, strategy: "luck" }, /strategy must be one of greedy, beam, sample/],
  ["no beams", { ...search, beamSize: 0 }, /beamSize must be a whole number from 1/],
  ["a temperature below zero", { ...search, temperature: -1 }, /^\[decode\] /],
  ["a temperature of NaN", { ...search, temperature: Number.NaN }, /temperature must be a finite number/],
  ["a share of two", { ...search, topP: 2 }, /^\[decode\] /],
  ["an unknown penalty", { ...search, lengthPenalty: "long" }, /lengthPenalty must be one of none, gnmt, length/],
  ["a text without end", { ...search, maxLength: 1e9 }, /maxLength must be a whole number/],
  ["a model that doesn't write", { model: "encoder", text: "a" }, /model must be one of transformer, decoder_only/],
  ["a model with logits", { model: "transformer", text: "a", logits }, /^\[decode\] the options has no "logits"/],
  ["a model without a text", { model: "transformer" }, /^\[/],
  ["two texts at once", { model: "transformer", text: ["a", "b"] }, /^\[decode\] /],
];

describe("decode refuses", () => {
  test.each(BAD)("%s", (_, options, message) => {
    expect(() => engine().decode(options as DecodeOptions)).toThrow(message);
    expect(engine().stats().liveHandles).toBe(0);
  });
});
