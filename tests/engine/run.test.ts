import { describe, expect, test } from "vitest";
import type { RunSpec, Tensor } from "../../web/src/index";
import { naiveAttention, Seeded, useEngine, withTrace, worstDifference } from "./support";

const engine = useEngine();

/** One tensor of a run; the trace is gone afterwards. */
const tensorOf = (spec: RunSpec, name: string): Tensor => withTrace(engine().run(spec), (trace) => trace.tensor(name));

const text = "The cat sat on the mat.";

describe("the lesson", () => {
  test("S01 reproduces its worked scores and weights", () => {
    withTrace(engine().run({ lesson: "S01" }), (trace) => {
      expect(worstDifference(trace.tensor("attn.scores").data, [0.37, 0.34, 0.31])).toBeLessThan(1e-6);
      const powers = [0.37, 0.34, 0.31].map(Math.exp);
      const sum = powers.reduce((a, b) => a + b, 0);
      expect(
        worstDifference(
          trace.tensor("attn.weights").data,
          powers.map((power) => power / sum),
        ),
      ).toBeLessThan(1e-6);
    });
  });

  test.each(["S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S28"])("%s runs by name", (lesson) => {
    withTrace(engine().run({ lesson }), (trace) => expect(trace.names.length).toBeGreaterThan(0));
  });

  test("lets a spec change single settings", () => {
    withTrace(engine().run({ lesson: "S07", seed: 3, config: { bias: true } }), (trace) => {
      expect(trace.names).toContain("attn.b_q");
    });
  });
});

describe("a run", () => {
  test("records words, embeddings, positions, projections, attention and output in this order", () => {
    withTrace(engine().run({ text }), (trace) => {
      const made = trace.steps.map((step) => step.output);
      const order = [
        "embedding.out",
        "positions",
        "x",
        "attn.q",
        "attn.scores",
        "attn.scaled",
        "attn.masked",
        "attn.weights",
        "attn.z",
        "attn.concat",
        "attn.out",
      ];
      expect(order.filter((name) => !made.includes(name))).toEqual([]);
      expect(order.map((name) => made.indexOf(name))).toEqual(
        order.map((name) => made.indexOf(name)).sort((a, b) => a - b),
      );
      expect(trace.config).toMatchObject({ d_model: 8, n_heads: 2, d_k: 4, d_v: 4, scale: true });
      expect(trace.tokens[0]?.map((token) => token.text)).toEqual(["The", "cat", "sat", "on", "the", "mat"]);
    });
  });

  test("gives the same numbers for the same seed, others for another", () => {
    const [first, again, other] = [7, 7, 8].map((seed) => tensorOf({ text, seed }, "attn.out"));
    expect(again).toEqual(first);
    expect(worstDifference(other?.data ?? [], first?.data ?? [])).toBeGreaterThan(1e-3);
  });

  test("draws each word's vector by itself: changing one word moves no other", () => {
    const [before, after] = [text, "The dog sat on the mat."].map((words) =>
      tensorOf({ text: words }, "embedding.out"),
    );
    const row = (tensor: Tensor | undefined, at: number) => Array.from(tensor?.data.slice(at * 8, at * 8 + 8) ?? []);
    expect(row(after, 1)).not.toEqual(row(before, 1));
    for (const at of [0, 2, 3, 4, 5]) expect(row(after, at)).toEqual(row(before, at));
    expect(row(before, 0)).toEqual(row(before, 4));
  });

  test("attends as a naive computation in doubles does, from its own Q, K and V, for random sizes", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = new Seeded(seed);
      const n_heads = random.whole(1, 4);
      const d_model = n_heads * random.whole(1, 5);
      const config = {
        d_model,
        n_heads,
        d_k: random.whole(1, 9),
        d_v: random.whole(1, 9),
        bias: random.flip(),
        scale: random.flip(),
      };
      withTrace(
        engine().run({ text, config, seed, mask: { rules: random.flip() ? [{ rule: "causal" }] : [] } }),
        (trace) => {
          const batch = (name: string) => {
            const { data, shape } = trace.tensor(name);
            return { data, shape: [1, ...shape] };
          };
          const causal = trace.steps.some((step) => step.attributes.rule === "causal");
          const wanted = naiveAttention({
            query: batch("attn.q"),
            key: batch("attn.k"),
            value: batch("attn.v"),
            allows: (_b, _h, q, k) => !causal || k <= q,
            scale: config.scale ? 1 / Math.sqrt(config.d_k) : 1,
          });
          expect(worstDifference(trace.tensor("attn.weights").data, wanted.weights), `seed ${seed}`).toBeLessThan(1e-5);
          expect(worstDifference(trace.tensor("attn.z").data, wanted.output), `seed ${seed}`).toBeLessThan(1e-5);
        },
      );
    }
  });

  test("spells several heads in two ways with equal numbers (S07)", () => {
    for (const name of ["attn.q", "attn.weights", "attn.out"]) {
      const [perHead, joint] = (["per_head", "joint"] as const).map((projection) =>
        tensorOf({ text, config: { projection } }, name),
      );
      expect(joint?.shape).toEqual(perHead?.shape);
      expect(worstDifference(joint?.data ?? [], perHead?.data ?? [])).toBeLessThan(1e-6);
    }
  });

  test("keeps earlier outputs independent of later words under a causal mask", () => {
    const mask = { rules: [{ rule: "causal" as const }] };
    const [before, after] = ["the cat sat on a mat", "the cat sat on no dog"].map((words) =>
      tensorOf({ text: words, mask }, "attn.out"),
    );
    expect(after?.data.slice(0, 32)).toEqual(before?.data.slice(0, 32));
    expect(after?.data.slice(32, 40)).not.toEqual(before?.data.slice(32, 40));
  });

  test("sums every row of weights to one, or leaves it empty and names it", () => {
    const allowed = { data: Array.from({ length: 36 }, (_, i) => Number(i >= 6 && i % 4 !== 0)), shape: [6, 6] };
    withTrace(engine().run({ text, mask: { rules: [{ rule: "custom", allowed }] } }), (trace) => {
      const { data } = trace.tensor("attn.weights");
      const sums = Array.from({ length: 12 }, (_, row) => data.slice(row * 6, row * 6 + 6).reduce((a, b) => a + b, 0));
      for (const [row, sum] of sums.entries()) expect(sum).toBeCloseTo(row % 6 === 0 ? 0 : 1, 6);
      expect(trace.notices).toEqual([{ code: "empty_row", tensor: "attn.mask", index: [0] }]);
    });
  });

  test("writes an empty row in each style as that style does (S08)", () => {
    const row = (style: NonNullable<RunSpec["mask"]>["style"] & string) => {
      const mask = { rules: [{ rule: "padding" as const, count: 6 }], style };
      return Array.from(tensorOf({ text, mask }, "attn.weights").data.slice(0, 6));
    };
    expect(row("boolean")).toEqual(Array(6).fill(0));
    expect(row("additive")).toEqual(Array(6).fill(0));
    for (const weight of row("large_negative")) expect(weight).toBeCloseTo(1 / 6, 6);
    expect(row("additive_literal").every(Number.isNaN)).toBe(true);
  });

  test("combines masks by and, and by or", () => {
    const rules = [{ rule: "causal" as const }, { rule: "padding" as const, count: 2 }];
    const mask = (combine: "and" | "or") =>
      Array.from(tensorOf({ text: "a b c d", mask: { rules, combine } }, "attn.mask").data);
    expect(mask("and")).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
    expect(mask("or")).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1]);
  });

  test("takes given weights and embeddings in place of drawn ones", () => {
    const x = new Seeded(1).tensor([3, 4]);
    const identity = { data: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], shape: [1, 4, 4] };
    const spec: RunSpec = {
      inputs: { x },
      config: { d_model: 4, n_heads: 1, positions: "none" },
      weights: { "attn.W_q": identity },
    };
    expect(worstDifference(tensorOf(spec, "attn.q").data, x.data)).toBeLessThan(1e-7);
  });

  test("runs a batch, padding the shorter sentences out of sight", () => {
    const texts = ["The cat sat on.", "Hello"];
    withTrace(engine().run({ text: texts }), (trace) => {
      const { data, shape } = trace.tensor("attn.out");
      expect(shape).toEqual([2, 4, 8]);
      const alone = tensorOf({ text: "Hello" }, "attn.out");
      expect(worstDifference(data.slice(32, 40), alone.data)).toBeLessThan(1e-6);
      const first = tensorOf({ text: "The cat sat on." }, "attn.out");
      expect(worstDifference(data.slice(0, 32), first.data)).toBeLessThan(1e-6);
    });
  });

  test("makes the table of positions alone", () => {
    const { data, shape } = tensorOf({ model: "positions", config: { length: 100, d_model: 64 } }, "positions");
    expect(shape).toEqual([100, 64]);
    expect(data[3 * 64 + 2]).toBeCloseTo(Math.sin(3 / 10000 ** (2 / 64)), 6);
    expect(data[3 * 64 + 3]).toBeCloseTo(Math.cos(3 / 10000 ** (2 / 64)), 6);
  });
});

describe("an edit", () => {
  const edits = [{ tensor: "attn.scores", index: [0, 1, 2], value: 5 }];

  test("pins its cell and changes what lies downstream, and nothing else", () => {
    const [before, after] = [{ text }, { text, edits }].map((spec) =>
      withTrace(engine().run(spec), (trace) => ({
        scores: trace.tensor("attn.scores").data,
        q: trace.tensor("attn.q").data,
        out: trace.tensor("attn.out").data,
      })),
    );
    expect(after?.scores[8]).toBe(5);
    expect(after?.scores.filter((value, i) => value !== before?.scores[i])).toHaveLength(1);
    expect(after?.q).toEqual(before?.q);
    // Row 1 of the output only: the other queries never read that score.
    const changed = new Set(
      Array.from(after?.out ?? [], (value, i) => (value === before?.out[i] ? -1 : Math.floor(i / 8))),
    );
    expect([...changed].sort()).toEqual([-1, 1].filter((row) => changed.has(row)));
    expect(changed.has(1)).toBe(true);
  });

  test("gives the same numbers in the spec and on the trace", () => {
    const wanted = tensorOf({ text, edits }, "attn.out");
    withTrace(engine().run({ text }), (trace) => {
      trace.edit("attn.scores", [0, 1, 2], 5);
      expect(trace.tensor("attn.out")).toEqual(wanted);
    });
  });

  test("says in the explanation what the op alone would give", () => {
    withTrace(engine().run({ text, edits }), (trace) => {
      const cell = trace.explain("attn.scores", [0, 1, 2]);
      expect(cell).toMatchObject({ edited: true, value: 5 });
      expect(cell.computed).not.toBe(5);
      expect(cell.equation).toMatch(/^5\.00 \(set by hand, computed: /);
    });
  });

  test("paints the mask, a row left empty being named", () => {
    const painted = Array.from({ length: 6 }, (_, k) => ({ tensor: "attn.mask", index: [2, k], value: 0 }));
    withTrace(engine().run({ text, edits: painted }), (trace) => {
      expect(trace.notices).toEqual([{ code: "empty_row", tensor: "attn.mask", index: [2] }]);
      expect(Array.from(trace.tensor("attn.weights").data.slice(12, 18))).toEqual(Array(6).fill(0));
    });
  });

  test("reaches parameters and single words' vectors", () => {
    const tables = [[], [{ tensor: "embedding.table", index: [0, 0], value: 3 }]].map((list) =>
      tensorOf({ text, edits: list }, "x"),
    );
    const difference = Array.from(tables[1]?.data ?? [], (value, i) => value !== tables[0]?.data[i]);
    // "The" and "the" are one word of the table.
    expect(difference.flatMap((changed, i) => (changed ? [i] : []))).toEqual([0, 32]);
  });
});
