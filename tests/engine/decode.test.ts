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

const hostile: unknown = JSON.parse('{"__proto__": {"d_model": 8}}');
const square = (...data: number[]) => ({ logits: { data, shape: [2, 2] } });

const BAD: [what: string, options: unknown, message: RegExp][] = [
  ["nothing", undefined, /^\[decode\] the options must be an object/],
  ["no logits", {}, /^\[decode\] logits is missing/],
  ["a matrix that isn't square", { logits: { data: [1, 2], shape: [1, 2] } }, /^\[decode\] /],
  ["no tokens at all", { logits: { data: [], shape: [0, 0] } }, /^\[decode\] /],
  ["a list of numbers", { logits: { data: [1], shape: [1] } }, /^\[decode\] logits of shape \(1\) are no table/],
  ["data that doesn't fill the shape", { logits: { data: [1], shape: [2, 2] } }, /^\[decode\] logits: 1 numbers don't/],
  ["rows of numbers", { logits: [[1]] }, /^\[decode\] logits must be a tensor/],
  ["a NaN where nothing leads", square(5, low, Number.NaN, 0), /^\[decode\] the logit of token 0 after token 1 is nan/],
  [
    "an infinity where nothing leads",
    square(5, low, 0, 1e300),
    /^\[decode\] the logit of token 1 after token 1 is inf/,
  ],
  ["a row after which nothing can come", square(low, low, 0, 0), /^\[decode\] no token can come next/],
  ["logits of NaN", { logits: { data: [Number.NaN], shape: [1, 1] } }, /^\[decode\] /],
  ["a start beyond the tokens", { ...search, start: 9 }, /^\[decode\] start is 9/],
  ["a start that is no word", { ...search, start: "z" }, /^\[decode\] start is "z", which the vocabulary/],
  ["a start and a prompt", { ...search, prompt: [0] }, /start and prompt can't both be given/],
  ["a prompt of nothing", { logits, prompt: [] }, /^\[decode\] /],
  ["too few words", { logits, vocabulary: ["a"] }, /^\[decode\] vocabulary has 1 words/],
  ["no words for its tokens", { logits, vocabulary: [] }, /^\[decode\] vocabulary has 0 words/],
  ["words that are numbers", { logits, vocabulary: [1, 2, 3, 4, 5] }, /^\[decode\] vocabulary\[0\] must be a string/],
  ["a start below zero", { ...search, start: -1 }, /^\[decode\] start must be a whole number/],
  ["half a start", { ...search, start: 0.5 }, /^\[decode\] start must be a whole number/],
  ["an end beyond the tokens", { ...search, end: 5 }, /^\[decode\] end is 5, beyond the 5 tokens/],
  ["an end that is no word", { ...search, end: "z" }, /^\[decode\] end is "z", which the vocabulary/],
  ["a prompt beyond the tokens", { logits, prompt: [5] }, /^\[decode\] a token of the prompt is 5/],
  ["a prompt longer than can be kept", { logits, prompt: Array(2e5).fill(0) }, /^\[decode\] .*more than can be kept/],
  ["a misspelt option", { ...search, beam_size: 2 }, /^\[decode\] the options has no "beam_size"/],
  [
    "hostile keys",
    Object.assign(JSON.parse('{"__proto__": {}}'), { logits }),
    /^\[decode\] the options has no "__proto__"/,
  ],
  ["a constructor", { ...search, constructor: 1 }, /^\[decode\] the options has no "constructor"/],
  ["no strategy", { ...search, strategy: null }, /strategy must be one of greedy, beam, sample, not null/],
  ["an unknown strategy", { ...search, strategy: "luck" }, /strategy must be one of greedy, beam, sample/],
  ["no beams", { ...search, beamSize: 0 }, /beamSize must be a whole number from 1/],
  ["half a beam", { ...search, beamSize: 1.5 }, /beamSize must be a whole number from 1 to 64, not 1.5/],
  ["beams without end", { ...search, beamSize: 1e9 }, /beamSize must be a whole number from 1 to 64/],
  [
    "more beams than so long a text allows",
    { ...search, strategy: "beam", beamSize: 64, maxLength: 512 },
    /^\[decode\] the beams of 512 steps behind 1 tokens, 64 a step, are more than can be kept/,
  ],
  ["no tokens to write", { ...search, maxLength: 0 }, /maxLength must be a whole number from 1 to 512, not 0/],
  ["a share of nothing", { ...search, topP: 0 }, /^\[decode\] top_p is 0; it must be above 0/],
  ["half a token", { ...search, topK: 1.5 }, /topK must be a whole number/],
  ["a power of NaN", { ...search, alpha: Number.NaN }, /alpha must be a finite number/],
  ["a huge power", { ...search, alpha: 11 }, /^\[decode\] alpha is 11; it must be from -10 to 10/],
  ["a seed below zero", { ...search, seed: -1 }, /seed must be a whole number/],
  ["a cache that is a number", { ...search, cache: 1 }, /cache must be true or false/],
  ["a temperature without end", { ...search, temperature: Infinity }, /temperature must be a finite number/],
  ["a temperature below zero", { ...search, temperature: -1 }, /^\[decode\] the temperature is -1/],
  ["a temperature of NaN", { ...search, temperature: Number.NaN }, /temperature must be a finite number/],
  ["a share of two", { ...search, topP: 2 }, /^\[decode\] /],
  ["an unknown penalty", { ...search, lengthPenalty: "long" }, /lengthPenalty must be one of none, gnmt, length/],
  ["a text without end", { ...search, maxLength: 1e9 }, /maxLength must be a whole number/],
  ["a model that doesn't write", { model: "encoder", text: "a" }, /model must be one of transformer, decoder_only/],
  ["a model with logits", { model: "transformer", text: "a", logits }, /^\[decode\] the options has no "logits"/],
  ["a model without a text", { model: "transformer" }, /^\[decode\] text is missing, or tokens/],
  ["a decoder_only without a text", { model: "decoder_only" }, /^\[decode\] text is missing, or tokens/],
  ["two texts at once", { model: "transformer", text: ["a", "b"] }, /^\[decode\] one text at a time/],
  ["a text that is a number", { model: "transformer", text: 5 }, /^\[decode\] spec\.text must be a string/],
  ["a text without words", { model: "transformer", text: " " }, /^\[transformer\] a sentence has no words/],
  [
    "a config that is none",
    { model: "transformer", text: "a", config: { d_model: 0 } },
    /^\[decode\] spec\.config\.d_model/,
  ],
  [
    "a config of hostile keys",
    { model: "transformer", text: "a", config: hostile },
    /^\[decode\] spec\.config has no "__proto__"/,
  ],
  ["a model with a start", { model: "transformer", text: "a", start: 0 }, /^\[decode\] the options has no "start"/],
  ["a model of a hostile name", { model: "__proto__", text: "a" }, /^\[decode\] model must be one of/],
];

describe("decode refuses", () => {
  test.each(BAD)("%s", (_, options, message) => {
    expect(() => engine().decode(options as DecodeOptions)).toThrow(message);
    expect(engine().stats().liveHandles).toBe(0);
  });
});
