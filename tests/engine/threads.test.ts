/** The module for threads: whatever it computes has the bits that the usual module gives it. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Engine } from "../../web/src/engine/engine";
import { loadModule } from "../../web/src/engine/module";
import { loadThreaded, threadsHere } from "../../web/src/engine/threads";
import type { RunSpec, TrainSpec } from "../../web/src/index";
import { ROOT } from "../../web/vite.common.ts";

const GLUE = pathToFileURL(join(ROOT, "build/threads/attention.js"));

/** So long that its loops are worth sharing. */
const text = (words: number, pace = 1): string =>
  Array.from({ length: words }, (_, at) => `w${(at * (pace + at)) % 97}`).join(" ");

let alone: Engine;
let together: Engine;

beforeAll(async () => {
  alone = new Engine(await loadModule(), { relaxedSimd: false });
  together = new Engine(await loadThreaded(GLUE, 3), { relaxedSimd: true });
});

afterAll(() => {
  alone.dispose();
  together.dispose();
});

/** Bit for bit: NaN is like itself, and 0 unlike -0. */
const bits = (numbers: Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
    .digest("hex");

function valuesOf(engine: Engine, spec: RunSpec): Float32Array[] {
  const trace = engine.run(spec);
  try {
    const { values, gradients } = trace.data();
    return gradients ? [values, gradients] : [values];
  } finally {
    trace.dispose();
  }
}

describe("the module for threads", () => {
  const config = { d_model: 64, n_heads: 4, d_ff: 256, n_layers: 2 };
  const loss = { type: "sum", tensor: "logits" } as const;
  const runs: [string, RunSpec][] = [
    ["a short sentence", { model: "self_attention", text: "The cat sat on the mat" }],
    ["300 words", { model: "decoder_only", text: text(300), config }],
    ["two sentences, of 300 words and of 37", { model: "encoder", text: [text(300), text(37)], config }],
    ["300 words, fused", { model: "decoder_only", text: text(300), config: { ...config, attention: "fused" } }],
    ["gradients of 200 words", { model: "decoder_only", text: text(200), config, loss }],
  ];

  test.each(runs)("computes %s as one thread does", (_name, spec) => {
    const expected = valuesOf(alone, spec).map(bits);
    const shared = valuesOf(together, spec).map(bits);
    expect(shared).toEqual(expected);
  });

  test.each([
    ["sentences of 31 words", 31, 16],
    ["sentences of 150 words, whose attention is fused,", 150, 4],
  ])("trains on %s as one thread does, step by step", (_name, words, batch) => {
    const spec: TrainSpec = {
      model: "decoder_only",
      texts: Array.from({ length: 2 * batch }, (_, at) => text(words, at)),
      config,
      optimizer: { learning_rate: 1e-3 },
      batch_size: batch,
      seed: 7,
    };
    const [one, other] = [alone.train(spec), together.train(spec)];
    for (let step = 0; step < 4; step++) expect(other.step(1).loss).toBe(one.step(1).loss);
    expect(Buffer.compare(other.save(), one.save())).toBe(0);
    one.dispose();
    other.dispose();
    expect(together.stats().liveHandles).toBe(0);
  });

  test("has no relaxed SIMD, which would round otherwise", () => {
    expect(together.relaxedSimd).toBe(false);
  });

  test("gives results that can be sent away: copies outside the shared memory", () => {
    const trace = together.run({ model: "self_attention", text: "one two" });
    const { values } = trace.data();
    expect(values.buffer).toBeInstanceOf(ArrayBuffer);
    expect(trace.export("npy", "attn.q").buffer).toBeInstanceOf(ArrayBuffer);
    trace.dispose();
    const learner = together.train({ model: "decoder_only", texts: ["a b c", "b c a"], seed: 1 });
    expect(learner.save().buffer).toBeInstanceOf(ArrayBuffer);
    learner.dispose();
  });

  test("refuses a spec as the usual one does", () => {
    const spec = { model: "self_attention", text: "a b", config: { d_model: 7, n_heads: 2 } } as const;
    const said = (engine: Engine): unknown => {
      try {
        engine.run(spec);
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    expect(said(together)).toBe(said(alone));
    expect(said(together)).toMatch(/^\[/);
  });
});

describe("how many threads there are", () => {
  const worker = { WorkerGlobalScope: class {}, navigator: { hardwareConcurrency: 4 } };

  test("is one where memory can't be shared, and in a page, which must not wait", () => {
    expect(threadsHere({ ...worker, crossOriginIsolated: false })).toBe(1);
    expect(threadsHere({ crossOriginIsolated: true, navigator: { hardwareConcurrency: 4 } })).toBe(1);
    expect(threadsHere()).toBe(1);
  });

  test("is what the processor has in a worker of an isolated page, up to eight", () => {
    const count = (hardwareConcurrency?: number): number =>
      threadsHere({
        ...worker,
        crossOriginIsolated: true,
        navigator: hardwareConcurrency === undefined ? {} : { hardwareConcurrency },
      });
    expect([count(2), count(8), count(64), count(1), count(0), count()]).toEqual([2, 8, 8, 1, 1, 1]);
  });
});
