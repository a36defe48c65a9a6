/** What the arrays are taken to be, what is wrong with their shapes, and what would mend it. */
import { describe, expect, test } from "vitest";
import { problemsOf } from "../../web/src/io/checks";
import type { FoundArray } from "../../web/src/io/found";
import { type Imported, parseImported } from "../../web/src/io/imported";
import { readText } from "../../web/src/io/read";
import { firstOf, guessRoles, type Item, importedOf, type Role, turned } from "../../web/src/io/roles";

const BOUNDS = { tokens: 512, n_heads: 16, d_k: 64, d_model: 64 };

function array(name: string, ...shape: number[]): FoundArray {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => Math.sin(at + 1));
  return { name, format: "numpy", shape, data };
}
const items = (...given: [Role, FoundArray][]): Item[] => given.map(([role, one]) => ({ role, array: one }));
const problems = (list: Item[], tokens: string[] = []) => problemsOf(list, tokens, BOUNDS);
const shapes = (made: Imported) => made.tensors.map(({ name, shape }) => `${name} ${shape.join("x")}`);

describe("roles", () => {
  test("are guessed by name, by order, and weights by their rows", () => {
    expect(guessRoles([array("values", 3, 4), array("Q", 3, 4), array("attn.k", 3, 4)])).toEqual(["v", "q", "k"]);
    expect(guessRoles([array("", 3, 4), array("", 3, 4), array("", 3, 4)])).toEqual(["q", "k", "v"]);
    expect(guessRoles([array("x", 3, 4), array("W_q", 4, 2), array("b", 4)])).toEqual(["x", "w_q", "none"]);
    expect(guessRoles([array("table", 3, 4)])).toEqual(["matrix"]);
    expect(guessRoles(readText("[[0.5,0.5],[1,0]]").arrays)).toEqual(["attention"]);
    expect(guessRoles(readText("[[0.5,0.6],[1,0]]").arrays)).toEqual(["matrix"]);
  });
});

describe("shapes", () => {
  test("that fit have nothing against them", () => {
    expect(problems(items(["q", array("", 3, 4)], ["k", array("", 5, 4)], ["v", array("", 5, 2)]))).toEqual([]);
    expect(problems(items(["q", array("", 1, 2, 3, 4)], ["k", array("", 2, 3, 4)]))).toEqual([]);
    expect(problems(items(["attention", array("", 2, 1, 3, 5, 5)]), ["a", "b", "c", "d", "e"])).toEqual([]);
    expect(problems(items(["x", array("", 5, 6)], ["w_q", array("", 2, 6, 3)]))).toEqual([]);
    expect(problems(items(["matrix", array("", 4)]))).toEqual([]);
  });

  test("of K that don't go with Q are told with both numbers, and turning is offered where it helps", () => {
    const wrong = items(["q", array("", 3, 4)], ["k", array("", 4, 6)], ["v", array("", 6, 2)]);
    expect(problems(wrong)[0]).toEqual({
      code: "columns",
      details: { expected: 4, found: 6 },
      fixes: [{ kind: "turn", item: 1 }],
    });
    const mended = wrong.map((item) => (item.role === "k" ? { ...item, array: turned(item.array) } : item));
    expect(problems(mended)).toEqual([]);
    expect(problems(items(["q", array("", 3, 4)], ["k", array("", 5, 6)]))[0]?.fixes).toEqual([]);
  });

  test("name what is missing, doubled, too large, of the wrong heads, or without a place", () => {
    const codes = (list: Item[], tokens: string[] = []) => problems(list, tokens).map(({ code }) => code);
    expect(codes(items(["q", array("", 3, 4)]))).toEqual(["missing"]);
    expect(codes(items(["none", array("", 3, 4)]))).toEqual(["nothing"]);
    expect(codes(items(["v", array("", 3, 4)]))).toEqual(["missing"]);
    expect(codes(items(["q", array("", 3, 4)], ["q", array("", 3, 4)], ["k", array("", 3, 4)]))).toEqual(["twice"]);
    expect(codes(items(["q", array("", 2, 3, 4)], ["k", array("", 1, 3, 4)]))).toEqual(["heads"]);
    expect(codes(items(["q", array("", 3, 4)], ["k", array("", 5, 4)], ["v", array("", 4, 5)]))).toEqual(["rows"]);
    expect(codes(items(["q", array("", 513, 1)], ["k", array("", 5, 1)]))).toEqual(["size"]);
    expect(codes(items(["q", array("", 2, 2, 3, 4)], ["k", array("", 3, 4)]))).toEqual(["batch"]);
    expect(codes(items(["q", array("", 3, 4)], ["k", array("", 5, 4)], ["mask", array("", 5, 3)]))).toEqual(["mask"]);
    expect(codes(items(["q", array("", 3, 4)], ["k", array("", 5, 4)], ["mask", array("", 3, 5)]))).toEqual([
      "mask_values",
    ]);
    expect(codes(items(["attention", array("", 3, 5, 5)], ["attention", array("", 3, 4, 4)]))).toEqual(["layers"]);
    expect(codes(items(["x", array("", 5, 6)], ["w_q", array("", 5, 3)]))).toEqual(["width"]);
    expect(codes(items(["q", array("", 3, 4)], ["k", array("", 5, 4)]), ["a", "b"])).toEqual(["words"]);
    expect(codes(readText("[[1,nan],[0,1]]").arrays.map((one) => ({ array: one, role: "matrix" })))).toEqual(["flaw"]);
  });

  test("are turned and cut with every number in its place", () => {
    const given = array("", 2, 2, 3);
    const there = turned(given);
    expect(there.shape).toEqual([2, 3, 2]);
    expect(there.data[1]).toBe(given.data[3]);
    expect(turned(there)).toEqual(given);
    expect(firstOf(given)).toMatchObject({ shape: [2, 3], data: given.data.slice(0, 6) });
    expect(turned(readText("[[1,nan,2]]").arrays[0] as FoundArray).flaw).toEqual({ index: [1, 0], text: "NaN" });
  });
});

describe("what is put together", () => {
  test("has the engine's names and shapes, a layer a tensor", () => {
    const made = importedOf(items(["k", array("", 1, 1, 3, 4)], ["q", array("", 4)]), []);
    expect(shapes(made)).toEqual(["q 1x4", "k 1x3x4"]);
    expect(shapes(importedOf(items(["attention", array("", 2, 1, 3, 5, 5)]), []))).toEqual([
      "encoder.0.attn.weights 3x5x5",
      "encoder.1.attn.weights 3x5x5",
    ]);
    expect(shapes(importedOf(items(["attention", array("", 5, 5)]), []))).toEqual(["attn.weights 1x5x5"]);
  });

  test("takes a mask of minus infinities for what it forbids", () => {
    const [mask] = readText("tensor([[0., -inf], [0., 0.]])").arrays as [FoundArray];
    const list = items(["q", array("", 2, 2)], ["k", array("", 2, 2)], ["mask", mask]);
    expect(problems(list)).toEqual([]);
    expect([...(importedOf(list, []).tensor("mask")?.data ?? [])]).toEqual([1, 0, 1, 1]);
  });

  test("comes back from a link exactly, hostile words and all, and doesn't fit one beyond its bound", () => {
    const words = ["The", "<img onerror=alert(1)>", "a|b,c:d%&=#", "猫", "\ud800"];
    const made = importedOf(items(["q", array("", 5, 4)], ["k", array("", 5, 4)]), words);
    const back = parseImported(made.text);
    expect(back).toEqual(made);
    expect(back?.id).toBe(made.id);
    expect(back?.tokens).toEqual([...words.slice(0, 4), "\ufffd"]);
    expect(made.fitsLink).toBe(true);
    expect(importedOf(items(["matrix", array("", 64, 64)]), []).fitsLink).toBe(false);
  });
});
