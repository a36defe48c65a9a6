/** What a notebook hands over: bytes and lists become arrays, or a word on why not. */
import { describe, expect, test } from "vitest";
import { edited, type Given, headOf, readAttention, readEdits, remarksOn } from "../../web/src/io/attention_arrays";
import { ReadError } from "../../web/src/io/read_error";
import { find } from "../../web/src/strings/text";

const bytes = (...numbers: number[]): DataView => new DataView(Float32Array.from(numbers).buffer);

const problem = (given: Given): string => {
  try {
    readAttention(given);
  } catch (error) {
    if (error instanceof ReadError) return error.code;
    throw error;
  }
  return "";
};

const ONE = [0.25, 0.75, 0.5, 0.5];

describe("attention from a notebook", () => {
  test("is read from bytes with a shape, and from nested lists, alike", () => {
    const fromBytes = readAttention({ attention: bytes(...ONE), shape: [2, 2], tokens: ["a", "b"] });
    const fromLists = readAttention({
      attention: [
        [0.25, 0.75],
        [0.5, 0.5],
      ],
      tokens: ["a", "b"],
    });
    expect(fromBytes).toEqual(fromLists);
    expect(fromBytes).toMatchObject({
      layers: 1,
      heads: 1,
      rows: 2,
      cols: 2,
      rowLabels: ["a", "b"],
      colLabels: ["a", "b"],
    });
    expect([...fromBytes.data]).toEqual(ONE);
  });

  test("takes bytes that begin anywhere in their buffer", () => {
    const whole = new Uint8Array(1 + 16);
    whole.set(new Uint8Array(Float32Array.from(ONE).buffer), 1);
    expect([...readAttention({ attention: new DataView(whole.buffer, 1), shape: [2, 2] }).data]).toEqual(ONE);
  });

  test("has layers and heads where the array has, and a batch of one", () => {
    const numbers = Array.from({ length: 24 }, (_, at) => at / 100);
    expect(readAttention({ attention: bytes(...numbers), shape: [2, 3, 2, 2] })).toMatchObject({ layers: 2, heads: 3 });
    expect(readAttention({ attention: bytes(...numbers), shape: [2, 1, 3, 2, 2] })).toMatchObject({
      layers: 2,
      heads: 3,
    });
    expect(readAttention({ attention: bytes(...numbers), shape: [6, 2, 2] })).toMatchObject({ layers: 1, heads: 6 });
    const arrays = readAttention({ attention: bytes(...numbers), shape: [2, 3, 2, 2] });
    expect([...headOf(arrays, { layer: 1, head: 2 })].map((value) => Math.round(value * 100))).toEqual([
      20, 21, 22, 23,
    ]);
  });

  test("numbers rows and columns that no word is given for", () => {
    const cross = readAttention({ attention: bytes(1, 0, 0, 0, 1, 0), shape: [2, 3], keyTokens: ["x", "y", "z"] });
    expect([cross.rowLabels, cross.colLabels]).toEqual([
      ["1", "2"],
      ["x", "y", "z"],
    ]);
    expect(readAttention({ attention: bytes(1, 0, 0, 0, 1, 0), shape: [2, 3], tokens: ["a", "b"] }).colLabels).toEqual([
      "1",
      "2",
      "3",
    ]);
  });

  test.each<[string, Given, string]>([
    ["nothing", { attention: null }, "nothing"],
    ["no array", { attention: 3 }, "not_number"],
    ["an array of no numbers", { attention: bytes(), shape: [0, 0] }, "empty"],
    ["bytes without a shape", { attention: bytes(...ONE) }, "shape"],
    ["a shape that is none", { attention: bytes(...ONE), shape: [2, "x"] }, "shape"],
    ["a shape below zero", { attention: bytes(...ONE), shape: [-2, -2] }, "shape"],
    ["a shape of another length", { attention: bytes(...ONE), shape: [3, 2] }, "length"],
    ["bytes that are no whole numbers", { attention: new Uint8Array(7), shape: [1, 1] }, "bytes"],
    ["a row by itself", { attention: [1, 2, 3] }, "rank"],
    ["a batch of sentences", { attention: bytes(...ONE, ...ONE), shape: [2, 2, 1, 2, 1] }, "rank"],
    ["ragged lists", { attention: [[1, 2], [3]] }, "ragged"],
    ["lists of words", { attention: [["a", "b"]] }, "not_number"],
    ["too few tokens", { attention: bytes(...ONE), shape: [2, 2], tokens: ["a"] }, "tokens"],
    ["too many words", { attention: new Float32Array(1025), shape: [1, 1025] }, "words"],
    ["too many numbers", { attention: new Uint8Array(4 * (2 ** 22 + 1)), shape: [1, 2 ** 22 + 1] }, "too_many"],
  ])("refuses %s, in words", (_name, given, code) => {
    expect(problem(given)).toBe(code);
    expect(find(`notebook.problems.${code}`)).toBeTruthy();
  });

  test("keeps hostile words as text, and mends halves of characters", () => {
    const { rowLabels } = readAttention({ attention: bytes(...ONE), shape: [2, 2], tokens: ["<img src=x>", "\ud800"] });
    expect(rowLabels).toEqual(["<img src=x>", "\ufffd"]);
  });
});

describe("what is odd about attention", () => {
  test("is told once for each kind, with how often and where first", () => {
    const rows = [0.5, 0.5, 0.9, 0.9, Number.NaN, 1, -0.5, 1.5, 0.2, 0.2, 1, 0];
    const arrays = readAttention({ attention: bytes(...rows), shape: [3, 2, 2] });
    expect(remarksOn(arrays).map(({ code, count, head, query, key }) => ({ code, count, head, query, key }))).toEqual([
      { code: "sum", count: 2, head: 0, query: 1, key: 0 },
      { code: "not_finite", count: 1, head: 1, query: 0, key: 0 },
      { code: "negative", count: 1, head: 1, query: 1, key: 0 },
    ]);
  });

  test("is nothing where rows add up to 1 as closely as half precision does", () => {
    expect(remarksOn(readAttention({ attention: bytes(0.251, 0.752, 0.5, 0.499), shape: [2, 2] }))).toEqual([]);
  });
});

describe("edits", () => {
  const arrays = readAttention({ attention: bytes(...ONE, ...ONE), shape: [2, 2, 2] });
  const edit = { layer: 0, head: 1, query: 0, key: 1, value: 0.1 };

  test("change the arrays where they say, and not what was handed over", () => {
    expect(edited(arrays, [edit]).data[5]).toBeCloseTo(0.1);
    expect(arrays.data[5]).toBe(0.75);
    expect(edited(arrays, [])).toBe(arrays);
  });

  test("are left out where they don't fit", () => {
    const bad = [
      { ...edit, head: 2 },
      { ...edit, query: -1 },
      { ...edit, value: Number.NaN },
      { ...edit, key: 0.5 },
      null,
      "x",
    ];
    expect(readEdits([edit, ...bad], arrays)).toEqual([edit]);
    expect(readEdits("no list", arrays)).toEqual([]);
  });
});
