/** Every model that ships, asked as a stranger's program would: all calls, all searches, good texts and bad ones. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { DecodeResult } from "../../web/src/engine/decoding";
import type { LearnedModel } from "../../web/src/engine/learned";
import { useEngine } from "./support";

const FOLDER = fileURLToPath(new URL("../../web/models/", import.meta.url));
const engine = useEngine();

/** What a model of each task is asked; a model of another task is not. */
const ASKED: Record<string, string> = {
  resolve: "The elephant ate the banana as it was hungry",
  classify: "The food was great",
  image: "",
  translate: "how are you?",
  summarise: "This package contains the documentation of a library that draws plots.",
  continue: "and it came to pass",
};
const WRITING = ["translate", "summarise", "continue"];
// The head on use-lite has its own tests: its encoder is no file of the repository.
const NAMES = readdirSync(FOLDER).flatMap((file) => {
  const [, name] = /^(.*)\.safetensors$/.exec(file) ?? [];
  return name && name !== "sentiment-use" ? [name] : [];
});

const BAD_TEXTS: [what: string, text: unknown][] = [
  ["nothing", ""],
  ["blanks", " \n\t "],
  ["words that no one has said", "zyxwq 漢字 🙂"],
  ["markup, controls and half a letter", "<script>alert(1)</script> \u0000\u202e\ud800 it"],
  ["marks and an object's own names", "<pad> <start> <end> <unk> __proto__ constructor it"],
  ["one word of 5,000 letters", "a".repeat(5000)],
  ["1,200 words", "the cat ate ".repeat(400)],
  ["more than a megabyte", "word ".repeat(300_000)],
  ["a number", 5],
  ["an object", {}],
];

const image = { data: new Float32Array(64).fill(0.5), shape: [8, 8, 1] };
const inputOf = (model: LearnedModel): object =>
  model.task === "image" ? { inputs: { image } } : { text: ASKED[model.task] };

/** What comes of a call: its answer, or an Error that names an op. */
function answer<T>(call: () => T): T | Error {
  try {
    return call();
  } catch (error) {
    expect((error as Error).message).toMatch(/^\[\w+\] ./u);
    return error as Error;
  }
}

/** That every number of the run is one, but for what a mask shut out. */
function checkedRun(options: object): void {
  const trace = engine().run(options as never);
  try {
    for (const name of trace.names) {
      const wrong = trace.tensor(name).data.find((number) => !Number.isFinite(number) && number !== -Infinity);
      expect(wrong, name).toBeUndefined();
    }
  } finally {
    trace.dispose();
  }
}

function checkSearch({ text, tokens, beams }: DecodeResult): void {
  expect(typeof text).toBe("string");
  expect(tokens.every((token) => !["<pad>", "<start>", "<end>"].includes(token))).toBe(true);
  for (const ended of [true, false]) {
    const scores = beams.flatMap(({ finished, score }) => (finished === ended ? [score] : []));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  }
  expect(beams.every(({ logProbability }) => logProbability <= 0)).toBe(true);
}

afterEach(() => expect(engine().stats().liveHandles).toBe(0));

describe.each(NAMES)("%s", (name) => {
  test("gives the trace of a run, by its name and by itself, and every number in it is one", async () => {
    const model = await engine().loadModel(name);
    for (const asked of [name, model]) checkedRun({ model: asked, ...inputOf(model) });
    model.dispose();
  });

  test("answers what it was made for, and says of the rest that it can't", async () => {
    const model = await engine().loadModel(name);
    const options = { model: name, ...inputOf(model) } as never;
    if (model.labels.length > 0) {
      const { label, probabilities } = engine().classify(options);
      expect(model.labels[probabilities.indexOf(Math.max(...probabilities))]).toBe(label);
      expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4);
    } else {
      expect(() => engine().classify(options)).toThrow(`[classify] the model "${name}" names no classes`);
    }
    if (!WRITING.includes(model.task))
      expect(() => engine().decode({ model: name, text: "it" })).toThrow(/^\[decode\] .*writes no words/u);
    expect(() => engine().embed(options)).toThrow(/^\[model\] .*sentence\.vector/u);
    model.dispose();
  });

  test("answers or refuses whatever text it is given, and is itself afterwards", async () => {
    const model = await engine().loadModel(name);
    const before = model.labels.length > 0 ? model.classify(inputOf(model) as never) : undefined;
    for (const [what, text] of BAD_TEXTS) {
      const run = answer(() => checkedRun({ model, text }));
      const said = answer(() => model.classify({ text } as never));
      const written = answer(() => model.decode({ text, maxLength: 3 } as never));
      if (typeof text !== "string") for (const one of [run, written]) expect(one, what).toBeInstanceOf(Error);
      if (!(said instanceof Error)) expect(said.probabilities.every(Number.isFinite), what).toBe(true);
      if (!(written instanceof Error)) checkSearch(written);
    }
    if (before) expect(model.classify(inputOf(model) as never)).toEqual(before);
    model.dispose();
  });

  test("searches with one to eight beams, one being greedy, and by chance the same twice", async () => {
    const model = await engine().loadModel(name);
    if (WRITING.includes(model.task)) {
      const asked = { model: name, text: ASKED[model.task] as string, maxLength: 6 };
      const greedy = engine().decode({ ...asked, strategy: "greedy" });
      expect(greedy.text.length).toBeGreaterThan(0);
      for (let beamSize = 1; beamSize <= 8; beamSize++) {
        const found = engine().decode({ ...asked, strategy: "beam", beamSize });
        checkSearch(found);
        expect(found.beams.length).toBeGreaterThanOrEqual(beamSize);
        for (const step of found.steps) expect(step.live.length).toBeLessThanOrEqual(beamSize);
        if (beamSize === 1) expect(found.text).toBe(greedy.text);
      }
      const drawn = { ...asked, strategy: "sample", temperature: 1.2, topK: 40, topP: 0.95, seed: 7 } as const;
      expect(engine().decode(drawn).ids).toEqual(engine().decode(drawn).ids);
    }
    model.dispose();
  });
});

describe("a learned model's name that is not loaded", () => {
  test("is refused by every call, which says how to load it", () => {
    const asked = { model: "pronouns", text: "it" } as never;
    for (const op of ["run", "decode", "classify", "embed"] as const) {
      expect(() => engine()[op](asked)).toThrow(new RegExp(`^\\[${op}\\] .*"pronouns".*loadModel`, "u"));
    }
  });

  test.each(["", "nobody", "../pronouns", "constructor", "__proto__", "PRONOUNS", "pronouns.safetensors", "a/b"])(
    "%j is refused by loadModel, and no file is read for what is no name",
    async (name) => {
      await expect(engine().loadModel(name)).rejects.toThrow(`[model] there is no model ${JSON.stringify(name)}`);
    },
  );

  test.each([[5], [null], [undefined], [{}], [[]], ["x".repeat(200)]])("%j is no name and no bytes", async (given) => {
    await expect(engine().loadModel(given as never)).rejects.toThrow(/^\[model\] /u);
  });
});
