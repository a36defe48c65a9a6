import { describe, expect, it } from "vitest";
import type { Edit } from "../../web/src/engine/types";
import {
  factorOf,
  isHeld,
  isSet,
  withCells,
  withFactor,
  without,
  withSet,
  withSwap,
} from "../../web/src/state/edit_list";
import { fitsLink, formatEdits, formatHeld, MAX_EDITS, MAX_HELD, parseEdits } from "../../web/src/state/edits";
import { fitsShape, indexOf, slabOffsets, touchedOffsets } from "../../web/src/trace/edits";
import { seeded } from "./seeded";

const Q = "attn.W_q";
const row = (at: number): Edit["index"] => [0, at, null];

describe("edits in a link", () => {
  it.each<[string, Edit]>([
    ["attn.W_q@0,1,2=1.5", { tensor: Q, index: [0, 1, 2], value: 1.5 }],
    ["attn.W_q@0,2,*=0", { tensor: Q, index: row(2), value: 0 }],
    ["attn.W_q@0,*,3x0.5", { tensor: Q, index: [0, null, 3], factor: 0.5 }],
    ["attn.W_q@0,2,*x-1e-7", { tensor: Q, index: row(2), factor: -1e-7 }],
    ["attn.W_q@0,1,*<>0,2,*", { tensor: Q, index: row(1), swap: row(2) }],
    [
      "attn.weights@0,*,*=[0.1 0.9]",
      { tensor: "attn.weights", index: [0, null, null], values: [0.1, 0.9].map(Math.fround) },
    ],
    ["attn.b_o@*=2", { tensor: "attn.b_o", index: [null], value: 2 }],
  ])("write %s, and read it again", (text, edit) => {
    expect(parseEdits(text)).toEqual([edit]);
    expect(formatEdits([edit])).toBe(text);
  });

  it("of cells, as links had them before there were rows, are read as they were", () => {
    expect(parseEdits("attn.W_q@0,1,2=1.5;attn.mask@0,3=0")).toEqual([
      { tensor: Q, index: [0, 1, 2], value: 1.5 },
      { tensor: "attn.mask", index: [0, 3], value: 0 },
    ]);
  });

  it.each([
    ["no sign", "x@0,*"],
    ["a factor that is no number", "x@0,*xbanana"],
    ["a factor without an end", "x@0,*xInfinity"],
    ["a factor of nothing", "x@0,*x"],
    ["a hexadecimal number", "x@0,0=0x10"],
    ["an axis that is neither a number nor all", "x@0,**=1"],
    ["a swap with itself", "x@0,*<>0,*"],
    ["a swap of a row and a column", "x@0,*<>*,1"],
    ["a swap with another rank", "x@0,*<>0,1,*"],
    ["a swap with nothing", "x@0,*<>"],
    ["held numbers without an end", "x@0,*=[1 2"],
    ["no held numbers", "x@0,*=[]"],
    ["a held NaN", "x@0,*=[1 NaN]"],
    ["held numbers that are text", "x@0,*=[1 <b>]"],
    ["held numbers with commas", "x@0,*=[1,2]"],
    ["more than a 32-bit float holds", "x@0,*x1e39"],
    ["six axes", "x@0,0,0,0,0,*=1"],
    ["a name of markup", "<img src=x>@0=1"],
    ["more held numbers than a link carries", `x@*=[${Array.from({ length: MAX_HELD + 1 }, () => "1").join(" ")}]`],
    ["more edits than a link carries", Array.from({ length: MAX_EDITS + 1 }, () => "x@0=1").join(";")],
  ])("take nothing with %s", (_, text) => {
    expect(parseEdits(text)).toBeUndefined();
  });

  it("bring back 3,000 random lists exactly, and refuse or repeat whatever else is typed", () => {
    const random = seeded(4);
    const whole = (below: number) => Math.floor(random() * below);
    const index = () => [null, whole(30), whole(30)].map((at) => (random() < 0.3 ? null : at));
    const value = () => Math.fround((random() - 0.5) * 10 ** (whole(12) - 6));
    const edit = (): Edit => {
      const where = { tensor: `t${whole(9)}.W_q`, index: index() };
      const kind = whole(4);
      if (kind === 0) return { ...where, value: value() };
      if (kind === 1) return { ...where, factor: value() };
      if (kind === 2) return { tensor: "x", index: [whole(5), null], swap: [whole(5) + 5, null] };
      return { ...where, values: Array.from({ length: 1 + whole(12) }, value) };
    };
    for (let round = 0; round < 3000; round++) {
      const list = Array.from({ length: 1 + whole(5) }, edit);
      expect(parseEdits(formatEdits(list))).toEqual(list);
    }
    const pieces = [
      "x@",
      "0",
      ",",
      "*",
      "=",
      "x",
      "<>",
      "[",
      "]",
      " ",
      "1.5",
      "-",
      ";",
      "e9",
      "\u0000",
      "%",
      "attn.W_q@0,1,*",
    ];
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + whole(12) }, () => pieces[whole(pieces.length)]).join("");
      const list = parseEdits(text);
      if (list) expect(parseEdits(formatEdits(list)), text).toEqual(list);
    }
  });

  it("write a held number with no more digits than its 32 bits need", () => {
    expect(formatHeld(Math.fround(0.1))).toBe("0.1");
    expect(formatHeld(Math.fround(1 / 3))).toBe("0.33333334");
    expect(fitsLink([{ tensor: "x", index: [null], values: Array.from({ length: MAX_HELD + 1 }, () => 0) }])).toBe(
      false,
    );
  });
});

describe("the list of edits", () => {
  const slab = { tensor: Q, index: row(1) };

  it("keeps one factor a row, which 1 takes away", () => {
    const half = withFactor([], slab, 0.5);
    expect(factorOf(half, slab)).toBe(0.5);
    expect(withFactor(half, slab, 2)).toEqual([{ ...slab, factor: 2 }]);
    expect(withFactor(half, slab, 1)).toEqual([]);
    expect(factorOf([], slab)).toBe(1);
  });

  it("lets what is set last stand, in place of what the row was set or scaled to before", () => {
    const list = withSet(withFactor([], slab, 0.5), [{ ...slab, value: 0 }]);
    expect(list).toEqual([{ ...slab, value: 0 }]);
    expect(isSet(list, slab, 0)).toBe(true);
    expect(isSet(list, slab, 1)).toBe(false);
    expect(without(list, slab)).toEqual([]);
  });

  it("forgets nothing that was said before a swap: another row stood there then", () => {
    const swap: Edit = { ...slab, swap: row(2) };
    const before: Edit[] = [{ ...slab, value: 0 }, swap];
    expect(withSet(before, [{ ...slab, value: 1 }])).toEqual([...before, { ...slab, value: 1 }]);
    expect(withFactor([{ ...slab, factor: 2 }, swap], slab, 3)).toHaveLength(3);
    expect(withCells(before, Q, [{ tensor: Q, index: row(1), value: 5 }])).toHaveLength(3);
  });

  it("makes nothing of one swap done twice, whichever row is named first", () => {
    const once = withSwap([], slab, row(2));
    expect(once).toEqual([{ ...slab, swap: row(2) }]);
    expect(withSwap(once, slab, row(2))).toEqual([]);
    expect(withSwap(once, { tensor: Q, index: row(2) }, row(1))).toEqual([]);
    expect(withSwap(once, slab, row(3))).toHaveLength(2);
  });

  it("knows a held head from one that was only set", () => {
    const head = { tensor: "attn.weights", index: [0, null, null] };
    expect(isHeld([{ ...head, values: [1, 0] }], head)).toBe(true);
    expect(isHeld([{ ...head, value: 0 }], head)).toBe(false);
  });
});

describe("the cells of an edit", () => {
  it("are a row, a column, a head, or both rows of a swap", () => {
    const shape = [2, 2, 3];
    expect(slabOffsets(shape, [1, 0, null])).toEqual([6, 7, 8]);
    expect(slabOffsets(shape, [0, null, 2])).toEqual([2, 5]);
    expect(slabOffsets(shape, [1, null, null])).toEqual([6, 7, 8, 9, 10, 11]);
    expect(touchedOffsets(shape, { tensor: "x", index: [0, 0, null], swap: [0, 1, null] })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(slabOffsets(shape, [1, 0, null]).map((at) => indexOf(shape, at))).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 0, 2],
    ]);
  });

  it("must lie in the tensor, and be as many as the numbers that are held", () => {
    const shape = [2, 3];
    const held = (count: number): Edit => ({
      tensor: "x",
      index: [0, null],
      values: Array.from({ length: count }, () => 1),
    });
    expect(fitsShape(shape, held(3))).toBe(true);
    expect(fitsShape(shape, held(2))).toBe(false);
    expect(fitsShape(shape, { tensor: "x", index: [2, null], value: 0 })).toBe(false);
    expect(fitsShape(shape, { tensor: "x", index: [null], value: 0 })).toBe(false);
    expect(fitsShape(shape, { tensor: "x", index: [0, null], swap: [2, null] })).toBe(false);
  });
});
