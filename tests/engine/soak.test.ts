import { describe, expect, test } from "vitest";
import type { RunSpec, TrainSpec } from "../../web/src/index";
import { Seeded, useEngine } from "./support";

const engine = useEngine();

/** A run somebody might ask for by dragging sliders at random, refused ones among them. */
function randomSpec(random: Seeded): RunSpec {
  const words = Array.from({ length: random.whole(1, 40) }, () => `w${random.whole(0, 20)}`);
  const n_heads = random.whole(1, 4);
  return {
    text: words.join(" "),
    seed: random.whole(0, 99),
    config: {
      d_model: n_heads * random.whole(1, 8) + (random.flip(0.1) ? 1 : 0),
      n_heads,
      bias: random.flip(),
      projection: random.flip() ? "joint" : "per_head",
      diagnostics: random.flip(0.2),
    },
    mask: { rules: random.flip() ? [{ rule: "causal" }] : [{ rule: "window", left: 2, right: random.whole(0, 3) }] },
    edits: random.flip(0.3) ? [{ tensor: "attn.mask", index: [0, random.whole(0, 3)], value: 0 }] : [],
  };
}

/** One round; returns false where the spec was refused. */
function round(random: Seeded): boolean {
  let trace: ReturnType<ReturnType<typeof engine>["run"]>;
  try {
    trace = engine().run(randomSpec(random));
  } catch (error) {
    expect((error as Error).message).toMatch(/^\[/);
    return false;
  }
  for (let edit = 0; edit < 5; edit++) {
    const name = trace.names[random.whole(0, trace.names.length - 1)] ?? "";
    const { shape } = trace.tensor(name);
    const index = shape.map((size) => random.whole(0, size - 1));
    try {
      trace.edit(name, index, random.next() * 2 - 1);
    } catch (error) {
      // A token id of 0.3 is no row of the table.
      expect((error as Error).message).toMatch(/^\[/);
    }
    trace.explain(name, index);
  }
  trace.toJSON();
  trace.dispose();
  return true;
}

/** Small models of each kind that a page may run while somebody types; every other one with a loss. */
function smallSpec(random: Seeded): RunSpec {
  const words = Array.from({ length: random.whole(1, 5) }, () => `w${random.whole(0, 9)}`);
  const kinds = ["softmax", "sparse", "linear"] as const;
  const attention = kinds[random.whole(0, kinds.length - 1)] ?? "softmax";
  return {
    text: words.join(" "),
    seed: random.whole(0, 99),
    config: { d_model: 4, n_heads: random.whole(1, 2), attention, bias: random.flip() },
    mask: { rules: random.flip() ? [{ rule: "causal" }] : [] },
    ...(random.flip() && { loss: { type: "sum", tensor: "attn.out" } }),
  };
}

/** Runs, edits, walks back and disposes; every tenth time it decodes as well. */
function smallRound(random: Seeded, i: number): void {
  const trace = engine().run(smallSpec(random));
  trace.edit("x", [0, random.whole(0, 3)], random.next());
  trace.explain("attn.z", [0, 0, 0]);
  if (trace.names.includes("loss")) trace.gradient("embedding.table");
  trace.dispose();
  if (i % 10 === 0) {
    const logits = random.tensor([4, 4]);
    engine().decode({ logits, strategy: random.flip() ? "beam" : "sample", maxLength: 5, seed: i });
  }
}

describe("an engine in use for long", () => {
  test("keeps no handle, and its memory stops growing", () => {
    const random = new Seeded(29);
    let ran = 0;
    for (let i = 0; i < 150; i++) ran += Number(round(random));
    const warm = engine().stats();
    for (let i = 0; i < 350; i++) ran += Number(round(random));
    const after = engine().stats();
    expect(ran).toBeGreaterThan(350);
    expect([warm.liveHandles, after.liveHandles]).toEqual([0, 0]);
    expect(after.heapBytes).toBe(warm.heapBytes);
  });

  test("keeps no handle and a flat heap over 10,000 runs with edits, gradients and decoding", () => {
    const random = new Seeded(31);
    for (let i = 0; i < 500; i++) smallRound(random, i);
    const warm = engine().stats();
    for (let i = 500; i < 10_000; i++) smallRound(random, i);
    expect(engine().stats()).toEqual({ liveHandles: 0, heapBytes: warm.heapBytes });
  }, 120_000);

  test("frees trainers with all that they learned", () => {
    const spec: TrainSpec = {
      model: "decoder_only",
      texts: ["the cat sat", "a dog"],
      config: { d_model: 4, n_heads: 1 },
    };
    const learn = (seed: number): void => {
      const trainer = engine().train({ ...spec, seed });
      trainer.step(2);
      trainer.load(trainer.save());
      trainer.decode({ text: "the", maxLength: 3 });
      trainer.trace({ text: "a cat" }).dispose();
      trainer.dispose();
    };
    for (let i = 0; i < 50; i++) learn(i);
    const { heapBytes } = engine().stats();
    for (let i = 0; i < 200; i++) learn(i);
    expect(engine().stats()).toEqual({ liveHandles: 0, heapBytes });
  });

  test("gives back the memory of its largest run", () => {
    const text = Array.from({ length: 256 }, (_, i) => `word${i}`).join(" ");
    const spec: RunSpec = { text, config: { d_model: 64, n_heads: 8 } };
    engine().run(spec).dispose();
    const { heapBytes } = engine().stats();
    for (let i = 0; i < 20; i++)
      engine()
        .run({ ...spec, seed: i })
        .dispose();
    expect(engine().stats()).toEqual({ liveHandles: 0, heapBytes });
  });
});
