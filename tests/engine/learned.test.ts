/** Learned models: loaded from files, run, asked, and refused where file and model do not fit. */
import { describe, expect, it } from "vitest";
import type { TrainSpec } from "../../web/src/index";
import { headerOf, trained, withHeader, withNote } from "./model_file";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

const SIZES = { d_model: 16, n_heads: 2, n_layers: 1, d_ff: 32 } as const;
const PAIRS: TrainSpec = {
  model: "transformer",
  config: SIZES,
  seed: 3,
  pairs: [
    { source: "hello world", target: "bonjour le monde" },
    { source: "how are you", target: "comment allez vous" },
  ],
  optimizer: { learning_rate: 0.01 },
};
const CLASSES: TrainSpec = {
  model: "classifier",
  config: { d_model: 16, n_heads: 2 },
  seed: 4,
  examples: [
    { text: "good film", label: 1 },
    { text: "bad film", label: 0 },
  ],
  optimizer: { learning_rate: 0.02 },
};

const translator = () => trained(engine(), "little-translator", PAIRS, 80);
const classifier = () => trained(engine(), "little-classifier", CLASSES, 60, { labels: ["negative", "positive"] });

describe("a learned model", () => {
  it("translates by its name what it was trained to translate", async () => {
    const model = await engine().loadModel(translator().bytes);
    try {
      expect(engine().decode({ model: "little-translator", text: "Hello world" }).text).toBe("bonjour le monde");
      const beams = engine().decode({ model, text: "how are you", strategy: "beam", beamSize: 3 });
      expect(beams.text).toBe("comment allez vous");
      expect(beams.beams.length).toBeGreaterThanOrEqual(3);
    } finally {
      model.dispose();
    }
  });

  it("runs as a trace whose parameters are the file's numbers", async () => {
    const { bytes } = translator();
    const model = await engine().loadModel(bytes);
    const header = headerOf(bytes)["encoder.0.attn.W_q"] as { data_offsets: [number, number] };
    const numbers = bytes.length - Math.max(...offsets(headerOf(bytes)));
    const first = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(numbers + header.data_offsets[0], true);
    withTrace(engine().run({ model: "little-translator", text: "hello world", target: "bonjour" }), (trace) => {
      expect(trace.tensor("encoder.0.attn.W_q").data[0]).toBe(first);
      expect(trace.tensor("decoder.0.cross.weights").shape).toEqual([2, 2, 2]);
    });
    model.dispose();
  });

  it("names the class it finds likeliest, and probabilities that sum to 1", async () => {
    const model = await engine().loadModel(classifier().bytes, { name: "films" });
    const good = engine().classify({ model: "films", text: "good film" });
    expect(good.label).toBe("positive");
    expect(good.probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
    expect(model.classify({ text: "bad film" }).label).toBe("negative");
    model.dispose();
  });

  it("leaves positions and the division by the root out where it is asked to, and takes no others than its own", async () => {
    const model = await engine().loadModel(classifier().bytes, { name: "films" });
    const text = "good film";
    withTrace(engine().run({ model, text }), (trace) => {
      expect(trace.tensor("x").data).not.toEqual(trace.tensor("embedding.out").data);
      expect(trace.tensor("attn.scaled").data).not.toEqual(trace.tensor("attn.scores").data);
    });
    withTrace(engine().run({ model, text, config: { positions: "none", scale: false } }), (trace) => {
      expect(trace.names).not.toContain("positions");
      expect(trace.tensor("attn.scaled").data).toEqual(trace.tensor("attn.scores").data);
    });
    const rotary = { model, text, config: { positions: "rotary" } } as never;
    expect(() => engine().run(rotary)).toThrow(/positions are its own; they can only be left out/u);
    expect(() => engine().run({ model, text, config: { scale: 2 } } as never)).toThrow(/scale/u);
    model.dispose();
  });

  it("takes edits, masks and a temperature, and refuses sizes, weights and seeds, which are its own", async () => {
    const model = await engine().loadModel(classifier().bytes, { name: "films" });
    withTrace(engine().run({ model, text: "good film", config: { temperature: 2 } }), (trace) => {
      expect(trace.names).toContain("attn.tempered");
    });
    const edits = [{ tensor: "attn.z", index: [0, null, null], value: 0 }];
    withTrace(engine().run({ model, text: "good film", edits }), (trace) => {
      expect(trace.tensor("attn.z").data[0]).toBe(0);
    });
    const wrong = { model, text: "good film", config: { d_model: 8 } } as never;
    expect(() => engine().run(wrong)).toThrow(/d_model is its own/u);
    expect(() => engine().run({ model, text: "good", seed: 3 } as never)).toThrow(/seed is its own/u);
    model.dispose();
  });

  it("is freed by dispose, twice harmlessly, and then refuses questions", async () => {
    const before = engine().stats().liveHandles;
    const model = await engine().loadModel(classifier().bytes, { name: "films" });
    expect(engine().stats().liveHandles).toBe(before + 1);
    model.dispose();
    model.dispose();
    expect(engine().stats().liveHandles).toBe(before);
    expect(() => model.classify({ text: "good" })).toThrow(/disposed/u);
    expect(() => engine().classify({ model: "films", text: "good" })).toThrow(/no model that is loaded/u);
  });

  it("replaces a model of the same name, whose memory is freed", async () => {
    const before = engine().stats().liveHandles;
    await engine().loadModel(classifier().bytes, { name: "films" });
    const second = await engine().loadModel(classifier().bytes, { name: "films" });
    expect(engine().stats().liveHandles).toBe(before + 1);
    second.dispose();
  });
});

const offsets = (header: Record<string, unknown>): number[] =>
  Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([, entry]) => (entry as { data_offsets: number[] }).data_offsets[1] ?? 0);

describe("a file that is no such model", () => {
  const refused = (bytes: Uint8Array) => expect(engine().loadModel(bytes)).rejects;

  it("is refused where it is cut short, empty, or no .safetensors", async () => {
    const { bytes } = classifier();
    await refused(new Uint8Array()).toThrow(/too few/u);
    await refused(bytes.slice(0, 100)).toThrow(/too long for a file/u);
    await refused(bytes.slice(0, bytes.length - 4)).toThrow(/beyond the file/u);
    await refused(new TextEncoder().encode("PK this is a zip file, or so it says")).toThrow(/too long for a file/u);
  });

  it("is refused where it does not say what it is", async () => {
    const { bytes, note } = classifier();
    const { __metadata__: _, ...header } = headerOf(bytes);
    await refused(withHeader(bytes, header)).toThrow(/no note "attention_lab"/u);
    await refused(withNote(bytes, "{")).toThrow(/not JSON/u);
    await refused(withNote(bytes, { ...note, format: 2 })).toThrow(/format is 2/u);
    await refused(withNote(bytes, { ...note, model: "gpt" })).toThrow(/model/u);
    await refused(withNote(bytes, { ...note, config: { d_model: Number.NaN } })).toThrow(/d_model/u);
    await refused(withNote(bytes, { ...note, tokenizer: { type: "magic" } })).toThrow(/tokenizer is "magic"/u);
  });

  it("is refused with the shapes where tensors and config differ", async () => {
    const { bytes, note } = classifier();
    await refused(withNote(bytes, { ...note, config: { d_model: 32, n_heads: 2 } })).toThrow(/has shape/u);
    const header = headerOf(bytes);
    const { "output.b": output, ...rest } = header;
    await refused(withHeader(bytes, { ...rest, "output.c": output })).toThrow(/no tensor "output.b"/u);
    await refused(withHeader(bytes, { ...header, stray: { dtype: "F32", shape: [0], data_offsets: [0, 0] } })).toThrow(
      /stray/u,
    );
  });

  it("is refused where its note claims another model's vocabulary", async () => {
    const { bytes, note } = classifier();
    await refused(withNote(bytes, { ...note, vocabulary: ["<b>bold</b>"] })).toThrow(
      /table has \d+ rows, but the \d+ words of its vocabulary/u,
    );
  });
});

describe("a model by a name that is none", () => {
  it("is refused by what it would have been asked, and named", async () => {
    expect(() => engine().embed({ model: "nobody", text: "hello" })).toThrow(/"nobody" is no model/u);
    await expect(engine().loadModel("../../package.json")).rejects.toThrow(/no model/u);
    await expect(engine().loadModel("nobody")).rejects.toThrow(/no model "nobody" here/u);
  });
});

describe("a model that was trained with dropout", () => {
  it("is run without a step of it, for nothing is dropped outside of training", async () => {
    const spec: TrainSpec = { ...PAIRS, config: { ...SIZES, dropout: 0.2 } };
    const model = await engine().loadModel(trained(engine(), "with-dropout", spec, 1).bytes);
    withTrace(engine().run({ model: "with-dropout", text: "hello world", target: "bonjour" }), (trace) => {
      expect(trace.names.filter((name) => /drop/.test(name))).toEqual([]);
    });
    expect(model.description.config.dropout, "its file still says so").toBe(0.2);
    model.dispose();
  });
});
