/** The order in which a number's operands are told, and the rows of an unfolded chain. */
import { describe, expect, it } from "vitest";
import type { Explanation } from "../../web/src/engine/types";
import { branchesOf, originOf } from "../../web/src/trace/provenance";
import { type CellRow, cellKey, FIRST_SHOWN, rowsOf } from "../../web/src/views/provenance_rows";

const explanation = (part: Partial<Explanation>): Explanation => ({
  name: "s",
  index: [0],
  value: 0,
  op: "einsum",
  rule: "",
  attributes: {},
  edited: false,
  computed: 0,
  operands: [],
  omitted: 0,
  terms: [],
  parts: {},
  result: 0,
  ...part,
});
const operand = (name: string, at: number, value: number) => ({ name, index: [at], value });
/** A sum of `count` products, the last the largest. */
const dot = (count: number, omitted = 0): Explanation =>
  explanation({
    operands: Array.from({ length: count }, (_, at) => [operand("q", at, at + 1), operand("k", at, -1)]).flat(),
    terms: Array.from({ length: count }, (_, at) => ({ factors: [2 * at, 2 * at + 1], value: -(at + 1) })),
    omitted,
  });
const nothing = { open: new Set<string>(), shown: new Map<string, number>(), known: () => undefined };

describe("the operands of a number", () => {
  it("come by their terms, the largest contribution first, each factor with its sign", () => {
    const told = branchesOf(dot(3)).map(({ name, index, sign, adds }) => [name, ...index, sign, adds]);
    expect(told).toEqual([
      ["q", 2, "first", undefined],
      ["k", 2, "times", -3],
      ["q", 1, "plus", undefined],
      ["k", 1, "times", -2],
      ["q", 0, "plus", undefined],
      ["k", 0, "times", -1],
    ]);
  });

  it("hold what is in no term too, and what is not a number before all", () => {
    const told = branchesOf(
      explanation({
        operands: [operand("mask", 0, 1), operand("a", 0, 2), operand("a", 1, Number.NaN)],
        terms: [
          { factors: [1], value: 2 },
          { factors: [2], value: Number.NaN },
        ],
      }),
    );
    expect(told.map(({ name, index, sign }) => [name, ...index, sign])).toEqual([
      ["a", 1, "first"],
      ["a", 0, "plus"],
      ["mask", 0, "read"],
    ]);
  });

  it("end in words, parameters, given numbers, constants, rules and formulas", () => {
    const end = (name: string, op: string) => originOf({ name, op, operands: [] });
    expect(end("tokens", "input")).toBe("word");
    expect(end("target.tokens", "input")).toBe("word");
    expect(end("image", "input")).toBe("given");
    expect(end("attn.b_q", "parameter")).toBe("parameter");
    expect(end("positions.ids", "constant")).toBe("constant");
    expect(end("attn.mask", "mask_rule")).toBe("rule");
    expect(end("positions", "sinusoidal")).toBe("formula");
    expect(originOf(dot(1))).toBeUndefined();
  });
});

describe("the rows of a chain", () => {
  it("say how many are not shown, and show them on demand", () => {
    const rows = rowsOf(dot(20), nothing);
    expect(rows).toHaveLength(FIRST_SHOWN + 1);
    expect(rows.at(-1)).toMatchObject({ kind: "more", hidden: 40 - FIRST_SHOWN, position: 9, count: 9 });
    expect(rowsOf(dot(20), { ...nothing, shown: new Map([["", 64]]) })).toHaveLength(40);
  });

  it("say how many the engine only counted", () => {
    expect(rowsOf(dot(2, 12), nothing).at(-1)).toMatchObject({ kind: "omitted", hidden: 12 });
  });

  it("stand below what was unfolded, and keep it where the same cells are there after a change", () => {
    const below = explanation({
      name: "q",
      index: [1],
      operands: [operand("x", 0, 3)],
      terms: [{ factors: [0], value: 3 }],
    });
    const known = (cell: { name: string; index: number[] }) => (cellKey(cell) === "q@1" ? below : undefined);
    const open = new Set(["/q@1", "/q@7"]);
    const rows = rowsOf(dot(2), { ...nothing, open, known }) as CellRow[];
    expect(rows.map(({ path, level }) => [path, level])).toEqual([
      ["/q@1", 1],
      ["/q@1/x@0", 2],
      ["/k@1", 1],
      ["/q@0", 1],
      ["/k@0", 1],
    ]);
  });

  it("tell a cell that is read twice apart", () => {
    const twice = explanation({
      op: "multiply",
      operands: [operand("a", 0, 2), operand("a", 0, 2)],
      terms: [{ factors: [0, 1], value: 4 }],
    });
    expect(rowsOf(twice, nothing).map(({ path }) => path)).toEqual(["/a@0", "/a@0#1"]);
  });
});
