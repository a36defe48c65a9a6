/** What the workbenches read and lay out, without a browser. */
import { describe, expect, it } from "vitest";
import { coveredWords, pairsOf } from "../../web/src/app/benches/metrics_bleu";
import { subsequence } from "../../web/src/app/benches/metrics_others";
import { chainLogits, formatChain, parseChain, withCount } from "../../web/src/state/chain";
import { drawingPicture, formatDrawing, ownPicture, parseDrawing, patchSizes } from "../../web/src/state/picture";
import { type BeamStep, NODE, pathTo, placeBeams } from "../../web/src/views/beam_layout";
import { along, axisOf, nearest, pathOf } from "../../web/src/views/curve_layout";
import { lanes } from "../../web/src/views/piece_lattice";

describe("a chain that is typed", () => {
  const text = "<start>: a 3, b 1\na: b 2, <end> 2\nb: <end> 1";

  it("becomes words and counts, and text again", () => {
    const parsed = parseChain(text);
    if (!parsed.ok) throw new Error(parsed.problem.code);
    expect(parsed.chain.words).toEqual(["<start>", "a", "b", "<end>"]);
    expect([...parsed.chain.counts]).toEqual([0, 3, 1, 0, 0, 0, 2, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(formatChain(parsed.chain)).toBe(text);
    expect(withCount(parsed.chain, 0, 2, 0)).toBe("<start>: a 3\na: b 2, <end> 2\nb: <end> 1");
  });

  it("has logits whose softmax is each count's share of its row", () => {
    const parsed = parseChain(text);
    if (!parsed.ok) throw new Error(parsed.problem.code);
    const { data, shape } = chainLogits(parsed.chain);
    expect(shape).toEqual([4, 4]);
    const powers = [...data.slice(0, 4)].map(Math.exp);
    expect((powers[1] ?? 0) / powers.reduce((sum, power) => sum + power, 0)).toBeCloseTo(0.75, 6);
    expect(data[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  it.each([
    ["", "empty"],
    ["  \n ", "empty"],
    ["a: b 1\nb: a 1", "start"],
    ["<start> a 1", "line"],
    ["<start>: a", "line"],
    ["<start>: a 1 2", "line"],
    ["<start>: a -1", "count"],
    ["<start>: a NaN", "count"],
    ["<start>: a 1e9", "count"],
    ["<start>: a 9999999", "count"],
    ["<start>: a 1, a 2", "twice"],
    ["<start>: a 1\n<start>: b 1", "twice"],
    ["<start>: a 1\n<end>: a 1", "twice"],
    ["<start>: a 1", "dead"],
    ["<start>: a 0", "dead"],
    [`<start>: ${"x".repeat(25)} 1`, "long"],
    [`<start>: ${Array.from({ length: 20 }, (_, at) => `w${at} 1`).join(", ")}`, "words"],
  ])("that reads %j is refused as %s", (typed, code) => {
    const parsed = parseChain(typed);
    expect(parsed.ok ? "ok" : parsed.problem.code).toBe(code);
  });
});

describe("the tree of a search", () => {
  const node = (token: string, parent: number, fate: "live" | "finished" | "pruned" = "live") => ({
    token,
    parent,
    fate,
    logProbability: -1,
    score: -1,
  });
  const steps: BeamStep[] = [
    [node("<start>", -1)],
    [node("a", 0), node("b", 0), node("c", 0, "pruned")],
    [node("d", 1), node("<end>", 0, "finished"), node("e", 1, "pruned")],
    [node("f", 0)],
  ];

  it("leads from every node back to the start, by its place among the live ones", () => {
    expect(pathTo(steps, 3, 0)).toEqual([
      { step: 0, at: 0 },
      { step: 1, at: 1 },
      { step: 2, at: 0 },
      { step: 3, at: 0 },
    ]);
    expect(pathTo(steps, 2, 1).map(({ at }) => at)).toEqual([0, 0, 1]);
  });

  it("gives every node a place of its own and an edge to its parent, and keeps its size while it is stepped through", () => {
    const whole = placeBeams(steps, 4, { step: 3, at: 0 });
    expect(whole.nodes).toHaveLength(8);
    expect(new Set(whole.nodes.map(({ x, y }) => `${x},${y}`)).size).toBe(8);
    expect(whole.edges).toHaveLength(7);
    expect(whole.edges.filter(({ lit }) => lit)).toHaveLength(3);
    expect(Math.max(...whole.nodes.map(({ x }) => x)) + NODE.width).toBe(whole.width);
    const part = placeBeams(steps, 2, null);
    expect(part.nodes).toHaveLength(4);
    expect([part.width, part.height]).toEqual([whole.width, whole.height]);
  });
});

describe("curves", () => {
  it("have round ticks that cover what is shown", () => {
    expect(axisOf([0, 0.0007], 4, true).ticks).toEqual([0, 0.0002, 0.0004, 0.0006, 0.0008]);
    expect(axisOf([3, 3]).ticks.length).toBeGreaterThan(1);
    expect(axisOf([Number.NaN, Number.POSITIVE_INFINITY])).toMatchObject({ low: 0, high: 1 });
    const axis = axisOf([-5, 17]);
    expect(axis.low).toBeLessThanOrEqual(-5);
    expect(axis.high).toBeGreaterThanOrEqual(17);
    expect(along(axis, axis.high)).toBe(1);
  });

  it("break where a number is missing", () => {
    expect(
      pathOf([
        [0, 1],
        [1, Number.NaN],
        [2, 3],
        [3, 4],
      ]),
    ).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
    expect(nearest([16, 32, 64], 45)).toBe(1);
    expect(nearest([], 1)).toBe(-1);
  });
});

describe("the lattice of pieces", () => {
  it("gives overlapping pieces lanes of their own, short ones first", () => {
    const arcs = [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ];
    expect(lanes(arcs)).toEqual([0, 0, 1, 0]);
  });
});

describe("the metrics' fields", () => {
  it("light an n-gram no more often than it counts", () => {
    const clipped = [{ ngram: ["the"], count: 3, reference: 2, clipped: 2 }];
    expect(coveredWords(["the", "cat", "the", "the"], 1, clipped)).toEqual([true, false, true, false]);
    const pair = [{ ngram: ["a", "b"], count: 1, reference: 1, clipped: 1 }];
    expect(coveredWords(["a", "b", "c"], 2, pair)).toEqual([true, true, false]);
    expect(subsequence(["a", "x", "b", "a"], ["a", "b"])).toEqual([true, false, true, false]);
  });

  it("pair translations with the references of the same line", () => {
    const { examples, problem } = pairsOf("a b\nc", "a b | b a\nc d");
    expect(problem).toBeNull();
    expect(examples).toEqual([
      {
        candidate: ["a", "b"],
        references: [
          ["a", "b"],
          ["b", "a"],
        ],
      },
      { candidate: ["c"], references: [["c", "d"]] },
    ]);
    for (const [given, wanted] of [
      ["a", "a\nb"],
      ["a", ""],
      ["a", "a | "],
      ["a\nb", "a\n\n"],
    ] as const)
      expect(pairsOf(given, wanted).problem).toBeTruthy();
  });
});

describe("pictures", () => {
  it("are drawn by formula: 224 x 224 x 3 numbers from 0 to 1, always the same", () => {
    const { data, height, width } = ownPicture();
    expect([height, width, data.length]).toEqual([224, 224, 224 * 224 * 3]);
    expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(data[(52 * 224 + 166) * 3]).toBeCloseTo(1, 5);
  });

  it("travel in a link as four pixels a letter, whatever the letters are", () => {
    for (const side of [8, 16] as const) {
      const pixels = Uint8Array.from({ length: side * side }, (_, at) => Number(at % 7 === 0 || at % 5 === 1));
      expect(parseDrawing(formatDrawing(pixels), side)).toEqual(pixels);
      expect(parseDrawing("zz<script>", side)).toHaveLength(side * side);
      expect(parseDrawing("", side).every((pixel) => pixel === 0)).toBe(true);
    }
    expect([...drawingPicture([1, 0, 0, 1], 2).data]).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  it("can be cut into patches that divide their side, but not into too many", () => {
    expect(patchSizes(8, 256)).toEqual([1, 2, 4]);
    expect(patchSizes(224, 256)).toEqual([14, 16, 28, 32, 56, 112]);
  });
});
