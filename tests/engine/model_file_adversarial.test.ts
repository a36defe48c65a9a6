/** Model files made to break the page: cut off anywhere, mangled anywhere, with notes that lie about what is in them. */
import { describe, expect, test } from "vitest";
import type { TrainSpec } from "../../web/src/index";
import { headerOf, trained, withHeader, withNote } from "./model_file";
import { Seeded, useEngine } from "./support";

const engine = useEngine();

const CLASSES: TrainSpec = {
  model: "classifier",
  config: { d_model: 4, n_heads: 1 },
  seed: 4,
  examples: [
    { text: "good film", label: 1 },
    { text: "bad film", label: 0 },
  ],
};
const made = () => trained(engine(), "little", CLASSES, 1, { labels: ["negative", "positive"] });

/** What is said of the file, "" where it is taken: an op in brackets, never an error of the language's own. */
async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    const model = await engine().loadModel(bytes);
    expect(Number.isFinite(model.classify({ text: "good film" }).probabilities[0])).toBe(true);
    model.dispose();
    return "";
  } catch (error) {
    expect((error as Error).message, String(error)).toMatch(/^\[[\w.]+\] /u);
    return (error as Error).message;
  }
}

describe("a model file", () => {
  test("cut off anywhere is refused, and the model before it stays usable", async () => {
    const { bytes } = made();
    expect(await refusal(bytes)).toBe("");
    const ends = new Set([0, 1, 7, 8, 9, bytes.length - 1, bytes.length - 4]);
    for (let length = 10; length < bytes.length; length += 37) ends.add(length);
    for (const length of ends) expect(await refusal(bytes.slice(0, length)), `${length} bytes`).not.toBe("");
    expect(await refusal(bytes)).toBe("");
  });

  test("of any other bytes is refused or runs, and nothing breaks", async () => {
    const { bytes } = made();
    const random = new Seeded(11);
    const upTo = (n: number) => Math.floor(random.next() * n);
    for (let round = 0; round < 300; round++) {
      const mangled = bytes.slice();
      // Mostly the header: other numbers are only another model.
      for (let n = 1 + upTo(3); n > 0; n--) mangled[upTo(round % 3 ? 1500 : mangled.length)] = upTo(256);
      await refusal(mangled);
    }
  });

  test("with a header longer than the file, tensors over each other, or numbers that are none is refused", async () => {
    const { bytes } = made();
    for (const length of [2n ** 63n, 2n ** 53n, 2n ** 32n, BigInt(bytes.length)]) {
      const wrong = bytes.slice();
      new DataView(wrong.buffer).setBigUint64(0, length, true);
      expect(await refusal(wrong)).toMatch(/^\[\w+\] a header of/u);
    }
    const header = headerOf(bytes) as Record<string, { data_offsets: [number, number] }>;
    const names = Object.keys(header).filter((name) => name !== "__metadata__");
    const [first, second] = names.map((name) => header[name]) as [(typeof header)[string], (typeof header)[string]];
    for (const changed of [
      { ...second, data_offsets: first.data_offsets },
      { ...second, data_offsets: [0, 2 ** 53] },
      { ...second, dtype: "I64" },
      { ...second, shape: [2 ** 53] },
      { ...second, shape: [2 ** 31, 2 ** 31] },
    ]) {
      const wrong = withHeader(bytes, { ...header, [names[1] as string]: changed });
      expect(await refusal(wrong), JSON.stringify(changed)).toMatch(/^\[/u);
    }
    const nan = bytes.slice();
    new DataView(nan.buffer).setUint32(nan.length - 4, 0x7fc00000, true);
    expect(await refusal(nan)).toMatch(/which is no finite float/u);
  });

  test("whose note is no note, or lies, is refused with what was expected", async () => {
    const { bytes, note } = made();
    const wrong: readonly unknown[] = [
      "",
      "{",
      "null",
      "[]",
      '"note"',
      `${"[".repeat(100_000)}`,
      `{"format":1,${'"name":"a",'.repeat(50_000)}"title":"b"}`,
      {},
      { ...note, format: 2 },
      { ...note, model: "no such" },
      { ...note, model: "transformer" },
      { ...note, config: { ...CLASSES.config, d_model: 8 } },
      { ...note, config: { ...CLASSES.config, d_model: 2 ** 53 } },
      { ...note, config: { ...CLASSES.config, n_heads: -1 } },
      { ...note, config: "large" },
      { ...note, vocabulary: ["a"] },
      { ...note, vocabulary: "a b c" },
      { ...note, vocabulary: Array.from({ length: 100_000 }, (_, at) => `w${at}`) },
      { ...note, tokenizer: { type: "no such" } },
      { ...note, tokenizer: { type: "bpe", characters: ["a"], merges: [["x", "y"]] } },
      { ...note, tokenizer: { type: "unigram", pieces: ["a"], scores: [] } },
      { ...note, seed: Number.MAX_VALUE },
    ];
    const taken: string[] = [];
    for (const one of wrong) {
      if ((await refusal(withNote(bytes, one))) === "") taken.push(JSON.stringify(one).slice(0, 400));
    }
    expect(taken).toEqual([]);
    // A name is text, whatever its letters.
    for (const name of ["<img src=x onerror=alert(1)>", "__proto__", "\u202e"]) {
      const said = await refusal(withNote(bytes, { ...note, name }));
      expect(said === "" || said.includes("name"), name).toBe(true);
    }
    expect(await refusal(bytes)).toBe("");
  });
});
