/** Models in training: they learn, repeat themselves bit for bit, can be saved, asked and let go. */
import { describe, expect, test } from "vitest";
import { connect } from "../../web/src/engine/connection";
import type { TrainSpec } from "../../web/src/index";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

const config = { d_model: 8, n_heads: 2, d_ff: 16, n_layers: 1, n_decoder_layers: 1 };

/** Two sentences to learn by heart (tutorial 002's, S29). */
const translation: TrainSpec = {
  model: "transformer",
  pairs: [
    { source: "Hello world", target: "Bonjour le monde" },
    { source: "How are you?", target: "Comment allez-vous?" },
  ],
  config,
  seed: 7,
  optimizer: { learning_rate: 0.02, clip: 1 },
  batch_size: 2,
};

const continuation: TrainSpec = {
  model: "decoder_only",
  texts: ["the cat sat on the mat"],
  config,
  optimizer: { learning_rate: 0.02 },
};

const sentiment: TrainSpec = {
  model: "classifier",
  examples: [
    { text: "a good film", label: 1 },
    { text: "a bad film", label: 0 },
  ],
  config: { d_model: 8, n_heads: 2, n_classes: 2 },
  optimizer: { learning_rate: 0.02 },
};

/** A trainer that is disposed of whatever happens. */
function withTrainer(spec: TrainSpec, body: (trainer: ReturnType<ReturnType<typeof engine>["train"]>) => void): void {
  const trainer = engine().train(spec);
  try {
    body(trainer);
  } finally {
    trainer.dispose();
  }
}

describe("a trainer", () => {
  test.each([
    ["a transformer", translation],
    ["a decoder_only", continuation],
    ["a classifier", sentiment],
  ])("teaches %s what it is shown", (_, spec) => {
    withTrainer(spec, (trainer) => {
      const before = trainer.evaluate();
      const { losses, step, learningRate, gradientNorm } = trainer.step(80);
      const after = trainer.evaluate();
      expect(step).toBe(80);
      expect(losses.length).toBe(80);
      expect(learningRate).toBeCloseTo(0.02, 12);
      expect(gradientNorm).toBeGreaterThan(0);
      expect(after.loss).toBeLessThan(before.loss / 2);
      expect(after.accuracy).toBe(1);
      expect(after.perplexity).toBeCloseTo(Math.exp(after.loss), 6);
    });
  });

  test("tells of a classifier what a report is made of", () => {
    withTrainer(sentiment, (trainer) => {
      trainer.step(60);
      const { truth = [], predicted = [] } = trainer.evaluate();
      expect(truth).toEqual([1, 0]);
      expect(engine().classificationReport({ truth, predicted }).accuracy).toBe(1);
    });
  });

  test("translates what it has learned, and shows the run that did", () => {
    withTrainer(translation, (trainer) => {
      trainer.step(120);
      const { text, steps } = trainer.decode({ text: "Hello world", strategy: "beam", beamSize: 2 });
      expect(text).toBe("bonjour le monde");
      expect(steps.length).toBeGreaterThan(3);
      expect(trainer.decode({ text: "How are you?" }).text).toMatch(/^comment/);
      withTrace(trainer.trace({ text: "Hello world", target: text }), (trace) => {
        expect(trace.names).toContain("decoder.0.cross.weights");
        expect(trace.tensor("decoder.0.cross.weights").shape.at(-1)).toBe(2);
        expect(engine().stats().liveHandles).toBe(2);
      });
    });
    expect(engine().stats().liveHandles).toBe(0);
  });

  test("repeats itself bit for bit from one seed", () => {
    const losses: number[][] = [];
    for (let i = 0; i < 2; i++) withTrainer(continuation, (trainer) => losses.push(trainer.step(10).losses));
    expect(losses[0]).toEqual(losses[1]);
  });

  test("goes on from a file as if it hadn't stopped", () => {
    withTrainer(continuation, (one) => {
      one.step(5);
      const file = one.save();
      const { losses } = one.step(5);
      withTrainer({ ...continuation, seed: 99 }, (other) => {
        other.load(file);
        expect(other.about.steps).toBe(5);
        expect(other.step(5).losses).toEqual(losses);
      });
    });
  });

  test("refuses a damaged file, or another model's, and stays as it was", () => {
    withTrainer(continuation, (trainer) => {
      const file = trainer.save();
      expect(() => trainer.load(file.slice(0, 20))).toThrow("[safetensors] a header of");
      expect(() => trainer.load(file.slice(0, -4))).toThrow("[safetensors]");
      withTrainer(sentiment, (other) => {
        expect(() => other.load(file)).toThrow("[train] the file has no tensor");
      });
      expect(trainer.save()).toEqual(file);
    });
  });

  test("gives a classifier's answers as a report takes them", () => {
    withTrainer(sentiment, (trainer) => {
      trainer.step(80);
      const { truth = [], predicted = [] } = trainer.evaluate();
      expect(truth).toEqual([1, 0]);
      const report = engine().classificationReport({ truth: truth.map(String), predicted: predicted.map(String) });
      expect(report.labels).toEqual(["0", "1"]);
      expect(report.accuracy).toBe(1);
    });
  });

  test("tells of its words, tensors and size", () => {
    withTrainer(continuation, ({ about }) => {
      expect(about.vocabulary.slice(0, 5)).toEqual(["<pad>", "<unk>", "<start>", "<end>", "the"]);
      const numbers = about.tensors.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
      expect(about.parameters).toBe(numbers.reduce((sum, count) => sum + count, 0));
    });
  });

  test("is refused when asked after dispose, which may come twice", () => {
    const trainer = engine().train(continuation);
    trainer.dispose();
    trainer.dispose();
    expect(trainer.disposed).toBe(true);
    expect(() => trainer.step()).toThrow("[train] this trainer was disposed of");
    expect(() => trainer.evaluate()).toThrow("[train] this trainer was disposed of");
  });
});

describe("a trainer at a distance", () => {
  test("takes its steps in pieces that can be watched and stopped", async () => {
    const client = await connect({});
    const trainer = await client.train(continuation);
    const seen: number[] = [];
    const report = await trainer.step(25, { every: 10, progress: ({ step }) => seen.push(step) });
    expect(seen).toEqual([10, 20, 25]);
    expect(report).toMatchObject({ step: 25 });
    expect(report.losses.length).toBe(25);
    const stop = new AbortController();
    const stopped = await trainer.step(100, { every: 5, signal: stop.signal, progress: () => stop.abort() });
    expect(stopped.step).toBe(30);
    await expect(trainer.step(5, { signal: stop.signal })).rejects.toThrow("[train] stopped before the first step");
    expect((await trainer.decode({ text: "the cat", maxLength: 4 })).tokens.length).toBeGreaterThan(0);
    expect((await trainer.trace({ text: "the cat" })).tensors.some(({ name }) => name === "logits")).toBe(true);
    expect((await client.stats()).liveHandles).toBe(1);
    const file = await trainer.save();
    await trainer.load(file);
    expect((await trainer.about()).steps).toBe(30);
    trainer.dispose();
    expect((await client.stats()).liveHandles).toBe(0);
    await expect(trainer.step(1)).rejects.toThrow("[train] this trainer was disposed of");
    client.dispose();
  });

  test("refuses a spec before it is sent", async () => {
    const client = await connect({});
    await expect(client.train({ model: "gpt" } as never)).rejects.toThrow(/^\[train\] model must be one of/);
    client.dispose();
  });
});

const BAD: [what: string, spec: unknown, message: RegExp][] = [
  ["nothing", undefined, /^\[train\] the spec must be an object/],
  [
    "no model",
    { pairs: [] },
    /^\[train\] model must be one of transformer, decoder_only, classifier, encoder_classifier, image_classifier, not undefined/,
  ],
  ["nothing to learn from", { model: "transformer" }, /^\[train\] a transformer learns from pairs, which is missing/],
  ["what another model learns from", { model: "transformer", texts: ["a"] }, /^\[train\] .*no "texts"; it has pairs/],
  ["no pairs", { ...translation, pairs: [] }, /^\[train\] /],
  ["half a pair", { ...translation, pairs: [{ source: "a" }] }, /^\[train\] pairs\[0\]: target is missing/],
  ["an empty source", { ...translation, pairs: [{ source: " ", target: "a" }] }, /^\[train\] /],
  ["a text that is a number", { ...continuation, texts: [5] }, /^\[train\] texts\[0\] must be a string, not 5/],
  ["half a label", { ...sentiment, examples: [{ text: "a", label: 0.5 }] }, /label must be a whole number/],
  ["a label that is no class", { ...sentiment, examples: [{ text: "a", label: 7 }] }, /^\[train\] .*7/],
  ["a batch of nothing", { ...continuation, batch_size: 0 }, /^\[train\] /],
  ["an unknown optimizer", { ...continuation, optimizer: { type: "sgd" } }, /type must be one of adam, adamw/],
  ["a learning rate of NaN", { ...continuation, optimizer: { learning_rate: Number.NaN } }, /must be a finite number/],
  ["a learning rate below zero", { ...continuation, optimizer: { learning_rate: -1 } }, /^\[(train|adam|schedule)\] /],
  ["a smoothing of two", { ...continuation, label_smoothing: 2 }, /^\[(train|cross_entropy)\] /],
  [
    "a config that doesn't divide",
    { ...continuation, config: { d_model: 8, n_heads: 3 } },
    /n_heads 3 does not divide/,
  ],
  ["an unknown option", { ...continuation, epochs: 3 }, /^\[train\] the spec has no "epochs"/],
];

describe("training refuses", () => {
  test.each(BAD)("%s", (_, spec, message) => {
    expect(() => engine().train(spec as TrainSpec)).toThrow(message);
    expect(engine().stats().liveHandles).toBe(0);
  });

  test("no steps, wrong files and wrong input, and goes on afterwards", () => {
    withTrainer(continuation, (trainer) => {
      expect(() => trainer.step(0)).toThrow(/^\[train\] the number of steps must be a whole number/);
      expect(() => trainer.step(Number.NaN)).toThrow(/^\[train\] the number of steps/);
      expect(() => trainer.load("weights" as never)).toThrow(/^\[train\] a file must be given as bytes/);
      expect(() => trainer.load(new Uint8Array(0))).toThrow(/^\[/);
      expect(() => trainer.load(new Uint8Array(100).fill(255))).toThrow(/^\[/);
      expect(() => trainer.trace({ model: "encoder" } as never)).toThrow(/^\[run\] the input has no "model"/);
      expect(() => trainer.trace({ text: "" })).toThrow(/^\[/);
      expect(() => trainer.decode({ text: "the", beamSize: 0 })).toThrow(/beamSize must be a whole number/);
      expect(trainer.step().step).toBe(1);
    });
  });
});
