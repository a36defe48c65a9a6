/** Whatever a single op is handed, the answer is an Error that names it; the engine works on afterwards. */
import { afterEach, describe, expect, test } from "vitest";
import { useEngine } from "./support";

const engine = useEngine();

/** Called as JavaScript would: without types in the way. */
type Loose = Record<string, (options?: unknown) => unknown>;
const loose = (): Loose => engine() as unknown as Loose;

afterEach(() => {
  const { output } = engine().softmax({ input: { data: [0, 0], shape: [2] } });
  expect(Array.from(output.data)).toEqual([0.5, 0.5]);
  expect(engine().stats().liveHandles).toBe(0);
});

const four = { data: [1, 2, 3, 4], shape: [1, 1, 2, 2] };
const qkv = { query: four, key: four, value: four };
const bigger = { data: [1, 2, 3, 4, 5, 6], shape: [1, 1, 2, 3] };

const vector = (size: number) => ({ data: Array(size).fill(1), shape: [size] });
const table = { data: [1, 1], shape: [2, 1] };
const turned = { input: four, cos: table, sin: table };
const row = { data: [1, 2, 3, 4], shape: [1, 2, 2] };
const linear = { query: row, key: row, value: row, qNumHeads: 1, kvNumHeads: 1, updateRule: "linear" };

const CALLS: [what: string, op: string, options: unknown, message: RegExp][] = [
  ["no options", "attention", undefined, /^\[attention\] the options must be an object, not undefined/],
  ["null", "attention", null, /^\[attention\] .* not null/],
  ["a number", "softmax", 3, /^\[softmax\] .* not 3/],
  ["a missing tensor", "attention", { query: four, key: four }, /^\[attention\] value is missing/],
  ["an unknown option", "attention", { ...qkv, casual: true }, /^\[attention\] .*"casual".*isCausal/],
  ["a bare array for a tensor", "attention", { ...qkv, query: [1, 2] }, /query must be a tensor .* an array of 2/],
  ["a string for a tensor", "softmax", { input: "1,2,3" }, /input must be a tensor .* "1,2,3"/],
  ["no data", "softmax", { input: { shape: [2] } }, /input must be a tensor/],
  ["data that is a string", "softmax", { input: { data: "12", shape: [2] } }, /data must be an array of numbers/],
  ["data that is a number", "softmax", { input: { data: 12, shape: [2] } }, /data must be an array of numbers, not 12/],
  [
    "strings among the numbers",
    "softmax",
    { input: { data: [1, "2"], shape: [2] } },
    /data\[1\] must be a number, not "2"/,
  ],
  [
    "holes among the numbers",
    "softmax",
    { input: { data: new Array(3), shape: [3] } },
    /data\[0\] must be a number, not undefined/,
  ],
  ["a symbol among the numbers", "softmax", { input: { data: [Symbol("a")], shape: [1] } }, /data\[0\] .* a symbol/],
  [
    "a DataView",
    "softmax",
    { input: { data: new DataView(new ArrayBuffer(8)), shape: [2] } },
    /must be an array of numbers/,
  ],
  [
    "too few numbers",
    "softmax",
    { input: { data: [1, 2], shape: [3] } },
    /2 numbers don't fill shape \[3\], which takes 3/,
  ],
  ["too many numbers", "softmax", { input: { data: [1, 2, 3], shape: [2] } }, /3 numbers don't fill shape \[2\]/],
  ["no shape", "softmax", { input: { data: [1], shape: undefined } }, /shape must be an array/],
  ["a shape that is a number", "softmax", { input: { data: [1], shape: 1 } }, /shape must be an array, not 1/],
  ["a negative size", "softmax", { input: { data: [], shape: [-1] } }, /\[softmax\] input: shape \[-1\]/],
  ["a size of NaN", "softmax", { input: { data: [], shape: [Number.NaN] } }, /shape \[NaN\]/],
  ["half a row", "softmax", { input: { data: [], shape: [1.5] } }, /shape \[1.5\]/],
  ["a size as a string", "softmax", { input: { data: [1], shape: ["1"] } }, /whole numbers/],
  ["a huge shape", "softmax", { input: { data: [], shape: [2 ** 20, 2 ** 20] } }, /beyond 268435456 numbers/],
  ["a huge shape behind a zero", "softmax", { input: { data: [], shape: [0, 2 ** 40] } }, /beyond 268435456 numbers/],
  ["too many axes", "softmax", { input: { data: [1], shape: Array(9).fill(1) } }, /9 axes, more than 8/],
  ["a shape as long as memory", "softmax", { input: { data: [1], shape: new Array(2 ** 31) } }, /axes, more than 8/],
  ["an axis that isn't there", "softmax", { input: four, axis: 4 }, /^\[softmax\] .*axis.*4/],
  ["an axis below the first", "softmax", { input: four, axis: -5 }, /^\[softmax\] .*axis.*-5/],
  ["an axis of NaN", "softmax", { input: four, axis: Number.NaN }, /axis must be a whole number/],
  ["an axis of 0.5", "softmax", { input: four, axis: 0.5 }, /axis must be a whole number/],
  ["a single number without axes", "softmax", { input: { data: [1], shape: [] } }, /^\[softmax\] /],
  ["two axes", "attention", { ...qkv, query: { data: [1], shape: [1, 1] } }, /^\[attention\] .*\(?1 x 1|\[1, 1\]/],
  ["sizes of query and key that differ", "attention", { ...qkv, key: bigger }, /^\[attention\] /],
  [
    "keys and values of different length",
    "attention",
    { ...qkv, value: { data: [1, 2], shape: [1, 1, 1, 2] } },
    /^\[attention\] /,
  ],
  [
    "three axes without head counts",
    "attention",
    {
      query: { data: [1, 2], shape: [1, 1, 2] },
      key: { data: [1, 2], shape: [1, 1, 2] },
      value: { data: [1, 2], shape: [1, 1, 2] },
    },
    /^\[attention\] .*[hH]eads/,
  ],
  [
    "heads that don't divide",
    "attention",
    {
      query: { data: [1, 2, 3], shape: [1, 1, 3] },
      key: { data: [1, 2, 3], shape: [1, 1, 3] },
      value: { data: [1, 2, 3], shape: [1, 1, 3] },
      qNumHeads: 2,
      kvNumHeads: 2,
    },
    /^\[attention\] /,
  ],
  ["no heads", "attention", { ...qkv, qNumHeads: 0 }, /qNumHeads must be a whole number/],
  [
    "a mask that doesn't fit",
    "attention",
    { ...qkv, mask: { data: [1, 1, 1], shape: [1, 3] } },
    /^\[attention\] .*mask/,
  ],
  ["past keys without past values", "attention", { ...qkv, pastKey: four }, /^\[attention\] .*past/],
  [
    "a causal flag that is a string",
    "attention",
    { ...qkv, isCausal: "no" },
    /isCausal must be true or false, not "no"/,
  ],
  ["a scale of NaN", "attention", { ...qkv, scale: Number.NaN }, /scale must be a finite number, not NaN/],
  ["a scale beyond a float", "attention", { ...qkv, scale: 1e300 }, /scale must be a finite number/],
  ["a negative cap", "attention", { ...qkv, softcap: -1 }, /softcap must be at least 0/],
  [
    "an unknown mode",
    "attention",
    { ...qkv, outputScores: 4 },
    /outputScores must be a whole number from 0 to 3, not 4/,
  ],
  [
    "lengths that are no whole numbers",
    "attention",
    { ...qkv, nonpadKvSeqlen: { data: [0.5], shape: [1] } },
    /nonpadKvSeqlen: data\[0\]/,
  ],
  ["lengths beyond the keys", "attention", { ...qkv, nonpadKvSeqlen: { data: [99], shape: [1] } }, /^\[attention\] /],
  ["an axis that logSoftmax lacks", "logSoftmax", { input: four, axis: 4 }, /^\[logSoftmax\] .*4/],
  ["an axis that layerNorm lacks", "layerNorm", { input: four, axis: 5 }, /^\[layerNorm\] .*5/],
  ["a weight that doesn't fit", "layerNorm", { input: four, weight: vector(3) }, /^\[layerNorm\] .*weight/],
  ["a bias that doesn't fit", "layerNorm", { input: four, bias: vector(3) }, /^\[layerNorm\] .*bias/],
  ["an epsilon below zero", "rmsNorm", { input: four, epsilon: -1 }, /^\[rmsNorm\] epsilon must be at least 0/],
  ["a norm of a single number", "rmsNorm", { input: { data: [1], shape: [] } }, /^\[rmsNorm\] /],
  [
    "another approximation",
    "gelu",
    { input: four, approximate: "erf" },
    /^\[gelu\] approximate must be one of none, tanh/,
  ],
  ["gates of another shape", "swiglu", { a: four, b: vector(3) }, /^\[swiglu\] /],
  [
    "an alpha of infinity",
    "swiglu",
    { a: four, b: four, alpha: Number.POSITIVE_INFINITY },
    /alpha must be a finite number/,
  ],
  ["matrices of two shapes", "difference", { a: four, b: vector(4) }, /^\[difference\] a of shape/],
  ["nothing to subtract", "difference", { a: four }, /^\[difference\] b is missing/],
  ["no sines", "rotary", { input: four, cos: vector(1) }, /^\[rotary\] sin is missing/],
  ["tables that don't fit", "rotary", { input: four, cos: vector(3), sin: vector(3) }, /^\[rotary\] /],
  [
    "a position that the tables lack",
    "rotary",
    { ...turned, positionIds: { data: [0, 9], shape: [1, 2] } },
    /^\[rotary\] .*9/,
  ],
  ["a position below zero", "rotary", { ...turned, positionIds: { data: [0, -1], shape: [1, 2] } }, /^\[rotary\] .*-1/],
  [
    "half a position",
    "rotary",
    { ...turned, positionIds: { data: [0, 0.5], shape: [1, 2] } },
    /data\[1\] must be a whole number/,
  ],
  ["heads of an odd size", "rotary", { ...turned, input: bigger }, /^\[rotary\] /],
  ["more turned than there is", "rotary", { ...turned, rotaryDim: 8 }, /^\[rotary\] /],
  [
    "no head counts",
    "linearAttention",
    { query: row, key: row, value: row, updateRule: "linear" },
    /^\[linearAttention\] .*[hH]eads/,
  ],
  ["head counts that don't divide", "linearAttention", { ...linear, qNumHeads: 3 }, /^\[linearAttention\] /],
  [
    "an unknown rule",
    "linearAttention",
    { ...linear, updateRule: "rwkv" },
    /updateRule must be one of linear, gated, delta/,
  ],
  ["a decay that the rule doesn't read", "linearAttention", { ...linear, decay: row }, /^\[linearAttention\] .*decay/],
  ["a gated rule without decay", "linearAttention", { ...linear, updateRule: "gated" }, /^\[linearAttention\] .*decay/],
  ["a past state that doesn't fit", "linearAttention", { ...linear, pastState: vector(5) }, /^\[linearAttention\] /],
  ["a text that is a number", "tokenize", 5, /^\[tokenize\] .* must be a string, not 5/],
  ["a text longer than memory likes", "tokenize", "x".repeat(2 ** 20 + 1), /1048577 characters/],
];

describe("a single op refuses", () => {
  test.each(CALLS)("%s", (_, op, options, message) => {
    expect(() => loose()[op]?.(options)).toThrow(message);
  });

  test("getters that throw, as the Error they throw", () => {
    const hostile = {
      get input(): never {
        throw new TypeError("not today");
      },
    };
    expect(() => loose().softmax?.(hostile)).toThrow(/not today/);
  });
});
