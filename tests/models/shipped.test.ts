/** The weights that ship, on held-out sentences that ship with them (docs/models/samples), against the cards. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readLines, writeLines } from "../../cpp/tools/data/jsonl.mjs";
import { ROOT } from "../../cpp/tools/data/prepare.mjs";
import { answers } from "../../cpp/tools/evaluate/answers.mjs";
import { loadedEngine } from "../../cpp/tools/evaluate/engine.mjs";
import { cardOf } from "../../cpp/tools/evaluate/front_matter.mjs";
import { corpusBleu, meanRouge } from "../../cpp/tools/evaluate/measures.mjs";

/** Rounding on another machine turns a word or two of so few sentences. */
const BLEU_TOLERANCE = 4;
const ROUGE_TOLERANCE = 3;
/** One of forty. */
const ACCURACY_TOLERANCE = 0.026;

const sample = (name: string): string => join(ROOT, "docs/models/samples", `${name}.jsonl`);

/** Weights as they ship, by the native build that the tests have. */
async function texts(name: string, args: string[] = []): Promise<string[]> {
  const lines = await answers(name, sample(name), { args, preset: "native" });
  return lines.map((line: { text: string }) => line.text);
}

describe("the shipped weights", () => {
  for (const name of ["translator-everyday", "translator-debian"]) {
    test(`of ${name} translate the sample as well as their card says, greedily and by beam search`, async () => {
      const examples = readLines(sample(name));
      const card = cardOf(name);
      const greedy = await corpusBleu(await texts(name), examples);
      const beam = await corpusBleu(await texts(name, ["--beam", "4"]), examples);
      expect(greedy).toBeGreaterThan(card["sample-bleu:greedy"] - BLEU_TOLERANCE);
      expect(beam).toBeGreaterThan(card["sample-bleu"] - BLEU_TOLERANCE);
    });
  }

  test("of the summariser are as near to the sample's synopses as its card says", async () => {
    const { rougeL } = await meanRouge(await texts("summariser"), readLines(sample("summariser")));
    expect(rougeL).toBeGreaterThan(cardOf("summariser")["sample-rouge-l"] - ROUGE_TOLERANCE);
  });

  test("of the language model are as little surprised by the sample as its card says", async () => {
    const name = "language-model";
    const [{ loss }] = await answers(name, sample(name), { args: ["--perplexity"], preset: "native" });
    expect(Math.exp(loss)).toBeLessThan(cardOf(name)["sample-perplexity"] * 1.05);
  });

  describe("of translator-everyday", () => {
    const file = join(ROOT, "build/models/tutorial.jsonl");
    const pairs: { source: string; target: string }[] = JSON.parse(
      readFileSync(join(ROOT, "cpp/tools/data/tutorial_pairs.json"), "utf8"),
    );
    beforeAll(() => writeLines(file, pairs));
    for (const [strategy, args] of [
      ["greedily", []],
      ["by beam search", ["--beam", "4"]],
    ] as const) {
      test(`say what the tutorial says, ${strategy}`, async () => {
        const lines = await answers("translator-everyday", file, { args, preset: "native" });
        expect(lines.map((line: { text: string }) => line.text)).toEqual(pairs.map(({ target }) => target));
      });
    }
  });

  describe("of the classifiers and of the small grammar, asked as the package asks them,", () => {
    const image = (rows: number[][][]) => ({
      data: Float32Array.from(rows.flat(2)),
      shape: [rows.length, rows[0]?.length ?? 0, 1],
    });

    /** The share of the sample that is answered right. */
    async function accuracy(name: string, of = name): Promise<number> {
      const engine = await loadedEngine();
      const model = await engine.loadModel(name);
      const examples = readLines(sample(of));
      const right = examples.filter((example) => {
        if (example.target) return engine.decode({ model, text: example.source }).text === example.target;
        const input = example.image ? { inputs: { image: image(example.image) } } : { text: example.source };
        return engine.classify({ model, ...input }).label === model.labels[example.label];
      });
      model.dispose();
      return right.length / examples.length;
    }

    for (const [name, of] of [["pronouns"], ["sentiment"], ["sentiment-use", "sentiment"], ["digits"], ["grammar"]]) {
      test(`${name} is as often right about the sample as its card says`, async () => {
        const found = await accuracy(name as string, of);
        expect(found).toBeGreaterThan(cardOf(name)["sample-accuracy"] - ACCURACY_TOLERANCE);
      });
    }

    test("use-lite is as near to the reference as its card says", async () => {
      const { evaluate } = await import("../../cpp/tools/evaluate/models/use_lite.mjs");
      const rows: { metric: string; value: number }[] = await evaluate({ limit: 2 });
      const card = cardOf("use-lite");
      for (const metric of ["max-error", "max-error:f32", "max-error:attention"]) {
        const found = rows.find((row) => row.metric === metric)?.value ?? Number.NaN;
        expect(found, metric).toBeLessThan(card[metric] * 1.05);
        expect(found, metric).toBeGreaterThan(0);
      }
    });
  });

  for (const name of ["translator-everyday", "translator-debian", "summariser", "language-model"]) {
    test(`of ${name} are below three megabytes`, () => {
      expect(statSync(join(ROOT, "web/models", `${name}.safetensors`)).size).toBeLessThan(3_000_000);
    });
  }
});
