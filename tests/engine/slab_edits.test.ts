import { describe, expect, test } from "vitest";
import type { Edit, LossSpec, RunSpec } from "../../web/src/engine/types";
import { useEngine, withTrace } from "./support";

const engine = useEngine();
const text = "The cat sat on";
const run = (edits: Edit[], more: RunSpec = {}): RunSpec => ({ text, ...more, edits });
const numbers = (spec: RunSpec, name: string): number[] =>
  withTrace(engine().run(spec), (trace) => Array.from(trace.tensor(name).data));

describe("an edit of a slab", () => {
  test("removes a head: its part of z is zero, and the rest as it was", () => {
    const edit: Edit = { tensor: "attn.z", index: [1, null, null], value: 0 };
    const [before, after] = [numbers({ text }, "attn.z"), numbers(run([edit]), "attn.z")];
    expect(after.slice(0, 16)).toEqual(before.slice(0, 16));
    expect(after.slice(16)).toEqual(Array(16).fill(0));
    expect(numbers(run([edit]), "attn.concat").filter((value) => value === 0)).toHaveLength(16);
  });

  test("multiplies a row of a parameter, from which all that follows is computed", () => {
    const [before, after] = [numbers({ text }, "attn.W_q"), numbers(run([half]), "attn.W_q")];
    expect(after.slice(8, 12)).toEqual(before.slice(8, 12).map((value) => value * 0.5));
    expect(after.slice(12)).toEqual(before.slice(12));
    expect(numbers(run([half]), "attn.out")).not.toEqual(numbers({ text }, "attn.out"));
  });
  const half: Edit = { tensor: "attn.W_q", index: [0, 2, null], factor: 0.5 };

  test("lets two words change places, and holds a pattern of attention", () => {
    const x = numbers({ text }, "x");
    const swapped = numbers(run([{ tensor: "x", index: [0, null], swap: [2, null] }]), "x");
    expect(swapped).toEqual([...x.slice(16, 24), ...x.slice(8, 16), ...x.slice(0, 8), ...x.slice(24)]);
    const values = Array.from({ length: 16 }, (_, at) => (at % 4 === 3 ? 1 : 0));
    const frozen = run([{ tensor: "attn.weights", index: [0, null, null], values }]);
    const v = numbers(frozen, "attn.v").slice(12, 16);
    expect(numbers(frozen, "attn.z").slice(0, 16)).toEqual([...v, ...v, ...v, ...v]);
  });

  test("acts in its turn, whether in the spec or on the trace", () => {
    const edits: Edit[] = [
      { tensor: "attn.weights", index: [0, 0, null], factor: 2 },
      { tensor: "attn.weights", index: [0, 0, null], swap: [1, 1, null] },
      { tensor: "attn.scores", index: [null, null, 1], value: 0.5 },
      { tensor: "attn.weights", index: [0, null, 3], value: 0 },
    ];
    const wanted = numbers(run(edits), "attn.out");
    withTrace(engine().run({ text }), (trace) => {
      for (const edit of edits) trace.edit(edit);
      expect(Array.from(trace.tensor("attn.out").data)).toEqual(wanted);
      expect(trace.data().edits).toEqual(edits);
    });
  });

  test("leaves in the explanation what was there before, and replays every cell that it doesn't reach", () => {
    const swap: Edit = { tensor: "attn.scores", index: [0, 0, null], swap: [1, 0, null] };
    const before = numbers({ text }, "attn.scores");
    withTrace(engine().run(run([swap, half])), (trace) => {
      const cell = trace.explain("attn.scores", [1, 0, 2]);
      expect(cell.edited).toBe(true);
      expect(cell.computed).toBeCloseTo(before[18] ?? 0, 5);
      expect(cell.value).not.toBeCloseTo(cell.computed, 3);
      expect(trace.explain("attn.W_q", [0, 2, 1]).computed * 0.5).toBeCloseTo(trace.tensor("attn.W_q").data[9] ?? 0, 6);
      for (const { name, shape } of trace.data().tensors.filter((info) => info.role === "result")) {
        const { data } = trace.tensor(name);
        for (let at = 0; at < data.length; at++) {
          const index = placeOf(shape, at);
          const { edited, result, value } = trace.explain(name, index);
          expect(edited).toBe(name === "attn.scores" && index[1] === 0);
          if (!edited) expect(Math.abs(result - value)).toBeLessThan(1e-5);
        }
      }
    });
  });

  test("stops gradients where it sets, multiplies them where it multiplies and swaps them back", () => {
    const loss = { type: "sum", tensor: "attn.z" } as const;
    const slopes = (edits: Edit[]): number[] =>
      withTrace(engine().run(run(edits, { loss })), (trace) => Array.from(trace.gradient("attn.v").data));
    const plain = slopes([]);
    const head = plain.slice(0, 16);
    expect(slopes([{ tensor: "attn.z", index: [0, null, null], value: 3 }]).slice(0, 16)).toEqual(Array(16).fill(0));
    slopes([{ tensor: "attn.z", index: [0, null, null], factor: 2 }])
      .slice(0, 16)
      .forEach((slope, at) => {
        expect(slope).toBeCloseTo(2 * (head[at] ?? 0), 5);
      });
    const cell: LossSpec = { type: "cell", tensor: "attn.q", index: [0, 0, 0] };
    const swap: Edit = { tensor: "attn.q", index: [0, 0, null], swap: [0, 3, null] };
    withTrace(engine().run(run([swap], { loss: cell })), (trace) => {
      const reached = Array.from(trace.gradient("x").data).map((slope) => slope !== 0);
      expect(reached).toEqual([...Array(24).fill(false), ...Array(8).fill(true)]);
    });
  });
});

const REFUSED: [what: string, edit: unknown, message: RegExp][] = [
  [
    "a row that isn't there",
    { tensor: "attn.W_q", index: [0, 8, null], value: 0 },
    /W_q of shape \(2 x 8 x 4\) has no cells \[0, 8, \*\]/,
  ],
  ["too few axes", { tensor: "attn.W_q", index: [0, null], value: 0 }, /of shape \(2 x 8 x 4\) has no cells \[0, \*\]/],
  ["a tensor that isn't there", { tensor: "attn.p", index: [null], factor: 2 }, /: there is no tensor "attn\.p"/],
  [
    "a swap with itself",
    { tensor: "x", index: [1, null], swap: [1, null] },
    /x \[1, \*\] cannot change places with itself/,
  ],
  [
    "slabs that cross",
    { tensor: "x", index: [1, null], swap: [null, 1] },
    /\[1, \*\] and \[\*, 1\] do not lie along the same/,
  ],
  [
    "a swap beyond the tensor",
    { tensor: "x", index: [1, null], swap: [4, null] },
    /x of shape \(4 x 8\) has no cells \[4, \*\]/,
  ],
  [
    "too few values",
    { tensor: "x", index: [1, null], values: [1, 2] },
    /\[1, \*\] is held by 8 numbers of shape \(8\), not by 2/,
  ],
  [
    "no value at all",
    { tensor: "x", index: [1, null] },
    /must have one of value, factor, swap, values, not none of them/,
  ],
  ["two at once", { tensor: "x", index: [1, null], value: 1, factor: 2 }, /not value and factor/],
  [
    "NaN among values",
    { tensor: "x", index: [0, null], values: [0, Number.NaN] },
    /values\[1\] must be a finite number, not NaN/,
  ],
  [
    "an infinite factor",
    { tensor: "x", index: [0, null], factor: Number.POSITIVE_INFINITY },
    /factor must be a finite number/,
  ],
  ["a swap that is no place", { tensor: "x", index: [0, null], swap: "1" }, /swap must be an array, not "1"/],
  ["a place between two", { tensor: "x", index: [0.5, null], value: 1 }, /index\[0\] must be a whole number/],
  ["undefined as a place", { tensor: "x", index: [undefined, 0], value: 1 }, /index\[0\] must be a whole number/],
  ["nine axes", { tensor: "x", index: Array(9).fill(null), value: 1 }, /9 entries; a tensor has at most 8 axes/],
  ["a misspelt field", { tensor: "x", index: [0, null], times: 2 }, /edits\[1\] has no "times"/],
];

describe("a run refuses, naming the edit,", () => {
  test.each(REFUSED)("%s", (_, edit, message) => {
    const first: Edit = { tensor: "x", index: [0, 0], value: 1 };
    const refused = () => engine().run({ text, edits: [first, edit as Edit] });
    expect(refused).toThrow(message);
    expect(refused).toThrow(/^\[run\] edits\[1\]/);
    withTrace(engine().run({ text }), (trace) => {
      const before = trace.tensor("attn.out");
      expect(() => trace.edit(edit as Edit)).toThrow(/^\[(edit|trace)\] /);
      expect(trace.tensor("attn.out")).toEqual(before);
    });
  });

  test("more of them than limits() says", () => {
    const { edits } = engine().limits();
    const many = (count: number): Edit[] =>
      Array.from({ length: count }, () => ({ tensor: "x", index: [0, 0], value: 1 }));
    expect(() => engine().run({ text, edits: many(edits + 1) })).toThrow(
      "[run] edits is 4097; at most 4096 is allowed",
    );
    expect(numbers(run(many(edits)), "x")[0]).toBe(1);
  });
});

function placeOf(shape: number[], offset: number): number[] {
  let rest = offset;
  return shape
    .map((_, axis) => shape.length - 1 - axis)
    .map((axis) => {
      const size = shape[axis] ?? 1;
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .reverse();
}
