/** Google's sentence encoder from npm's package, converted, against NumPy's numbers from the same package. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
// @ts-expect-error A build script, plain JavaScript.
import { writeSafetensors } from "../../web/scripts/safetensors.mjs";
// @ts-expect-error A build script, plain JavaScript.
import { useLiteNote, useLiteTensors } from "../../web/scripts/use_lite.mjs";
import type { LearnedModel } from "../../web/src/engine/learned";
import { createEngine } from "../../web/src/index";
import { useEngine } from "./support";

interface Golden {
  sentence: string;
  tokens: string[];
  ids: number[];
  embedding: number[];
  weights: number[][];
}

const goldens: Golden[] = JSON.parse(readFileSync(new URL("../golden/use_lite.json", import.meta.url), "utf8"));
const engine = useEngine();

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length
    ? Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? Number.NaN))), 0)
    : Number.POSITIVE_INFINITY;
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe.each([
  ["F32", 1e-5, 1e-5],
  ["F16", 1e-3, 2e-3],
] as const)("Universal Sentence Encoder Lite as %s", (dtype, vectors, attention) => {
  let model: LearnedModel;

  beforeAll(async () => {
    const note = { attention_lab: JSON.stringify(useLiteNote()) };
    model = await engine().loadModel(new Uint8Array(writeSafetensors(useLiteTensors(), note, dtype)));
  }, 600_000);

  test.each(goldens)("cuts, weighs and encodes $sentence as the reference does", ({ sentence, ...golden }) => {
    const trace = engine().run({ model: model.name, text: sentence });
    try {
      expect(trace.tokens[0]?.map(({ text }) => text)).toEqual(golden.tokens);
      expect(trace.tokens[0]?.map(({ id }) => id)).toEqual(golden.ids);
      expect(worst(trace.tensor("sentence.vector").data, golden.embedding)).toBeLessThan(vectors);
      for (const [layer, weights] of golden.weights.entries())
        expect(worst(trace.tensor(`encoder.${layer}.attn.weights`).data, weights)).toBeLessThan(attention);
    } finally {
      trace.dispose();
    }
  });

  test("sees that two sentences mean nearly the same", () => {
    const [cat, kitten, rates] = [
      "The cat sat on the mat because it was tired.",
      "A kitten was resting on the rug.",
      "Interest rates rose sharply on Tuesday.",
    ].map((text) => Array.from(engine().embed({ model: model.name, text }))) as [number[], number[], number[]];
    expect(dot(cat, cat)).toBeCloseTo(1, 5);
    expect(dot(cat, kitten)).toBeGreaterThan(dot(cat, rates) + 0.2);
  });

  test("draws blanks together, and what has no piece, as SentencePiece does", () => {
    const tokens = (text: string) => {
      const trace = engine().run({ model: model.name, text });
      const texts = trace.tokens[0]?.map((token) => token.text);
      trace.dispose();
      return texts;
    };
    expect(tokens("  A \t cat\n")).toEqual(["▁A", "▁cat"]);
    expect(tokens("cat 日本語")).toEqual(["▁cat", "▁", "<unk>"]);
  });

  test("takes what no piece has, and refuses nothing at all or more than 128 pieces", () => {
    expect(engine().embed({ model: model.name, text: "日本語 <start> 🙂" })).toHaveLength(512);
    expect(() => engine().embed({ model: model.name, text: "" })).toThrow();
    expect(() => engine().embed({ model: model.name, text: "cat ".repeat(200) })).toThrow(/128/);
  });
});

test("the encoder is opened in little more memory than its numbers take twice: as they are kept, and as they run", async () => {
  const own = await createEngine();
  const before = own.stats().heapBytes;
  const note = { attention_lab: JSON.stringify(useLiteNote()) };
  const model = await own.loadModel(new Uint8Array(writeSafetensors(useLiteTensors(), note, "F16")));
  const numbers = 4 * model.parameters;
  expect(own.stats().heapBytes - before).toBeLessThan(2.5 * numbers);
  own.dispose();
}, 600_000);
